"""What a step reads, compared with the records of those who made it; and the record of what the step leaves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from restudy.checksums import FILES, DamageError, check_against, checksums, read_record, sound_record, write_record
from restudy.freshness.files import StudyFiles
from restudy.layout import Results
from restudy.plan.plan import StudyPlan, read_study_plan


def described_plans(files: Sequence[Path], made_from: Path | None) -> list[StudyPlan]:
    """Studies' plans, which are those that the description of a job speaks of.

    Raises:
        DamageError: a plan or the description is not there or damaged, or they don't belong together.
    """
    plans = [read_study_plan(file) for file in files]
    if made_from:
        described = dict(read_record(made_from).get("plans", {}))
        for file, plan in zip(files, plans, strict=True):
            if described.pop(plan.name, None) != plan.digest:
                raise DamageError(file, f"of something else: {made_from} speaks of another plan")
    return plans


def check_step(results: Results, job: str, files: Iterable[Path]) -> None:
    """Compare results with the record of the job that made them.

    Raises:
        DamageError: one of them, or the record, is not there or damaged.
    """
    record = results.record(job)
    check_against(_record_of(job, record), files, record, results.root)


def check_known(results: Results, job: str, files: Iterable[Path]) -> None:
    """Compare those results that are there and that the record of an earlier run of the job knows.

    Raises:
        DamageError: one of them is damaged.
    """
    record = sound_record(results.record(job)) or {}
    known = [
        file for file in files if file.is_file() and file.relative_to(results.root).as_posix() in record.get(FILES, {})
    ]
    check_against(record, known, results.record(job), results.root)


def _record_of(job: str, record: Path) -> dict[str, Any]:
    content = read_record(record)
    if content.get("job", job) != job:
        raise DamageError(record, f"of something else: it does not speak of {job}")
    return content


def check_reported(studies: Sequence[StudyFiles]) -> None:
    """Compare all that the report reads of studies with its records.

    Raises:
        DamageError: a file or a record is not there or damaged.
    """
    for study in studies:
        name = study.plan.name
        check_step(study.results, f"measure/{name}", study.evaluation[:1])
        check_step(study.results, f"judge/{name}", study.judgement)
        check_step(study.results, f"tabulate/{name}", study.tabulated)
        check_step(study.results, f"draw/{name}", study.figures)


def check_typeset(results: Results, source: Path, description: Mapping[str, Any]) -> None:
    """Compare the paper's source, and the figures of the studies that its description names, with their records.

    Raises:
        DamageError: a file or a record is not there or damaged.
    """
    check_step(results, "report", [source])
    for job in description.get("after", {}):
        if job.startswith("draw/"):
            record = results.record(job)
            content = _record_of(job, record)
            shown = (results.root / name for name in content[FILES] if name.endswith(".pdf"))
            check_against(content, shown, record, results.root)


@contextmanager
def leaving_record(
    results: Results, job: str, files: Iterable[Path], made_from: Path | None
) -> Iterator[dict[str, Any]]:
    """Yield the description of what results are made from; once they are there, leave it with their SHA-256.

    Args:
        results: the data set's results.
        job: STEP/STUDY, or STEP.
        files: what the step leaves.
        made_from: the description's file; None for a step that was called by hand, whose results have none.
    """
    description = _record_of(job, made_from) if made_from else {}
    yield description
    write_record(results.record(job), {**description, FILES: checksums(files, results.root)})
