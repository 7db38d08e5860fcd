"""Plans the runs that settle most claims in some hours, and writes their seeds into params.yaml."""

from collections.abc import Mapping, Sequence
from itertools import count, islice
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from restudy.checking.cost import seconds_of_run
from restudy.core_yaml import Place
from restudy.errors import UserError
from restudy.formats import duration
from restudy.judging.needs import MOST_RUNS, Need, Planner, Step, needs_of
from restudy.layout import Results
from restudy.params.messages import hint
from restudy.params.seeds_written import write_seeds
from restudy.plan.cells import Cell
from restudy.plan.plan import Plan
from restudy.records import read_json

SECONDS_PER_HOUR = 3600


def decide(plan: Plan, file: Path, hours: float, claims: Sequence[str], dry_run: bool, console: Console) -> None:
    """Say which settings get how many more runs for which claims, and write their seeds.

    Args:
        plan: what is run.
        file: params.yaml.
        hours: of training, one run after another.
        claims: IDs of the claims to settle; none for all.
        dry_run: whether nothing is written.
        console: where to say it.

    Raises:
        UserError: a claim that there is none of, or a study that was not judged.
    """
    needs = _needs(plan, claims)
    places = {cell.name: seeds_place(plan, cell) for cell in plan.cells.values() if not cell.alternative}
    at = {place: [cell for cell in plan.cells.values() if places.get(cell.name) == place] for place in places.values()}
    together = {name: at[place] for name, place in places.items()}
    planner = Planner(seconds_of_run(plan, Path("results")), together)
    steps = planner.steps(needs, hours * SECONDS_PER_HOUR)
    console.print(_table(steps, console) if steps else "Nothing to add: no claim is settled by as many hours of runs.")
    far = [need.claim for need in needs if need.runs > MOST_RUNS]
    if far:
        console.print(f"Not to be settled by {MOST_RUNS} runs of each setting: {', '.join(far)}.", soft_wrap=True)
    seeds = _seeds(steps, plan, places)
    if seeds and not dry_run:
        write_seeds(file, seeds)
        written = ", ".join(sorted(".".join(map(str, place)) for place in seeds))
        console.print(f"Written to {file}: {written}.", soft_wrap=True)
        console.print("Run snakemake --cores N, and decide again: what is judged then may need more runs, or fewer.")


def _needs(plan: Plan, claims: Sequence[str]) -> list[Need]:
    found, known = list[Need](), set[str]()
    for name, study in plan.studies.items():
        file = Results(Path("results") / plan.params.dataset).claims(name)
        if not file.is_file():
            raise UserError(f"{file}: not there; run snakemake, which makes it")
        judged = read_json(file)
        known |= {*judged["claims"]}
        found += needs_of(name, study.cells, judged)
    for claim in claims:
        if claim not in known:
            raise UserError(f"--claims: {claim!r} is no claim of these studies{hint(claim, sorted(known))}")
    return [need for need in found if not claims or need.claim in claims]


def seeds_place(plan: Plan, cell: Cell) -> Place:
    """Where a cell's seeds are written: at its name in `cells`, else at its variant."""
    study = plan.params.studies[cell.study]
    for name, called in study.cells.items():
        if (called.variant, called.grid) == (cell.variant, cell.grid):
            return ("studies", cell.study, "cells", name, "seeds")
    return ("studies", cell.study, "variants", cell.variant, "seeds")


def _seeds(steps: Sequence[Step], plan: Plan, places: Mapping[str, Place]) -> dict[Place, list[int]]:
    """All seeds of the cells that get more, by where they are written."""
    cells, added = {cell.name: cell for cell in plan.cells.values()}, dict[str, int]()
    for step in steps:
        for name, number in step.added.items():
            added[name] = added.get(name, 0) + number
    written = {places[name]: _more(cells[name].seeds, number) for name, number in added.items()}
    # A cell with a name keeps its own where its variant gets more.
    kept = {
        place: list(cells[name].seeds)
        for name, place in places.items()
        if ("studies", cells[name].study, "variants", cells[name].variant, "seeds") in written
    }
    return kept | written


def _more(seeds: Sequence[int], number: int) -> list[int]:
    """Seeds, and so many more: the smallest that are not among them."""
    return [*seeds, *islice((seed for seed in count() if seed not in seeds), number)]


def _table(steps: Sequence[Step], console: Console) -> Table:
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False, show_edge=False)
    for heading in ("claim", "now", "runs of each setting", "more runs", "takes", "in all"):
        table.add_column(heading, justify="left" if heading in ("claim", "now") else "right", no_wrap=True)
    whole = 0.0
    for step in steps:
        whole += step.seconds
        more = sum(step.added.values())
        table.add_row(
            *(step.need.claim, step.need.verdict, str(step.need.runs), str(more)),
            *(duration(step.seconds), duration(whole)),
        )
    return table
