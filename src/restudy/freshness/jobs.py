"""The jobs after training: what decides what each of them leaves, as digests that are kept with its results.

No clock has a say. A job is described by the study's plan, what its paper says, the code and the templates that it
reads, and the descriptions of the jobs before it; cells are named in the plan by what decides their content. The
description lies in `.restudy/steps/` before the job runs, and the job leaves a copy among the results. So it is known
after any clone, checkout or copy whether results are what the present plan, papers and code would make again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restudy import layout
from restudy.checksums import FILES, OWN, file_digest, sound_record
from restudy.freshness.files import StudyFiles, content_files, files_of, paper_file, report_files
from restudy.layout import Results
from restudy.models import MODELS
from restudy.papers.paper import Paper
from restudy.plan.plan import Plan
from restudy.provenance import PACKAGE_FOLDER, code_digest, digest

TEMPLATES = PACKAGE_FOLDER / "report" / "templates"
EXCERPT, REPORT, TYPESET = "excerpt", "report", "typeset"
COMMIT = "commit"
# What a record has besides the description of its results.
NO_DESCRIPTION = {COMMIT, FILES, OWN}


@dataclass(frozen=True)
class Step:
    """A step that runs once for each study.

    Attributes:
        code: the modules that it runs; what they import counts too.
        kinds: the further modules that it runs for a study: of its networks, or of kinds that its paper asks for.
        after: the steps whose results it reads.
        leaves: its results for a study, without its description.
        knows_papers: whether it reads what was published.
        by_name: whether its results are right by their names, which say what decides their content.
    """

    code: tuple[str, ...]
    kinds: Callable[[StudyFiles], Iterable[str]]
    after: tuple[str, ...]
    leaves: Callable[[StudyFiles], list[Path]]
    knows_papers: bool = True
    by_name: bool = False


def _networks(study: StudyFiles) -> Iterator[str]:
    for name in {cell.settings["model"]["name"] for cell in study.plan.cells}:
        network = MODELS.find(name)
        assert network is not None
        yield network.__module__


def _tables(study: StudyFiles) -> Iterator[str]:
    yield from {type(item).__module__ for item in study.paper.tables.values()}
    yield from _networks(study)


def _claims(study: StudyFiles) -> Iterator[str]:
    readings = (claim for item in study.paper.contradictions for claim in item.readings.values())
    yield from {type(item).__module__ for item in (*study.paper.claims.values(), *readings)}
    yield from _tables(study)


def _figures(study: StudyFiles) -> Iterator[str]:
    yield from {type(item).__module__ for item in study.paper.figures.values()}


STUDY_STEPS = {
    "select": Step(("restudy.selection",), lambda study: (), (), lambda study: study.selection, knows_papers=False),
    "evaluate": Step((), lambda study: (), (), lambda study: study.test_evidence, knows_papers=False, by_name=True),
    "measure": Step(
        ("restudy.evidence.measure",),
        lambda study: (),
        ("excerpt", "evaluate"),
        lambda study: study.evaluation,
        knows_papers=False,
    ),
    "judge": Step(("restudy.judging.judge",), _claims, ("select", "measure"), lambda study: study.judgement),
    "tabulate": Step(("restudy.judging.tabulate",), _tables, ("measure",), lambda study: study.tabulated),
    "draw": Step(("restudy.drawing.draw",), _figures, ("measure",), lambda study: [*study.figures, *study.plots]),
}


@dataclass(frozen=True)
class Job:
    """One step for one study, or for all of them.

    Attributes:
        dataset: the data set's name.
        name: STEP/STUDY, or STEP for a step that is for all of them.
        description: what decides what it leaves.
        leaves: its results, without its description.
        by_name: whether results are right by their names.
    """

    dataset: str
    name: str
    description: dict[str, Any]
    leaves: list[Path]
    by_name: bool = False

    @property
    def wanted(self) -> Path:
        """The file with the description that results should have."""
        return layout.wanted_file(self.dataset, self.name)

    @property
    def done(self) -> Path:
        """The file that is there while results have it."""
        return layout.done_file(self.dataset, self.name)

    @property
    def record(self) -> Path:
        """The copy that the job leaves among the results."""
        return Results.of(self.dataset).record(self.name)

    @property
    def is_current(self) -> bool:
        """Whether its results are there and are what it would make again."""
        record = sound_record(self.record)
        if record is None or not all(file.is_file() for file in self.leaves):
            return False
        return self._has_sums(record) if self.by_name else self.is_described_by(record)

    def _has_sums(self, record: Mapping[str, Any]) -> bool:
        root, known = Results.of(self.dataset).root, record.get(FILES, {})
        return all(file.relative_to(root).as_posix() in known for file in self.leaves)

    def is_described_by(self, record: Mapping[str, Any]) -> bool:
        """Whether a record says that results are of this description, whichever commit and checksums it names."""
        return {key: record[key] for key in record if key not in NO_DESCRIPTION} == self.description


def jobs(plan: Plan, papers: Mapping[str, Paper]) -> list[Job]:
    """All jobs after training, each behind those whose results it reads."""
    found: dict[str, Job] = {EXCERPT: _excerpt_job(plan)}
    for study in files_of(plan, papers).values():
        for name, step in STUDY_STEPS.items():
            found[f"{name}/{study.plan.name}"] = _study_job(name, step, study, found)
    found[REPORT] = _report_job(plan, papers, found)
    return [*found.values(), _typesetting_job(plan, found)]


def _study_job(name: str, step: Step, study: StudyFiles, before: Mapping[str, Job]) -> Job:
    sources = [before.get(f"{earlier}/{study.plan.name}") or before[earlier] for earlier in step.after]
    description = _description([*step.code, *sorted(step.kinds(study))], sources)
    description["plans"] = {study.plan.name: study.plan.digest}
    if step.by_name:
        description["names"] = digest([file.name for file in step.leaves(study)])
    if step.knows_papers:
        description |= _said(study)
    return _job(study.plan.dataset, f"{name}/{study.plan.name}", description, step.leaves(study), step.by_name)


def _job(dataset: str, name: str, description: dict[str, Any], leaves: list[Path], by_name: bool = False) -> Job:
    return Job(dataset, name, {"job": name, **description}, leaves, by_name)


def _excerpt_job(plan: Plan) -> Job:
    """What it leaves is named by its code and the data."""
    images = Results.of(plan.params.dataset).images(plan.excerpt)
    return _job(plan.params.dataset, EXCERPT, {"code": plan.excerpt, "after": {}}, [images], by_name=True)


def _said(study: StudyFiles) -> dict[str, str]:
    """What decides how results are judged and shown: the paper, names of cells, and how intervals are made."""
    names = {name: meant.cell for name, meant in study.plan.names.items()}
    return {
        "paper": digest(study.paper.model_dump(mode="json")),
        "names": digest(names),
        "statistics": digest(study.plan.statistics.model_dump(mode="json")),
    }


def _report_job(plan: Plan, papers: Mapping[str, Paper], before: Mapping[str, Job]) -> Job:
    dataset = plan.params.dataset
    description = _description(["restudy.report.files"], list(before.values()))
    description["plans"] = {study.name: study.digest for study in plan.studies.values()}
    description["papers"] = {study.plan.name: _said(study) for study in files_of(plan, papers).values()}
    description["templates"] = {path.name: file_digest(path) for path in sorted(TEMPLATES.iterdir())}
    return _job(dataset, REPORT, description, report_files(dataset))


def _typesetting_job(plan: Plan, before: Mapping[str, Job]) -> Job:
    dataset = plan.params.dataset
    sources = [before[name] for name in before if name == REPORT or name.startswith("draw/")]
    description = _description(["restudy.report.typesetting"], sources)
    return _job(dataset, TYPESET, description, [paper_file(dataset)])


def _description(code: list[str], sources: list[Job]) -> dict[str, Any]:
    return {"code": code_digest(code), "after": {source.name: digest(source.description) for source in sources}}


def versioned_files(plan: Plan, papers: Mapping[str, Paper], planned: Iterable[Job]) -> list[Path]:
    """Every file of a finished run that a version of the project holds: data, results and their descriptions."""
    return [*content_files(plan, papers), *(job.record for job in planned)]
