"""What DVC keeps and Git does not: whether all of it that belongs to finished trials is here."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from restudy.checksums import sound_record
from restudy.errors import UserError
from restudy.formats import duration
from restudy.freshness.files import StudyFiles, data_files, files_of
from restudy.papers.paper import Paper
from restudy.plan.plan import Plan

GO_ON = "`dvc pull` fetches what a remote has; `snakemake --cores all weights` makes all of it again"


def check_heavy(plan: Plan, papers: Mapping[str, Paper]) -> None:
    """Check that nothing is missing that DVC would leave out of what it records.

    What was not trained yet is no matter: the run that trains it leaves its weights.

    Raises:
        UserError: weights, predictions or data of finished trials are not here.
    """
    studies = [*files_of(plan, papers).values()]
    lost = {study.plan.name: study.without_weights for study in studies if study.without_weights}
    if lost:
        trials = ", ".join(f"{len(files)} of {name}" for name, files in lost.items())
        time = duration(sum(map(_seconds, (file for files in lost.values() for file in files))))
        raise UserError(
            f"weights of finished trials are not here ({trials}), so that DVC would record their folder without them; "
            f"{GO_ON}, which trained for {time}; without them `snakemake --cores all` goes on from evidence"
        )
    files = [*_data(plan, studies), *(file for study in studies if study.is_done for file in study.lost_predictions)]
    if files:
        raise UserError(f"data or predictions of finished trials are not here ({files[0]}); {GO_ON}")


def _data(plan: Plan, studies: Iterable[StudyFiles]) -> list[Path]:
    """The files of data that are missing, once something was trained on them."""
    trained = any(study.is_trained(cell) for study in studies for cell in study.plan.cells)
    return [file for file in data_files(plan) if not file.is_file()] if trained else []


def _seconds(evidence: Path) -> float:
    record = sound_record(evidence) or {}
    seconds = record.get("run", {}).get("seconds", 0.0)
    return float(seconds)
