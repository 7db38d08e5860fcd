"""What is expected of what steps after training left, by their records."""

from collections.abc import Iterable, Sequence

from restudy.checksums import FILES, sound_record
from restudy.freshness.jobs import Job
from restudy.layout import Results
from restudy.plan.plan import Plan
from restudy.verification.gathered import Gathered


def once_made(planned: Iterable[Job]) -> set[str]:
    """The planned jobs that have been run for certain: of their own records, or of those of jobs behind them."""
    made: set[str] = set()
    for job in reversed([*planned]):
        record = sound_record(job.record)
        if job.name in made or (record and (job.by_name or job.is_described_by(record))):
            made |= {job.name, *job.description["after"]}
    return made


def once_trained(plan: Plan, planned: Iterable[Job]) -> set[str]:
    """The studies whose trials have been there for certain: a record of a later step is of their present plan."""
    records = [record for job in planned if (record := sound_record(job.record))]
    said = {(name, digest) for record in records for name, digest in record.get("plans", {}).items()}
    return {name for name, study in plan.studies.items() if (name, study.digest) in said}


def gather_steps(dataset: str, planned: Sequence[Job], gathered: Gathered) -> None:
    """Gather what is expected of the planned jobs' results, and of results of other plans that have a record."""
    results, made = Results.of(dataset), once_made(planned)
    for job in planned:
        files = [job.record, *job.leaves]
        gathered.known.update(files)
        if job.name in made or any(file.exists() for file in files):
            _gather_job(job, results, gathered)
        else:
            gathered.lack(files)
    folder = results.record("*").parent
    for record in sorted(folder.rglob("*.json")):
        content = sound_record(record)
        name = record.relative_to(folder).with_suffix("").as_posix()
        if record not in gathered.known and content and content.get("job") == name:
            gathered.steps += 1
            gathered.expect_unwanted(content, record, results.root)


def _gather_job(job: Job, results: Results, gathered: Gathered) -> None:
    content = gathered.read(job.record, job.leaves)
    if content is None:
        return
    if content.get("job", job.name) != job.name:
        gathered.find(job.record, "foreign", f"it does not speak of {job.name}")
        gathered.unrecorded.update(file for file in job.leaves if file.is_file())
        return
    gathered.steps += 1
    gathered.expect_all(content, job.record, results.root)
    named = {results.root / name for name in content.get(FILES, {})}
    # What is right by its name may be yet to be made, as for a plan that changed.
    left = {file for file in job.leaves if file.exists()} if job.by_name else {*job.leaves}
    if (job.by_name or job.is_described_by(content)) and left - named:
        gathered.find(job.record, "damaged", f"it has no SHA-256 of {min(left - named)}")
    gathered.lack(file for file in job.leaves if file not in named and not file.exists())
