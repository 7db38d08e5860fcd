"""Which of a trial's files rules ask for: one that stands for all, and each that is missing beside it."""

from pathlib import Path

import pytest

from freshness_fixture import STUDY, here, planned
from restudy.freshness.files import StudyFiles, files_of
from restudy.layout import EVALUATED_FILES, LAST_FILE, TRIAL_FILES

__all__ = ["here"]


def study_files() -> StudyFiles:
    """As a start of Snakemake finds them."""
    return files_of(*planned())[STUDY]


def leave_trials() -> list[Path]:
    """All files of all trials; returns the trials' folders."""
    files = study_files().trials()
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return list(dict.fromkeys(file.parent for file in files))


def test_the_last_file_stands_for_a_trial_that_is_whole(here: Path) -> None:
    trials = leave_trials()
    assert study_files().asked() == [trial / LAST_FILE for trial in trials]


def test_the_last_file_stands_for_a_trial_that_is_yet_to_be_made(here: Path) -> None:
    assert study_files().asked() == study_files().trials([LAST_FILE])


def test_it_stands_for_a_trial_that_was_left_without_it(here: Path) -> None:
    trials = leave_trials()
    (trials[0] / LAST_FILE).unlink()
    assert study_files().asked() == [trial / LAST_FILE for trial in trials]


@pytest.mark.parametrize("name", sorted({*TRIAL_FILES} - {LAST_FILE}))
@pytest.mark.parametrize("how", ["lost", "link to nothing", "folder"])
def test_a_file_that_is_missing_is_asked_for(here: Path, name: str, how: str) -> None:
    trials = leave_trials()
    lost = trials[-1] / name
    lost.unlink()
    if how == "folder":
        lost.mkdir()
    elif how == "link to nothing":
        lost.symlink_to("nowhere")
    assert study_files().asked() == [*(trial / LAST_FILE for trial in trials), lost]


def test_a_step_asks_for_what_it_reads_alone(here: Path) -> None:
    trials = leave_trials()
    for name in ("config.json", "history.csv"):
        (trials[0] / name).unlink()
    assert "config.json" not in EVALUATED_FILES
    asked = study_files().asked(EVALUATED_FILES)
    assert asked == [trials[0] / LAST_FILE, trials[0] / "history.csv", *(trial / LAST_FILE for trial in trials[1:])]
