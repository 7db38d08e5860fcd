"""What `restudy verify` prints: a line for each file that is wrong, and what was not compared."""

import shlex
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from restudy.layout import HEAVY_KINDS
from restudy.store.at_work import is_at_work
from restudy.verification.finding import Finding
from restudy.verification.gathered import Gathered
from restudy.verification.verify import Verified

RUN = "run Snakemake as before"
WEIGHTS = "a run of Snakemake's target weights"


def lines(verified: Verified, seconds: float) -> Iterator[str]:
    """All lines; `seconds` is how long it took."""
    findings, gathered = verified.findings, verified.gathered
    yield from (_finding(finding, finding.file in gathered.units) for finding in findings)
    yield from _not_compared(gathered)
    words = Counter(finding.word for finding in findings)
    counts = "".join(f"{words[word]} {word}, " for word in ("missing", "damaged", "foreign") if words[word])
    of = f"{_number(gathered.trials, 'trial')} and {_number(gathered.steps, 'step')}"
    yield f"{counts}{_number(verified.whole, 'file')} of {of} whole, in {seconds:.1f} s"


def _finding(finding: Finding, is_unwanted: bool) -> str:
    rest = [finding.wrong] * bool(finding.wrong) + ["no plan wants it"] * is_unwanted
    return f"{finding.word:7}  {finding.file}" + (f": {'; '.join(rest)}" if rest else "")


def _not_compared(gathered: Gathered) -> Iterator[str]:
    if gathered.elsewhere:
        folders = ", ".join(sorted({_kept_in(file) for file in gathered.elsewhere}))
        files = _number(len(gathered.elsewhere), "file")
        yield f"not here: {files} of {folders}, which Git does not hold; dvc pull brings them, or {WEIGHTS}"
    if gathered.unmade:
        yield f"not made yet: {_some(gathered.unmade)}; {RUN}"
    if gathered.older:
        yield f"not compared: {_some(gathered.older)}, from before records had SHA-256; a run makes them again"
    if gathered.unrecorded:
        yield f"not compared: {_some(gathered.unrecorded)}, whose record is not whole"


def _kept_in(file: Path) -> str:
    """The folder that DVC keeps a file in."""
    return "/".join(file.parts[: 2 if file.parts[0] == "data" else 3])


def _some(files: Collection[Path]) -> str:
    """How many, and an example."""
    more = f" and {len(files) - 1:,} more" if len(files) > 1 else ""
    return f"{min(files)}{more}"


def remedies(verified: Verified, options: Iterable[str]) -> Iterator[str]:
    """What to do about findings, in one line or two; `options` are those that the command was given."""
    findings = verified.findings
    removal = shlex.join(["restudy", "verify", "--set-aside", *options])
    made_again = [finding for finding in findings if finding.file not in verified.unwanted]
    run = how_to_run(verified)
    if len(made_again) < len(findings) or any(finding.word != "missing" for finding in findings):
        aim = "make them again" if made_again else "take them away"
        yield f"To {aim}: {removal}" + (f", and {run}" if made_again else "")
    elif findings:
        yield f"To make them again: {run}"
    if findings and is_at_work():
        yield "Snakemake is at work in this folder: look again when it has ended"


def how_to_run(verified: Verified) -> str:
    """What makes again what the plan wants of what was found."""
    wanted = (finding.file for finding in verified.findings if finding.file not in verified.unwanted)
    heavy = any(kind in file.parts for file in wanted for kind in HEAVY_KINDS)
    return f"{RUN}; for weights and predictions {WEIGHTS}" if heavy else RUN


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"
