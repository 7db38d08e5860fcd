"""The trial store: what stands there is whole, and has one writer at a time."""

from pathlib import Path
from threading import Event, Thread

import pytest

from restudy.checksums import DamageError
from restudy.layout import LAST_FILE, TRIAL_FILES
from restudy.store.store import Store, is_finished, place
from restudy.store.trial_files import OTHERS, check_trial, write_run

DIGEST = "0123abcd"


def leave_trial(folder: Path, text: str = "first") -> Path:
    """A folder with seed 3's finished trial, each file but run.json with its name and a text in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in OTHERS:
        (folder / name).write_text(f"{text} {name}")
    write_run(folder, DIGEST, 3, {"text": text})
    return folder


def texts_of(folder: Path) -> dict[str, str]:
    """Each file's content by its name."""
    return {path.name: path.read_text() for path in folder.iterdir()}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "store")


@pytest.mark.parametrize("missing", TRIAL_FILES)
def test_a_trial_is_finished_once_every_file_is_there(tmp_path: Path, missing: str) -> None:
    folder = leave_trial(tmp_path / "trial")
    assert is_finished(folder)
    (folder / missing).unlink()
    assert not is_finished(folder)


def test_a_folder_that_is_not_there_is_not_finished(store: Store) -> None:
    assert not is_finished(store.folder(DIGEST, 0))


def test_trials_have_folders_of_their_own(store: Store) -> None:
    folders = {store.folder(digest, seed) for digest in ("a", "b") for seed in (0, 1, 11)}
    assert len(folders) == 6
    assert all(folder.is_relative_to(store.root) for folder in folders)


def test_placed_files_are_copies(tmp_path: Path) -> None:
    source, destination = leave_trial(tmp_path / "source"), tmp_path / "results" / "seed0"
    place(source, destination)
    assert texts_of(destination) == texts_of(source)
    (destination / LAST_FILE).write_text("changed")
    assert check_trial(source, DIGEST, 3)["text"] == "first"


def test_placed_files_replace_older_ones(tmp_path: Path) -> None:
    destination = leave_trial(tmp_path / "destination", "older and longer")
    place(leave_trial(tmp_path / "source"), destination)
    assert texts_of(destination) == texts_of(tmp_path / "source")


def test_a_placement_that_fails_does_not_look_finished(tmp_path: Path) -> None:
    source, destination = leave_trial(tmp_path / "source"), tmp_path / "destination"
    (source / TRIAL_FILES[-2]).unlink()
    with pytest.raises(FileNotFoundError):
        place(source, destination)
    assert sorted(texts_of(destination)) == sorted(TRIAL_FILES[:-2])
    assert not is_finished(destination)


def test_a_finished_trial_is_taken_in(tmp_path: Path, store: Store) -> None:
    trial = leave_trial(tmp_path / "results" / "seed3")
    store.take(DIGEST, 3, trial)
    assert is_finished(store.folder(DIGEST, 3))
    assert texts_of(store.folder(DIGEST, 3)) == texts_of(trial)


def test_what_the_store_has_is_not_replaced(tmp_path: Path, store: Store) -> None:
    leave_trial(store.folder(DIGEST, 3), "kept")
    store.take(DIGEST, 3, leave_trial(tmp_path / "trial", "another"))
    assert check_trial(store.folder(DIGEST, 3), DIGEST, 3)["text"] == "kept"


@pytest.mark.parametrize("name", TRIAL_FILES)
def test_what_the_store_has_damaged_is_replaced(tmp_path: Path, store: Store, name: str) -> None:
    kept = leave_trial(store.folder(DIGEST, 3), "kept")
    (kept / name).write_text("damaged")
    store.take(DIGEST, 3, leave_trial(tmp_path / "trial", "another"))
    assert check_trial(kept, DIGEST, 3)["text"] == "another"


@pytest.mark.parametrize("name", TRIAL_FILES)
def test_a_damaged_trial_is_not_taken_in(tmp_path: Path, store: Store, name: str) -> None:
    trial = leave_trial(tmp_path / "trial")
    (trial / name).write_text("damaged")
    with pytest.raises(DamageError, match=f"{trial / name}: damaged"):
        store.take(DIGEST, 3, trial)
    assert not store.root.exists()


@pytest.mark.parametrize(("digest", "seed"), [("another", 3), (DIGEST, 4)])
def test_another_trial_is_not_taken_in(tmp_path: Path, store: Store, digest: str, seed: int) -> None:
    with pytest.raises(DamageError, match=f"{LAST_FILE}: of another trial"):
        store.take(digest, seed, leave_trial(tmp_path / "trial"))
    assert not store.root.exists()


def test_a_half_written_trial_is_replaced_by_a_finished_one(tmp_path: Path, store: Store) -> None:
    half = leave_trial(store.folder(DIGEST, 3), "half")
    (half / LAST_FILE).unlink()
    store.take(DIGEST, 3, leave_trial(tmp_path / "trial"))
    assert texts_of(half) == texts_of(tmp_path / "trial")


def test_a_second_writer_waits_for_the_first(store: Store) -> None:
    entered = Event()

    def enter() -> None:
        with store.writing(DIGEST, 0):
            entered.set()

    second = Thread(target=enter)
    with store.writing(DIGEST, 0):
        second.start()
        assert not entered.wait(0.3)
    second.join(timeout=10)
    assert entered.is_set()


@pytest.mark.parametrize(("digest", "seed"), [(DIGEST, 1), ("another", 0)])
def test_writers_of_other_trials_do_not_wait(store: Store, digest: str, seed: int) -> None:
    entered = Event()

    def enter() -> None:
        with store.writing(digest, seed):
            entered.set()

    with store.writing(DIGEST, 0):
        other = Thread(target=enter)
        other.start()
        other.join(timeout=10)
        assert entered.is_set()


def test_a_writer_that_fails_lets_the_next_one_in(store: Store) -> None:
    with pytest.raises(OSError, match="disk"), store.writing(DIGEST, 0):
        raise OSError("disk full")
    with store.writing(DIGEST, 0) as folder:
        assert folder == store.folder(DIGEST, 0)
        assert folder.is_dir()
