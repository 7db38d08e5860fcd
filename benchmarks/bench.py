"""How fast this project is beside a paper's program and other libraries, on this machine.

Four parts: training on one core, orchestration of twelve small cells, growth of planning with the number of cells, and
bfloat16 beside float32 on MNIST.
Prints tables, and writes results.json and results.md. Run it on a machine that does nothing else.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import growth
import orchestration
import precision
from machine import in_words, machine
from networks import NETWORKS
from rich.console import Console
from table import Table

import training
from restudy.records import read_json, to_json, write_text

HERE = Path(__file__).parent
NOTES = HERE / "notes.md"
PARTS: dict[str, Callable[[dict[str, Any]], list[Table]]] = {
    "training": training.tables,
    "orchestration": lambda part: [orchestration.table(part)],
    "growth": lambda part: [growth.table(part)],
    "precision": lambda part: [precision.table(part)] if part["rows"] else [],
}
ARCHIVE = "train-images-idx3-ubyte.gz"


def measured(name: str, options: argparse.Namespace) -> dict[str, Any]:
    """One part, with the machine that it was measured on."""
    facts, few = machine(), options.quick
    if name == "training":
        images = 256 if few else options.images
        part = training.measure(options.pairs, options.networks or list(NETWORKS), images, options.mirror)
    elif name == "orchestration":
        part = orchestration.measure(1 if few else options.pairs)
    elif name == "precision":
        seeds, images = (2, 256) if few else (5, 20_000)
        part = precision.measure(seeds, options.networks or list(NETWORKS), images, options.mirror)
    else:
        part = growth.measure(1, growth.CELLS[:1]) if few else growth.measure(options.pairs)
    return part | {"machine": facts}


def markdown(results: dict[str, Any]) -> str:
    """The page of all parts, and the notes."""
    blocks = ["# Benchmark", "What `make bench` wrote; results.json has the same numbers."]
    for name in filter(results.get, PARTS):
        part = results[name]
        blocks += [table.markdown() for table in PARTS[name](part)]
        blocks.append(" ".join([in_words(part["machine"]), *(f"{line}." for line in part["left_out"])]))
    return "\n\n".join([*blocks, NOTES.read_text(encoding="utf-8")])


def show(name: str, part: dict[str, Any], console: Console) -> None:
    """Print a part."""
    for table in PARTS[name](part):
        console.print(table.rich(), "")
    for line in (in_words(part["machine"]), *part["left_out"]):
        console.print(line)


def parser() -> argparse.ArgumentParser:
    """The command line's."""
    found = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument("--only", choices=list(PARTS), help="one part; the others stay as they were written")
    found.add_argument("--quick", action="store_true", help="few images and small plans: a test, not a measurement")
    found.add_argument("--networks", action="append", choices=list(NETWORKS), help="train this one, and no other")
    found.add_argument("--mirror", type=Path, help="folder with MNIST's archives; random images without it")
    found.add_argument("--images", type=int, default=6000, help="most images of an epoch")
    found.add_argument("--pairs", type=int, default=3, help="rounds that are counted")
    found.add_argument("--output", type=Path, default=HERE, help="folder for results.json and results.md")
    return found


def main() -> None:
    command = parser()
    options = command.parse_args()
    if options.mirror and not (options.mirror / ARCHIVE).is_file():
        command.error(f"--mirror: no MNIST archives in {options.mirror}; make them with: snakemake --cores 2")
    if options.pairs < 1 or options.images < 1:
        command.error(f"--pairs {options.pairs} --images {options.images}: at least 1 of both")
    file = options.output / "results.json"
    results = read_json(file) if file.is_file() else {}
    for name in [options.only] if options.only else PARTS:
        results[name] = measured(name, options)
        show(name, results[name], Console(highlight=False))
        write_text(file, to_json(results))
        write_text(options.output / "results.md", markdown(results))


if __name__ == "__main__":
    main()
