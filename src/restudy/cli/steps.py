"""The workflow's steps, each of which a rule calls."""

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from restudy import layout
from restudy.cli.application import STEPS, app

if TYPE_CHECKING:
    from restudy.evidence.material import Material
    from restudy.freshness.files import StudyFiles
    from restudy.plan.plan import StudyPlan

# Whether files are there and whole is said by those who read them.
File = Annotated[Path, typer.Option()]
Folder = Annotated[Path, typer.Option(exists=True, file_okay=False)]
Place = Annotated[Path, typer.Option()]
Plan = Annotated[Path, typer.Option(help="The study's part of the plan.")]
Papers = Annotated[Path, typer.Option(file_okay=False, help="The folder of papers.")]
MadeFrom = Annotated[Path | None, typer.Option(help="Description of what it makes, left with the results.")]
PAPERS = Path(layout.PAPERS)
OBJECTS_BETWEEN_COLLECTIONS = 200_000


@app.command(rich_help_panel=STEPS)
def train(
    images: File,
    split: File,
    settings: Annotated[str, typer.Option(help="JSON: the cell's settings; defaults may be left out.")],
    digest: Annotated[str, typer.Option(help="The cell's digest.")],
    seed: Annotated[list[int], typer.Option(help="Once for each seed.")],
    store: Place,
    device: Annotated[str, typer.Option()],
    results: Place,
    cell: Annotated[str, typer.Option(help="STUDY/CELL.")],
    cores: Annotated[int, typer.Option(min=1, help="CPU cores of this job; they train seeds side by side.")] = 1,
    jobs_per_gpu: Annotated[int, typer.Option(min=1, help="The most jobs on one GPU, if no scheduler says.")] = 1,
    weights: Annotated[
        bool, typer.Option("--weights", help="Train those too that have evidence but no weights.")
    ] = False,
) -> None:
    """Train one cell with all its seeds, those that have evidence left out."""
    from restudy.params.settings import read_settings

    chosen = read_settings(settings)

    # Torch comes after the check, which takes no time.
    from restudy.store.store import Store
    from restudy.training.device import job_device
    from restudy.training.job import CellPlaces, TrialData, train_cell

    with job_device(device, "device", jobs_per_gpu, say=print) as place:
        data = TrialData(images, split, chosen.given, place.name, place.gpu)
        study, _, name = cell.partition("/")
        places = CellPlaces(digest, Store(store), layout.Results(results), study, name, weights)
        train_cell(data, places, seed, at_once=cores // chosen.threads)


@app.command(rich_help_panel=STEPS)
def select(plan: Plan, results: Folder, made_from: MadeFrom = None) -> None:
    """Choose the best cell on validation images."""
    from restudy.freshness.inputs import described_plans, leaving_record
    from restudy.layout import Results
    from restudy.selection import select as run

    (study,), files = described_plans([plan], made_from), Results(results)
    with leaving_record(files, f"select/{study.name}", [files.selection(study.name)], made_from):
        run(study, files)


@app.command(rich_help_panel=STEPS)
def evaluate(plan: Plan, results: Folder, test: File, made_from: MadeFrom = None) -> None:
    """Measure on the test images every trial of a study that has no evidence of them."""
    from restudy.evaluation.evaluate import evaluate as run
    from restudy.freshness.files import test_evidence
    from restudy.freshness.inputs import check_known, described_plans, leaving_record
    from restudy.layout import Results

    (study,), files = described_plans([plan], made_from), Results(results)
    left, job = test_evidence(study, files), f"evaluate/{study.name}"
    check_known(files, job, left)
    with leaving_record(files, job, left, made_from):
        run(study, files, test)


@app.command(rich_help_panel=STEPS)
def predict(plan: Plan, results: Folder, test: File) -> None:
    """Make the predictions on the test images again of every trial of a study that has none."""
    from restudy.evaluation.evaluate import evaluate as run
    from restudy.layout import Results
    from restudy.plan.plan import read_study_plan

    study, files = read_study_plan(plan), Results(results)
    if run(study, files, test, predictions=True):
        # What follows from the evidence that was there before is to be made again.
        files.record(f"evaluate/{study.name}").unlink(missing_ok=True)


@app.command(rich_help_panel=STEPS)
def measure(plan: Plan, results: Folder, made_from: MadeFrom = None) -> None:
    """Write the numbers of a study's trials, which follow from their evidence."""
    from restudy.evidence.measure import measure as run
    from restudy.freshness.inputs import described_plans, leaving_record
    from restudy.layout import Evaluation, Results

    (study,), files = described_plans([plan], made_from), Results(results)
    _check_evidence(study, files)
    left = Evaluation(files.evaluation(study.name)).files
    with leaving_record(files, f"measure/{study.name}", left, made_from):
        run(study, files)


@app.command(rich_help_panel=STEPS)
def judge(plan: Plan, results: Folder, papers: Papers = PAPERS, made_from: MadeFrom = None) -> None:
    """Compare a study's claims and published numbers with its results."""
    from restudy.freshness.inputs import check_step, leaving_record
    from restudy.judging.judge import judge as run

    (study,) = _studies([plan], papers, results, made_from)
    material, files, name = _material(study), study.results, study.plan.name
    check_step(files, f"select/{name}", study.selection)
    with leaving_record(files, f"judge/{name}", study.judgement, made_from):
        run(material, files.selection(name), files.claims(name), files.metrics(name))


@app.command(rich_help_panel=STEPS)
def tabulate(plan: Plan, results: Folder, papers: Papers = PAPERS, made_from: MadeFrom = None) -> None:
    """Write a study's tables."""
    from restudy.freshness.inputs import leaving_record
    from restudy.judging.tabulate import tabulate as run

    (study,) = _studies([plan], papers, results, made_from)
    material = _material(study)
    with leaving_record(study.results, f"tabulate/{study.plan.name}", study.tabulated, made_from):
        run(material, study.results)


@app.command(rich_help_panel=STEPS)
def draw(plan: Plan, results: Folder, papers: Papers = PAPERS, made_from: MadeFrom = None) -> None:
    """Draw a study's figures, and write the numbers behind them."""
    # Looking for garbage as often as Python does is a sixth of the step, and there is little.
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    from restudy.drawing.draw import draw as run
    from restudy.freshness.inputs import leaving_record

    (study,) = _studies([plan], papers, results, made_from)
    material = _material(study)
    with leaving_record(study.results, f"draw/{study.plan.name}", [*study.figures, *study.plots], made_from):
        run(material, study.results)


@app.command(rich_help_panel=STEPS)
def report(
    plan: Annotated[list[Path], typer.Option(help="Once for each study.")],
    results: Folder,
    papers: Papers = PAPERS,
    made_from: MadeFrom = None,
) -> None:
    """Put all studies on one page and into a paper's source, and write what both say as data."""
    from restudy.freshness.inputs import check_reported, leaving_record
    from restudy.layout import REPORT_FILES, Results
    from restudy.report.files import write_report as run

    studies, files = _studies(plan, papers, results, made_from), Results(results)
    left = [files.report(name) for name in REPORT_FILES]
    with leaving_record(files, "report", left, made_from) as description:
        check_reported(studies)
        run([(study.plan, study.paper) for study in studies], results, description.get("commit"))


@app.command(rich_help_panel=STEPS)
def typeset(source: File, output: Place, made_from: MadeFrom = None) -> None:
    """Typeset the paper from its source."""
    from restudy.freshness.inputs import check_typeset, leaving_record
    from restudy.layout import Results
    from restudy.report.typesetting import typeset as run

    files = Results(output.parents[1])
    with leaving_record(files, "typeset", [output], made_from) as description:
        check_typeset(files, source, description)
        print(run(source, output), end="")


def _studies(plans: list[Path], papers: Path, results: Path, made_from: Path | None) -> "list[StudyFiles]":
    from restudy.freshness.files import StudyFiles
    from restudy.freshness.inputs import described_plans
    from restudy.layout import Results
    from restudy.papers.reading import read_paper

    return [
        StudyFiles(study, read_paper(study, papers), Results(results)) for study in described_plans(plans, made_from)
    ]


def _check_evidence(study: "StudyPlan", results: layout.Results) -> None:
    """Compare evidence, that of training apart, which has its own sums, with its records."""
    from restudy.freshness.files import test_evidence
    from restudy.freshness.inputs import check_step

    check_step(results, f"evaluate/{study.name}", test_evidence(study, results))
    check_step(results, "excerpt", [results.images(study.excerpt)])


def _material(study: "StudyFiles") -> "Material":
    """What tables and figures of a study are made of, once it is known to be whole."""
    from restudy.evidence.material import Material
    from restudy.freshness.inputs import check_step

    _check_evidence(study.plan, study.results)
    check_step(study.results, f"measure/{study.plan.name}", study.evaluation)
    return Material.of(study.plan, study.paper, study.results.root)
