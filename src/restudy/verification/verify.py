"""All of a data set and its results compared with what plan and records say."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open

from restudy.array_files import read_arrays
from restudy.freshness.jobs import TYPESET, Job, jobs
from restudy.layout import HEAVY_KINDS, WEIGHTS_SUM, Data, Results
from restudy.papers.paper import Paper
from restudy.plan.plan import Plan
from restudy.report.typesetting import can_typeset
from restudy.verification.finding import Finding
from restudy.verification.gathered import Gathered, Shape
from restudy.verification.of_data import gather_data
from restudy.verification.of_steps import gather_steps, once_trained
from restudy.verification.of_trials import gather_other_trials, gather_trials
from restudy.verification.unknown import unknown


@dataclass(frozen=True)
class Verified:
    """What came out.

    Attributes:
        findings: what is missing, damaged or foreign, by path.
        whole: how many files are what they should be, records among them.
        unwanted: files that no plan wants, so that a run makes none of them again.
        gathered: what was known before.
    """

    findings: list[Finding]
    whole: int
    unwanted: frozenset[Path]
    gathered: Gathered


def verify(plan: Plan, papers: Mapping[str, Paper]) -> Verified:
    """Compare every file of the plan's data set and results; nothing is changed."""
    gathered = _gather(plan, papers)
    # One after the other: threads on two cores took as long.
    findings = [*gathered.findings, *filter(None, (expected.compare() for expected in gathered.expected))]
    known = {finding.file for finding in findings}
    findings += [*_odd_shapes(gathered, known), *_other_weights(gathered, known)]
    strangers = unknown(plan.params.dataset, gathered.known)
    findings = sorted([*findings, *strangers])
    whole = gathered.records.union(expected.file for expected in gathered.expected)
    unwanted = frozenset({*gathered.units, *(finding.file for finding in strangers)})
    return Verified(findings, len(whole.difference(finding.file for finding in findings)), unwanted, gathered)


def _gather(plan: Plan, papers: Mapping[str, Paper]) -> Gathered:
    dataset = plan.params.dataset
    gathered = Gathered(tuple(folder for folder in _kept_by_dvc(dataset) if not _has_files(folder)))
    planned = [job for job in jobs(plan, papers) if _can_be_made(job)]
    gather_trials(plan, once_trained(plan, planned), gathered)
    gather_data(plan, gather_other_trials(dataset, gathered), gathered)
    gather_steps(dataset, planned, gathered)
    return gathered


def _can_be_made(job: Job) -> bool:
    """Whether a job's results are there, or can be: without LaTeX nobody waits for the paper."""
    return job.name != TYPESET or can_typeset() or any(file.exists() for file in (job.record, *job.leaves))


def _kept_by_dvc(dataset: str) -> list[Path]:
    """The folders that Git does not hold."""
    return [Data.of(dataset).root, *(Results.of(dataset).root / kind for kind in HEAVY_KINDS)]


def _has_files(folder: Path) -> bool:
    return any(path.is_file() and not path.name.startswith(".") for path in folder.rglob("*"))


def _odd_shapes(gathered: Gathered, but: Collection[Path]) -> Iterator[Finding]:
    """Tensors whose sizes are of other data, in files that are what their records say."""
    for file, shapes in gathered.shapes.items():
        if file not in but and file.is_file() and (odd := _odd_tensor(file, shapes)):
            yield Finding(file, "foreign", odd)


def _other_weights(gathered: Gathered, but: Collection[Path]) -> Iterator[Finding]:
    """Evidence that is whole, but of other weights than training says it left."""
    for file, weights in gathered.weights.items():
        if file not in but and file.is_file() and str(read_arrays(file)[WEIGHTS_SUM]) != weights:
            yield Finding(file, "foreign", "of other weights than training left")


def _odd_tensor(file: Path, shapes: Mapping[str, Shape]) -> str | None:
    """Only the header is read."""
    try:
        with safe_open(file, framework="numpy") as tensors:
            names = {*tensors.keys()}
            for name, shape in shapes.items():
                found = tuple(tensors.get_slice(name).get_shape()) if name in names else ()
                if found[: len(shape)] != shape:
                    return f"{name} has the sizes {list(found)}, expected {list(shape)}"
    except (OSError, SafetensorError):
        return "not a file of tensors"
    return None
