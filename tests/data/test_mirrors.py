"""Mirrors that answer, but not with the archive: the next one is asked, within a bounded time and size."""

import hashlib
import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest

from restudy.data import mirrors
from restudy.data.download import download
from restudy.data.mirrors import MirrorError, fetch
from restudy.datasets import Dataset
from restudy.errors import UserError

ARCHIVE = bytes(range(256)) * 40
MOST_BYTES = 20_000
SILENT_SECONDS = 0.3
BOUND_SECONDS = 5.0


class Handler(BaseHTTPRequestHandler):
    """Answers as the path's first part says."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.close_connection = True
        # The client may have left.
        with suppress(OSError):
            getattr(self, f"_{self.path.split('/')[1]}")()

    def _start(self, status: int = 200, kind: str = "application/gzip", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def _good(self) -> None:
        self._start(Content_Length=str(len(ARCHIVE)))
        self.wfile.write(ARCHIVE)

    def _chunked(self) -> None:
        self._start(Transfer_Encoding="chunked")
        self.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(ARCHIVE), ARCHIVE))

    def _web_page(self) -> None:
        page = b"<!doctype html><p>Please log in"
        self._start(kind="text/html; charset=utf-8", Content_Length=str(len(page)))
        self.wfile.write(page)

    def _unnamed_web_page(self) -> None:
        self._start(Content_Length="31")
        self.wfile.write(b"<!doctype html><p>Please log in")

    def _half(self) -> None:
        self._start(Content_Length=str(len(ARCHIVE)))
        self.wfile.write(ARCHIVE[: len(ARCHIVE) // 2])

    def _half_of_chunks(self) -> None:
        self._start(Transfer_Encoding="chunked")
        self.wfile.write(b"%x\r\n%s" % (len(ARCHIVE), ARCHIVE[:100]))

    def _endless(self) -> None:
        self._start()
        while True:
            self.wfile.write(ARCHIVE)

    def _claimed_to_be_huge(self) -> None:
        self._start(Content_Length=str(10**15))
        while True:
            self.wfile.write(ARCHIVE)

    def _trickle(self) -> None:
        self._start()
        while True:
            self.wfile.write(b"x")
            time.sleep(SILENT_SECONDS / 10)

    def _silent(self) -> None:
        time.sleep(4 * SILENT_SECONDS)

    def _silent_after_a_while(self) -> None:
        self._start(Content_Length=str(len(ARCHIVE)))
        self.wfile.write(ARCHIVE[:100])
        time.sleep(4 * SILENT_SECONDS)

    def _nothing(self) -> None:
        self._start(Content_Length="0")

    def _not_there(self) -> None:
        self._start(404, Content_Length="0")

    def _broken(self) -> None:
        self._start(500, Content_Length="0")

    def _no_http(self) -> None:
        self.wfile.write(b"SSH-2.0-OpenSSH\r\n\r\n")

    def _in_circles(self) -> None:
        self._start(302, Location=self.path, Content_Length="0")

    def log_message(self, format: str, *args: object) -> None:
        pass


REASONS = {
    "web_page": "sends a web page",
    "unnamed_web_page": "md5 .*, expected",
    "half": f"ended after {len(ARCHIVE) // 2} of {len(ARCHIVE)} bytes",
    "half_of_chunks": "IncompleteRead",
    "endless": f"sends more than {MOST_BYTES} bytes",
    "claimed_to_be_huge": f"sends more than {MOST_BYTES} bytes",
    "trickle": "is slower than 2000 bytes per second",
    "silent": "timed out",
    "silent_after_a_while": "timed out",
    "nothing": "md5 d41d8cd98f00b204e9800998ecf8427e, expected",
    "not_there": "Not Found",
    "broken": "Internal Server Error",
    "no_http": "SSH-2.0-OpenSSH",
    "in_circles": "redirect",
}


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server on this machine; no proxy stands before it."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(mirrors, "SILENT_SECONDS", SILENT_SECONDS)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def dataset_at(*addresses: str) -> Dataset:
    """A data set of one archive, which these mirrors are said to have."""
    md5 = hashlib.md5(ARCHIVE, usedforsecurity=False).hexdigest()

    class Small(Dataset):
        """One archive."""

        archives: ClassVar = {"images.gz": md5}
        mirrors = addresses
        most_archive_bytes = MOST_BYTES

    return Small(name="small")


@pytest.mark.tried(
    "Disks, rights and networks",
    "a mirror that sends a page, half a file, another file, too much, or nothing, and a good one",
    "the next one is asked",
)
@pytest.mark.parametrize("kind", REASONS)
def test_the_next_mirror_is_asked(kind: str, address: str, tmp_path: Path) -> None:
    began = time.monotonic()
    download(dataset_at(f"{address}{kind}/", f"{address}good/"), tmp_path, None)
    assert time.monotonic() - began < BOUND_SECONDS
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"images.gz": ARCHIVE}


@pytest.mark.tried("Disks, rights and networks", "such a mirror alone", "one line")
@pytest.mark.parametrize("kind", REASONS)
def test_without_another_one_it_is_one_line_that_says_what_was_wrong(kind: str, address: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        download(dataset_at(f"{address}{kind}/"), tmp_path, None)
    line = str(caught.value)
    assert re.search(rf"tried {address}{kind}/ \(.*{REASONS[kind]}.*\); give a folder", line), line
    assert "\n" not in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["good", "chunked"])
def test_a_whole_archive_is_taken_however_it_is_sent(kind: str, address: str) -> None:
    assert b"".join(fetch(f"{address}{kind}/x", MOST_BYTES)) == ARCHIVE


def test_an_archive_of_just_the_size_is_not_too_large(address: str) -> None:
    assert b"".join(fetch(f"{address}good/x", len(ARCHIVE))) == ARCHIVE
    with pytest.raises(MirrorError, match="more than"):
        list(fetch(f"{address}good/x", len(ARCHIVE) - 1))


def test_a_full_disk_is_not_the_mirror_s_fault(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, *arguments: object, **options: object) -> object:
        raise OSError(28, os.strerror(28), str(path))

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(OSError, match="No space left"):
        download(dataset_at(f"{address}good/", f"{address}good/"), tmp_path, None)
