"""What plan and records say of files, gathered before any is read."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from restudy.checksums import FILES, OWN, DamageError, read_record
from restudy.verification.finding import Expected, Finding, Word

Shape = tuple[int, ...]


@dataclass
class Gathered:
    """What is to be compared, and what is known without that.

    Attributes:
        absent: folders that DVC keeps and of which nothing is here, as in a clone before `dvc pull`.
        expected: files with their sums.
        shapes: how the sizes of tensors begin, by file and tensor.
        weights: evidence on the test images, with the SHA-256 of the weights that training says it left.
        findings: what is wrong with records.
        known: files that the plan or a record speaks of.
        elsewhere: those of them that DVC keeps and that are not here.
        unmade: the plan's files that are not there, and of which no record says that they ever were.
        records: those that are whole.
        units: of what no plan wants, all files that one record speaks of, by each of them.
        unrecorded: files whose record is missing or damaged.
        older: files whose record is older than sums in records.
        trials: how many trials have whole evidence of their training.
        steps: how many steps after training have one.
    """

    absent: tuple[Path, ...]
    expected: list[Expected] = field(default_factory=list)
    shapes: dict[Path, Mapping[str, Shape]] = field(default_factory=dict)
    weights: dict[Path, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    known: set[Path] = field(default_factory=set)
    elsewhere: set[Path] = field(default_factory=set)
    unmade: set[Path] = field(default_factory=set)
    records: set[Path] = field(default_factory=set)
    units: dict[Path, frozenset[Path]] = field(default_factory=dict)
    unrecorded: set[Path] = field(default_factory=set)
    older: set[Path] = field(default_factory=set)
    trials: int = 0
    steps: int = 0

    def expect(self, file: Path, digest: str, source: str, algorithm: str = "sha256") -> None:
        """A file of which the sum is known."""
        self.known.add(file)
        if self.is_elsewhere(file):
            self.elsewhere.add(file)
        else:
            self.expected.append(Expected(file, digest, source, algorithm))

    def expect_all(self, content: Mapping[str, Any], record: Path, root: Path) -> None:
        """The files that a record's content has, by their paths relative to `root`."""
        for name, digest in content.get(FILES, {}).items():
            self.expect(root / name, digest, f"its SHA-256 in {record}")

    def expect_unwanted(self, content: Mapping[str, Any], record: Path, root: Path) -> None:
        """The same of a record that no plan wants, so that nothing makes its files again."""
        unit = frozenset({record, *(root / name for name in content.get(FILES, {}))} - self.known)
        self.units |= dict.fromkeys(unit, unit)
        self._add_record(record)
        self.expect_all(content, record, root)

    def _add_record(self, record: Path) -> None:
        self.known.add(record)
        self.records.add(record)

    def find(self, file: Path, word: Word, wrong: str = "") -> None:
        """Something is wrong with a record."""
        self.known.add(file)
        if self.is_elsewhere(file):
            self.elsewhere.add(file)
        else:
            self.findings.append(Finding(file, word, wrong))

    def lack(self, files: Iterable[Path]) -> None:
        """The plan's files that are not there."""
        for file in files:
            self.known.add(file)
            (self.elsewhere if self.is_elsewhere(file) else self.unmade).add(file)

    def is_elsewhere(self, file: Path) -> bool:
        """Whether nothing is here of the folder that DVC keeps it in."""
        return any(file.is_relative_to(folder) for folder in self.absent)

    def read(self, record: Path, files: Iterable[Path]) -> dict[str, Any] | None:
        """A record's content; None where it is not there, damaged or too old, which is gathered with its files."""
        there = {file for file in files if file.is_file()}
        try:
            content = read_record(record)
        except DamageError as error:
            if _is_older(record):
                self.older |= {record, *there}
                self.known.add(record)
                return None
            self.unrecorded |= there
            self.find(record, "damaged" if record.exists() else "missing", _rest(error.wrong))
            return None
        self._add_record(record)
        return content


def _rest(wrong: str) -> str:
    """What a line says behind its word."""
    return "" if wrong == "missing" else wrong.removeprefix("damaged: ")


def _is_older(record: Path) -> bool:
    """Whether a record is of the time before records had sums: it has code, and no sum at all."""
    try:
        content = json.loads(record.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(content, dict) and "code" in content and not {FILES, OWN} & content.keys()
