"""Finished trials wherever they lie, and what their records prove."""

from pathlib import Path
from typing import Any

import pytest

from existing_fixture import digest_of, leave
from restudy.adoption.found import FoundTrial, finished_folders, first_trials, proves_data, read_found, with_codes
from restudy.datasets import dataset_named
from restudy.layout import TRIAL_FILES

MNIST, DIGITS = dataset_named("mnist"), dataset_named("digits")
SETTINGS = {"batch_size": 8, "pixels": {"scale": 255.0}}


def found(folder: Path, record: dict[str, Any], settings: dict[str, Any] | None = None) -> FoundTrial:
    trial = read_found(leave(folder, settings or SETTINGS, record))
    assert trial is not None
    return trial


def test_trials_are_found_at_any_depth_once_they_are_finished(tmp_path: Path) -> None:
    result = leave(tmp_path / "results/mnist/cells/study/cell-1", SETTINGS, {"digest": "1"}, 3)
    stored = leave(tmp_path / ".restudy/store/2", SETTINGS, {"digest": "2"})
    (leave(tmp_path / "results/mnist/cells/study/cell-3", SETTINGS, {"digest": "3"}) / TRIAL_FILES[2]).unlink()
    assert finished_folders(tmp_path) == [stored, result]
    assert finished_folders(tmp_path / "nowhere") == []


def test_of_each_cell_one_finished_trial_is_read(tmp_path: Path) -> None:
    for cell in ("one", "two"):
        for seed in (0, 1, 2):
            leave(tmp_path / cell, SETTINGS, {"digest": cell}, seed)
    (tmp_path / "two/seed0/metrics.json").unlink()
    assert [(trial.digest, trial.seed) for trial in first_trials(tmp_path)] == [("one", 0), ("two", 1)]


def test_a_trial_is_read_with_its_settings_apart_from_its_seed(tmp_path: Path) -> None:
    trial = found(tmp_path, {"digest": "1", "code": "c", "seconds": 2.5, "started": "2026"})
    assert (trial.settings, trial.seed) == (SETTINGS, 0)
    assert (trial.digest, trial.code, trial.seconds, trial.started) == ("1", "c", 2.5, "2026")


@pytest.mark.parametrize("name", ["config.json", "run.json"])
@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "3"])
def test_what_is_no_record_is_no_trial(tmp_path: Path, name: str, text: str) -> None:
    folder = leave(tmp_path, SETTINGS, {"digest": "1"})
    (folder / name).write_text(text)
    assert read_found(folder) is None


def test_an_adopted_trial_s_digest_speaks_of_the_code_that_it_was_adopted_for_last(tmp_path: Path) -> None:
    adopted = [{"code": "second"}, {"code": "third"}]
    trial = found(tmp_path, {"digest": "1", "code": "first", "adopted": adopted})
    assert (trial.code, trial.is_adopted) == ("third", True)


def test_a_digest_tells_settings_apart_as_a_cell_s_does(tmp_path: Path) -> None:
    texts: list[dict[str, Any]] = [{"scale": 255.0}, {"scale": 255}, {"scale": 255.0}]
    one, other, same = (found(tmp_path / str(n), {"digest": "1"}, text) for n, text in enumerate(texts))
    assert one.settings_digest == same.settings_digest != other.settings_digest


def test_the_digest_proves_the_data_where_the_code_is_known(tmp_path: Path) -> None:
    same = found(tmp_path / "same", {"digest": digest_of(SETTINGS, "c"), "code": "c"})
    other = found(tmp_path / "other", {"digest": digest_of(SETTINGS, "c", {"x": "0"}), "code": "c"})
    unknown = found(tmp_path / "unknown", {"digest": digest_of(SETTINGS, "c")})
    assert [proves_data(trial, MNIST) for trial in (same, other, unknown)] == [True, False, None]
    assert proves_data(same, DIGITS) is False


def test_a_code_that_gives_the_digest_is_the_one_that_was_not_recorded(tmp_path: Path) -> None:
    settings = {**SETTINGS, "batch_size": 16}
    trials = [
        found(tmp_path / "recorded", {"digest": digest_of(SETTINGS, "c"), "code": "c"}),
        found(tmp_path / "known", {"digest": digest_of(settings, "c")}, settings),
        found(tmp_path / "present", {"digest": digest_of(settings, "now")}, settings),
        found(tmp_path / "unknown", {"digest": digest_of(settings, "older")}, settings),
    ]
    assert [trial.code for trial in with_codes(trials, MNIST, ["now"])] == ["c", "c", "now", None]
