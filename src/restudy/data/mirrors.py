"""One file from an address on the network, of a bounded size and in a bounded time."""

import time
from collections.abc import Iterator
from http.client import HTTPException, HTTPResponse
from urllib.request import Request, urlopen

# Some servers turn away a client without a name.
HEADERS = {"User-Agent": "restudy"}
PIECE_BYTES = 1 << 16
# Without a sign of life; and what a mirror has to bring on average once that time is over.
SILENT_SECONDS = 30.0
BYTES_PER_SECOND = 2000
# Characters of a reason.
MOST_WORDS = 200


class MirrorError(Exception):
    """What a mirror did instead of sending the file, in a few words."""


def fetch(url: str, most_bytes: int) -> Iterator[bytes]:
    """The file at an address, piece by piece.

    Args:
        url: the address, http or https; a proxy that the environment names is used.
        most_bytes: more than the file has.

    Raises:
        MirrorError: the mirror cannot be reached, sends a web page, less than it said or more than `most_bytes`, or
            is too slow.
    """
    try:
        with urlopen(Request(url, headers=HEADERS), timeout=SILENT_SECONDS) as response:
            yield from _pieces(response, most_bytes)
    except (OSError, HTTPException) as error:
        said = " ".join(str(getattr(error, "reason", error)).split()) or type(error).__name__
        # It may be the mirror's own words.
        raise MirrorError("".join(filter(str.isprintable, said))[:MOST_WORDS]) from None


def _pieces(response: HTTPResponse, most_bytes: int) -> Iterator[bytes]:
    if response.headers.get_content_type() == "text/html":
        raise MirrorError("sends a web page")
    expected, received, began = response.length, 0, time.monotonic()
    # As soon as there is something, so that a trickle is noticed.
    while piece := response.read1(PIECE_BYTES):
        received += len(piece)
        if received > most_bytes:
            raise MirrorError(f"sends more than {most_bytes} bytes")
        if (time.monotonic() - began - SILENT_SECONDS) * BYTES_PER_SECOND > received:
            raise MirrorError(f"is slower than {BYTES_PER_SECOND} bytes per second")
        yield piece
    if expected is not None and received < expected:
        raise MirrorError(f"ended after {received} of {expected} bytes")
