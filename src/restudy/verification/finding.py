"""What is expected of a file, and what is wrong with it."""

import errno
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Word = Literal["missing", "damaged", "foreign"]


@dataclass(frozen=True, order=True)
class Finding:
    """A file that is not what it should be.

    Attributes:
        file: which; a folder where all in it is alike.
        word: missing, damaged, or foreign: another one's, or of no plan and no record.
        wrong: the rest in a few words, empty where the word says all.
    """

    file: Path
    word: Word
    wrong: str = ""


@dataclass(frozen=True)
class Expected:
    """A file with the sum of its bytes.

    Attributes:
        file: which.
        digest: the sum, hexadecimal.
        source: what says so, as it is named to the user.
        algorithm: a name that hashlib knows.
    """

    file: Path
    digest: str
    source: str
    algorithm: str = "sha256"

    def compare(self) -> Finding | None:
        """What is wrong with the file, which is read in a stream; None where nothing is."""
        if self.file.is_dir():
            return Finding(self.file, "damaged", "a folder, not a file")
        try:
            with self.file.open("rb") as stream:
                found = hashlib.file_digest(stream, self.algorithm).hexdigest()
                is_empty = stream.tell() == 0
        except OSError as error:
            return Finding(self.file, *_unread(error))
        if found == self.digest:
            return None
        return Finding(self.file, "damaged", "empty" if is_empty else f"it differs from {self.source}")


def _unread(error: OSError) -> tuple[Word, str]:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return "missing", ""
    return "damaged", f"it cannot be read: {os.strerror(error.errno or errno.EIO)}"
