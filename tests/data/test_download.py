"""Archives from a mirror folder, the network or an installed package, through the same checks."""

import hashlib
import socket
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from restudy.data.download import check_archives, download
from restudy.datasets import Dataset, dataset_named
from restudy.errors import UserError

MIRRORS: list[str] = []
CONTENTS = {"images.gz": b"some images" * 9000, "labels.gz": b"some labels"}


def dataset_of(contents: dict[str, bytes]) -> Dataset:
    """A data set whose archives have these contents."""
    sums = {name: hashlib.md5(content, usedforsecurity=False).hexdigest() for name, content in contents.items()}

    class Small(Dataset):
        """Two archives."""

        archives = sums
        mirrors = MIRRORS

    return Small(name="small")


def contents_of(folder: Path) -> dict[str, bytes]:
    """The content of each file of a folder, hidden ones too."""
    return {path.name: path.read_bytes() if path.is_file() else b"a folder" for path in folder.iterdir()}


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    """A folder with the archives."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    for name, content in CONTENTS.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Where the archives go; not there yet."""
    return tmp_path / "data" / "raw"


@pytest.fixture
def use_mirrors(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The data set's list of mirrors, empty, to be filled; addresses of this machine go through no proxy."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    MIRRORS.clear()
    return MIRRORS


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves a folder without a log."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def served(mirror: Path) -> Iterator[str]:
    """The address of a server on this machine that has the archives."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(mirror))) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def unreachable() -> str:
    """An address of this machine where nobody answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"


def test_archives_come_from_a_mirror_folder(mirror: Path, raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dataset = dataset_of(CONTENTS)
    download(dataset, raw, mirror)
    assert contents_of(raw) == CONTENTS
    shown = capsys.readouterr().out
    assert [name for name, md5 in dataset.archives.items() if f"{name}: md5 {md5}" not in shown] == []


def test_a_wrong_checksum_is_an_error_and_leaves_nothing(mirror: Path, raw: Path) -> None:
    (mirror / "labels.gz").write_bytes(b"other labels")
    with pytest.raises(UserError, match=r"labels\.gz from .*mirror.*: md5 [0-9a-f]{32}, expected [0-9a-f]{32}"):
        download(dataset_of(CONTENTS), raw, mirror)
    assert contents_of(raw) == {}


def test_what_was_there_before_is_not_taken_for_the_archive(mirror: Path, raw: Path) -> None:
    raw.mkdir(parents=True)
    (raw / "images.gz").write_bytes(b"damaged")
    download(dataset_of(CONTENTS), raw, mirror)
    assert contents_of(raw) == CONTENTS


def test_a_mirror_folder_without_an_archive_is_an_error_and_leaves_nothing(mirror: Path, raw: Path) -> None:
    (mirror / "labels.gz").unlink()
    with pytest.raises(UserError, match=r"mirror .*mirror: no file labels\.gz; give a folder"):
        download(dataset_of(CONTENTS), raw, mirror)
    assert contents_of(raw) == {}


def test_a_mirror_folder_that_is_not_there_is_an_error(tmp_path: Path, raw: Path) -> None:
    with pytest.raises(UserError, match=r"mirror .*nowhere: no file images\.gz"):
        download(dataset_of(CONTENTS), raw, tmp_path / "nowhere")
    assert contents_of(raw) == {}


def test_no_mirror_within_reach_names_what_was_tried_and_both_ways_out(
    raw: Path, use_mirrors: list[str], unreachable: str
) -> None:
    use_mirrors += [unreachable, f"{unreachable}other/"]
    with pytest.raises(UserError) as caught:
        download(dataset_of(CONTENTS), raw, None)
    line = str(caught.value)
    assert "\n" not in line
    parts = [*use_mirrors, "refused", "--config mirror=FOLDER", "--config dataset=digits"]
    assert [part for part in parts if part not in line] == []
    assert contents_of(raw) == {}


def test_archives_come_from_the_first_mirror_that_has_them(
    raw: Path, use_mirrors: list[str], unreachable: str, served: str, capsys: pytest.CaptureFixture[str]
) -> None:
    use_mirrors += [unreachable, f"{served}not-there/", served]
    download(dataset_of(CONTENTS), raw, None)
    assert contents_of(raw) == CONTENTS
    assert capsys.readouterr().out.count(f"from {served}\n") == len(CONTENTS)


def test_what_the_network_brings_is_checked_too(mirror: Path, raw: Path, use_mirrors: list[str], served: str) -> None:
    (mirror / "images.gz").write_bytes(CONTENTS["images.gz"][:-1])
    use_mirrors.append(served)
    with pytest.raises(UserError, match=rf"images\.gz: no mirror.*{served} \(md5 .*expected .*mirror=FOLDER"):
        download(dataset_of(CONTENTS), raw, None)
    assert contents_of(raw) == {}


def test_the_digits_come_with_scikit_learn(raw: Path) -> None:
    digits = dataset_named("digits")
    download(digits, raw, None)
    (path,) = raw.iterdir()
    assert hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() == digits.archives[path.name]


def test_an_archive_that_was_put_there_by_hand_is_checked_before_it_is_unpacked(mirror: Path) -> None:
    check_archives(dataset_of(CONTENTS), mirror)
    (mirror / "labels.gz").write_bytes(b"other labels")
    with pytest.raises(UserError, match=r"labels\.gz: damaged or another one: md5 .*expected .*rm .*labels\.gz"):
        check_archives(dataset_of(CONTENTS), mirror)
