"""What planning costs as a study grows: `snakemake -n` where nothing has run, and where everything is finished.

Of a finished project there are files of a few bytes in the place of results, so nothing is trained.
"""

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import chdir
from pathlib import Path
from typing import Any

from project import environment, make_project, params, snakemake
from table import Table, of, spread
from timed import seconds

from restudy import layout
from restudy.checksums import FILES, write_record
from restudy.data.origin import write_origin
from restudy.freshness.jobs import jobs, versioned_files
from restudy.papers.reading import read_papers
from restudy.params.params import parse_params
from restudy.plan.plan import make_plan, write_study_plan

CELLS = (50, 400, 2000)
BATCH_SIZES = [32, 64, 128, 256, 512]
STATES = ("nothing has run", "all is finished")


def growing(cells: int) -> dict[str, Any]:
    """The content of a params.yaml with one study of so many cells."""
    rates = [round(0.001 + 1e-5 * number, 5) for number in range(cells // len(BATCH_SIZES))]
    return params(1, {"batch_size": BATCH_SIZES, "optimizer.lr": rates})


def leave_results(folder: Path, content: Mapping[str, Any]) -> None:
    """Write every versioned file of a finished run, as small as can be."""
    with chdir(folder):
        plan = make_plan(parse_params(dict(content)))
        papers = read_papers(plan)
        planned = jobs(plan, papers)
        for number, path in enumerate(versioned_files(plan, papers, planned)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(str(number), encoding="utf-8")
        write_origin(layout.Data.of("digits").root, "digits")
        for study in plan.studies.values():
            write_study_plan(layout.plan_file("digits", study.name), study)
        root = layout.Results.of("digits").root
        for job in planned:
            sums = dict.fromkeys((path.relative_to(root).as_posix() for path in job.leaves), "")
            write_record(job.record, {**job.description, FILES: sums})


def measure(rounds: int, sizes: Sequence[int] = CELLS) -> dict[str, Any]:
    """Seconds of the command in each state and size, the sizes in turns; a first round warms up and is left out."""
    taken: dict[tuple[str, int], list[Any]] = {(state, size): [] for state in STATES for size in sizes}
    with tempfile.TemporaryDirectory() as folder:
        projects = {key: Path(folder, f"{STATES.index(key[0])}-{key[1]}") for key in taken}
        for (state, size), project in projects.items():
            make_project(project, growing(size))
            if state == STATES[1]:
                leave_results(project, growing(size))
        for _ in range(rounds + 1):
            for key, project in projects.items():
                taken[key].append(seconds(snakemake("-n", "--quiet", "all"), project, environment(project)))
    rows = [
        {
            "state": state,
            "cells": size,
            "clock": spread([each.clock for each in values[1:]]),
            "processor": spread([each.processor for each in values[1:]]),
        }
        for (state, size), values in taken.items()
    ]
    return {"rows": rows, "rounds": rounds, "left_out": []}


def table(part: dict[str, Any]) -> Table:
    """A row for each state and size."""
    columns = ("state", "cells", "seconds", "processor seconds")
    rows = [(row["state"], f"{row['cells']:,}", of(row["clock"], 1), of(row["processor"], 1)) for row in part["rows"]]
    return Table(f"`snakemake -n` of one study, one seed (rounds: {part['rounds']})", columns, rows)
