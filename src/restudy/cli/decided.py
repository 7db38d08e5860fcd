"""Plans the runs that settle most claims in some hours, and writes their seeds into params.yaml."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, islice
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from restudy.checking.cost import seconds_of_run
from restudy.core_yaml import Place
from restudy.errors import UserError
from restudy.formats import duration
from restudy.judging.judged import read_judged
from restudy.judging.needs import MOST_RUNS, Need, Planner, Step, needs_of
from restudy.judging.scale import SETTLED, TIED, UNSETTLED
from restudy.params.messages import hint
from restudy.params.seeds_written import write_seeds
from restudy.plan.plan import Plan
from restudy.plan.seeded import seeded_together, seeds_places
from restudy.store.progress import SECONDS_PER_HOUR


def decide(plan: Plan, file: Path, hours: float, claims: Sequence[str], dry_run: bool, console: Console) -> bool:
    """Say which settings get how many more runs for which claims, and write their seeds.

    Args:
        plan: what is run.
        file: params.yaml.
        hours: of training, one run after another.
        claims: IDs of the claims to settle; none for all.
        dry_run: whether nothing is written.
        console: where to say it.

    Returns:
        Whether seeds were written.

    Raises:
        UserError: a claim that there is none of, or a study that was not judged as it is planned.
    """
    studies, judged = plan.studies.values(), _judged(plan, claims)
    needs = [need for study in studies for need in needs_of(study.name, study.cells, judged[study.name])]
    planner = Planner(seconds_of_run(plan, Path("results")), seeded_together(studies))
    steps = planner.steps(needs, hours * SECONDS_PER_HOUR)
    console.print(_table(steps, console) if steps else "Nothing to add: no claim is settled by as many hours of runs.")
    verdicts = {name: claim["verdict"] for each in judged.values() for name, claim in each["claims"].items()}
    for line in _expected(verdicts, needs, steps):
        console.print(line, soft_wrap=True)
    seeds = _seeds(steps, plan, seeds_places(studies))
    if seeds and not dry_run:
        write_seeds(file, seeds)
        written = ", ".join(sorted(".".join(map(str, place)) for place in seeds))
        console.print(f"Written to {file}: {written}.", soft_wrap=True)
    return bool(seeds) and not dry_run


def _judged(plan: Plan, claims: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What was judged of each study, of these claims alone if some are named."""
    found = {name: read_judged(study, Path("results") / plan.params.dataset) for name, study in plan.studies.items()}
    known = {name for judged in found.values() for name in judged["claims"]}
    for claim in claims:
        if claim not in known:
            raise UserError(f"--claims: {claim!r} is no claim of these studies{hint(claim, sorted(known))}")
    return {
        study: judged | {"claims": {k: v for k, v in judged["claims"].items() if not claims or k in claims}}
        for study, judged in found.items()
    }


def _expected(verdicts: Mapping[str, str], needs: Sequence[Need], steps: Sequence[Step]) -> Iterator[str]:
    """What comes of it: claims that are settled now and then, and those of which nothing more is to be learned."""
    now = sum(verdict in SETTLED for verdict in verdicts.values())
    then = f", {now + len(steps)} with these runs if all else stays as it is" if steps else ""
    are = "is" if now == 1 else "are"
    yield f"Of {len(verdicts)} claims {now} {are} settled now{then}."
    near = {need.claim for need in needs if need.runs <= MOST_RUNS}
    far = [name for name, verdict in verdicts.items() if verdict in UNSETTLED and name not in near]
    if far:
        yield f"Not to be settled by {MOST_RUNS} runs of each setting; other test images may: {', '.join(far)}."
    tied = [name for name, verdict in verdicts.items() if verdict == TIED]
    if tied:
        yield f"Tied, which more runs leave as it is: {', '.join(tied)}."


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
