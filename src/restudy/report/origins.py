"""Where each table and figure comes from: its numbers, the command and the jobs that make it, and its trials."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from restudy.data.datasets import DATASETS
from restudy.data.origin import DATA_CODE
from restudy.params.claims import cell_refs
from restudy.plan.cells import Cell, data_identity
from restudy.plan.plan import StudyPlan
from restudy.provenance import TRIAL_CODE, code_digest, digest, file_digest
from restudy.records import read_json
from restudy.report.trials import TrialRecord

SHORT = 12
Kind = Literal["tables", "figures"]
ENDINGS: dict[Kind, str] = {"tables": "csv", "figures": "svg"}
STEPS: dict[Kind, str] = {"tables": "tabulate", "figures": "draw"}


@dataclass(frozen=True)
class SourceFile:
    """A file with its path relative to the project, and the hexadecimal SHA-256 of its bytes."""

    path: str
    digest: str


@dataclass(frozen=True)
class Hashes:
    """Digests of what decides the results of one study or of several: params, training code and data."""

    params: str
    code: str
    data: str


@dataclass(frozen=True)
class JobOrigin:
    """Jobs of one rule that a table or a figure rests on.

    Attributes:
        rule: the rule's name in the workflow.
        jobs: how many of them there are.
        does: what they do, in words.
        code: digest of the code that they ran; empty where a step that was called by hand left no record.
        record: the file that describes what their results were made from; None where there is none.
    """

    rule: str
    jobs: int
    does: str
    code: str
    record: str | None


@dataclass(frozen=True)
class Origin:
    """Where one table or one figure comes from.

    Attributes:
        name: STUDY/ID.
        kind: "tables" or "figures".
        shown: the file that the report shows: a table's CSV, a figure's SVG.
        numbers: the CSV behind it; a table's own.
        command: what makes it again, at any revision.
        local_commands: what makes it again in this folder, one after another.
        hashes: digests of the study's params, training code and data.
        jobs: what made it, from the data to the file.
        trials: the records of the trials that its numbers are of.
    """

    name: str
    kind: Kind
    shown: SourceFile
    numbers: SourceFile
    command: str
    local_commands: tuple[str, ...]
    hashes: Hashes
    jobs: tuple[JobOrigin, ...]
    trials: tuple[TrialRecord, ...]


def study_hashes(plan: StudyPlan) -> Hashes:
    """The digests of one study."""
    data = digest(data_identity(DATASETS[plan.dataset]))
    return Hashes(digest(_params(plan)), code_digest(TRIAL_CODE), data)


def _params(plan: StudyPlan) -> dict[str, Any]:
    """All that params.yaml says of a study; its cells' settings hold the defaults and splits too."""
    settings = [dict(cell.settings) for cell in plan.cells]
    return {"study": plan.study.model_dump(mode="json"), "seeds": plan.seeds, "settings": settings}


def report_hashes(plans: Sequence[StudyPlan]) -> Hashes:
    """The digests of all studies of a report, which have their data set in common."""
    one = study_hashes(plans[0])
    return Hashes(digest({plan.name: _params(plan) for plan in plans}), one.code, one.data)


def origins(plan: StudyPlan, kind: Kind, results: Path, records: Sequence[TrialRecord]) -> dict[str, Origin]:
    """The origins of a study's tables or figures by ID.

    Args:
        plan: the study's plan.
        kind: "tables" or "figures".
        results: the data set's results.
        records: of the study's trials.
    """
    made = {step: _made_by(plan, step, results) for step in ("evaluate", STEPS[kind])}
    hashes = study_hashes(plan)
    return {
        identifier: _origin(plan, kind, identifier, results, hashes, _jobs(plan, kind, item, made, hashes), records)
        for identifier, item in getattr(plan.study, kind).items()
    }


def _origin(
    plan: StudyPlan,
    kind: Kind,
    identifier: str,
    results: Path,
    hashes: Hashes,
    jobs: tuple[JobOrigin, ...],
    records: Sequence[TrialRecord],
) -> Origin:
    cells = cells_behind(plan, getattr(plan.study, kind)[identifier])
    place, name = f"{kind}/{plan.name}/{identifier}", f"{plan.name}/{identifier}"
    shown = f"{place}.{ENDINGS[kind]}"
    asked = name if kind == "tables" else f"{name}.{ENDINGS[kind]}"
    return Origin(
        name=name,
        kind=kind,
        shown=_source(plan, results, shown),
        numbers=_source(plan, results, f"{place}.csv"),
        command=f"restudy rebuild {asked} --rev REVISION",
        local_commands=(
            f"dvc pull $(restudy needs {asked} | tail -n +2)",
            f"snakemake --cores 1 --force {_in_project(plan, shown)}",
        ),
        hashes=hashes,
        jobs=jobs,
        trials=tuple(record for record in records if record.cell in cells),
    )


def cells_behind(plan: StudyPlan, item: Any) -> tuple[Cell, ...]:
    """The cells whose trials a table's or figure's numbers are of.

    They are those that it names, those of the table that it draws, or those of its variant; none where it shows
    images of a part of the data, and otherwise all cells of the study.
    """
    if getattr(item, "part", None):
        return ()
    if getattr(item, "table", None):
        return cells_behind(plan, plan.study.tables[item.table])
    named = {plan.cell(ref).name for ref in cell_refs(item)}
    if named:
        return tuple(cell for cell in plan.cells if cell.name in named)
    variant = getattr(item, "variant", None)
    return tuple(cell for cell in plan.cells if variant is None or cell in _published(plan, variant))


def _published(plan: StudyPlan, variant: str) -> list[Cell]:
    return [cell for cell in plan.under("published") if cell.variant == variant]


def _jobs(
    plan: StudyPlan, kind: Kind, item: Any, made: Mapping[str, tuple[str, str | None]], hashes: Hashes
) -> tuple[JobOrigin, ...]:
    """From the data to the file; no training where no trial stands behind it."""
    step, cells = STEPS[kind], cells_behind(plan, item)
    does = "makes the study's tables" if kind == "tables" else "draws the study's figures"
    data = JobOrigin("unpack", 1, "unpacks the images", code_digest(DATA_CODE), None)
    last = JobOrigin(f"{step}_{plan.name.replace('-', '_')}", 1, does, *made[step])
    if not cells:
        return data, last
    return (
        data,
        JobOrigin("train", len(cells), "trains a cell with all its seeds", hashes.code, None),
        JobOrigin("evaluate", 1, "measures the study's trials on the test images", *made["evaluate"]),
        last,
    )


def _made_by(plan: StudyPlan, step: str, results: Path) -> tuple[str, str | None]:
    """Digest of the code with which a step left its results, and the record that says so."""
    record = _record(step, plan)
    if not (results / record).is_file():
        return "", None
    return read_json(results / record)["code"], _in_project(plan, record)


def _record(step: str, plan: StudyPlan) -> str:
    return f"made_from/{step}/{plan.name}.json"


def _in_project(plan: StudyPlan, path: str) -> str:
    return f"results/{plan.dataset}/{path}"


def _source(plan: StudyPlan, results: Path, path: str) -> SourceFile:
    return SourceFile(_in_project(plan, path), file_digest(results / path))
