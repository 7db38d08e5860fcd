"""What of a study's trials is here, told by the names of files alone."""

from pathlib import Path

import pytest

from freshness_fixture import STUDY, here, planned
from restudy.freshness.files import StudyFiles, files_of

__all__ = ["here"]


def study_files() -> StudyFiles:
    """As a start of Snakemake finds them."""
    return files_of(*planned())[STUDY]


def leave(files: list[Path]) -> None:
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()


def lose(file: Path, how: str) -> None:
    file.unlink()
    if how == "folder":
        file.mkdir()
    elif how == "link to nothing":
        file.symlink_to("nowhere")


def test_of_nothing_nothing_is_here(here: Path) -> None:
    files = study_files()
    for cell in files.plan.cells:
        assert (files.is_trained(cell), files.is_evaluated(cell), files.lacks_weights(cell)) == (False, False, False)
    assert files.lost_predictions


@pytest.mark.parametrize("how", ["lost", "link to nothing", "folder"])
def test_a_cell_is_trained_and_evaluated_once_there_is_evidence_of_all_its_trials(here: Path, how: str) -> None:
    leave([*study_files().training_evidence, *study_files().test_evidence])
    files = study_files()
    assert all(files.is_trained(cell) and files.is_evaluated(cell) for cell in files.plan.cells)
    lose(files.training_evidence[0], how)
    lose(files.test_evidence[-1], how)
    again = study_files()
    assert [cell for cell in again.plan.cells if not again.is_trained(cell)] == [again.plan.cells[0]]
    assert [cell for cell in again.plan.cells if not again.is_evaluated(cell)] == [again.plan.cells[-1]]


def test_evidence_of_other_evaluation_code_is_none(here: Path) -> None:
    files = study_files()
    leave([file.with_name(file.name.replace(".npz", "0.npz")) for file in files.test_evidence])
    assert not any(study_files().is_evaluated(cell) for cell in files.plan.cells)


def test_a_trained_cell_lacks_weights_where_a_file_of_a_trial_is_not_here(here: Path) -> None:
    leave([*study_files().training_evidence, *study_files().heavy])
    files = study_files()
    assert not any(map(files.lacks_weights, files.plan.cells)) and not files.lost_predictions
    lost = files.results.trial(STUDY, files.plan.cells[1].name, files.plan.seeds[-1])
    (lost / "checkpoint.safetensors").unlink()
    files.results.predictions(STUDY, files.plan.cells[0].name, files.plan.seeds[0]).unlink()
    assert [cell for cell in files.plan.cells if files.lacks_weights(cell)] == [files.plan.cells[1]]
    assert files.lost_predictions


def test_weights_are_needed_for_trials_that_were_trained_and_not_evaluated(here: Path) -> None:
    files = study_files()
    leave([*files.training_evidence, *files.test_evidence])
    first = files.plan.cells[0]
    assert not any(map(study_files().lacks_weights_to_evaluate, files.plan.cells))
    files.results.test_evidence(STUDY, first.name, files.plan.seeds[-1], first.evaluation).unlink()
    assert list(filter(study_files().lacks_weights_to_evaluate, files.plan.cells)) == [first]
    # A seed that is yet to be trained leaves its weights then.
    files.results.training_evidence(STUDY, first.name, files.plan.seeds[-1]).unlink()
    assert not any(map(study_files().lacks_weights_to_evaluate, files.plan.cells))
