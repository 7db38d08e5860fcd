"""Whether a cluster's nodes see what this machine sees, found out by a job that takes a second."""

import secrets
import shlex
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from restudy.cluster.scheduler import cancel, exit_status, submit
from restudy.errors import UserError
from restudy.records import write_text

# How long the job may wait for its turn; after that the run begins without its answer.
PATIENCE_SECONDS = 600
POLL_SECONDS = 1.0
# What the job asks for, beside the way in which jobs are submitted.
ASKED = ("--nodes=1", "--ntasks=1", "--mem=500", "--time=5", "--output=/dev/null", "--chdir=/")
MISTAKES = {
    61: "{project}: {nodes} do not see this folder; move the project to a disk that they share",
    62: "params.yaml: store: {nodes} do not see {store}; name a folder on a disk that they share",
    63: "params.yaml: store: {nodes} cannot write to {store}; name a folder where they may",
    64: "{python}: {nodes} cannot run it with restudy and Snakemake; make the environment on a disk that they share",
}
# A network disk may show a new file late.
SCRIPT = """
sees() {{
    for second in 0 1 2 3 4 5 6 7 8 9; do
        [ "$(cat "$1" 2>/dev/null)" = {token} ] && return 0
        sleep 1
    done
    return 1
}}
sees {project} || exit 61
sees {store} || exit 62
: >>{store} || exit 63
{python} -c 'import restudy, snakemake' || exit 64
"""


def check_sight(ways: Iterable[Sequence[str]], project: Path, store: Path) -> str | None:
    """Let a job look for the project's folder, the store and Python, once for each way in which jobs are submitted.

    Args:
        ways: options of sbatch that say on which nodes jobs run.
        project: the project's folder.
        store: the store's folder; made if it is missing.

    Returns:
        A line that says why it is not known what some nodes see, or None.

    Raises:
        UserError: nodes don't see one of them, or may not write.
    """
    project, store = project.absolute(), store.absolute()
    with _token(project / ".restudy", store) as (token, files):
        answers = _answers(list(dict.fromkeys(map(tuple, ways))), f"restudy_look_{token}", _script(token, *files))
    for way, status, _ in answers:
        if status in MISTAKES:
            raise UserError(_mistake(status, way, project, store))
    return next((_unknown(way, words) for way, status, words in answers if status != 0), None)


@contextmanager
def _token(*folders: Path) -> Iterator[tuple[str, list[Path]]]:
    """A word that nobody can know who doesn't read it in one of the folders."""
    token = secrets.token_hex(8)
    files = [folder / f".look-{token}" for folder in folders]
    try:
        for file in files:
            write_text(file, token)
        yield token, files
    finally:
        for file in files:
            file.unlink(missing_ok=True)


def _script(token: str, project: Path, store: Path) -> str:
    quoted = {"project": project, "store": store, "python": sys.executable}
    return SCRIPT.format(token=token, **{name: shlex.quote(str(path)) for name, path in quoted.items()})


def _answers(ways: Sequence[Sequence[str]], name: str, script: str) -> list[tuple[Sequence[str], int, str]]:
    """Each way's exit status and what was said; a job that did not run has another status than any of ours."""
    jobs = [submit(f"--job-name={name}", *ASKED, f"--wrap={script}", *way) for way in ways]
    numbers = [number for number, _ in jobs if number]
    deadline = time.monotonic() + PATIENCE_SECONDS
    try:
        while None in (ended := {number: exit_status(number) for number in numbers}).values():
            if time.monotonic() >= deadline:
                break
            time.sleep(POLL_SECONDS)
    finally:
        if numbers:
            cancel(name)
    return [(way, *_outcome(number, words, ended)) for way, (number, words) in zip(ways, jobs, strict=True)]


def _outcome(number: str | None, words: str, ended: Mapping[str, int | None]) -> tuple[int, str]:
    if number is None:
        return -1, words
    status = ended[number]
    return (-1, f"no node was free for {PATIENCE_SECONDS // 60} minutes") if status is None else (status, "")


def _mistake(status: int, way: Sequence[str], project: Path, store: Path) -> str:
    names = {"project": project, "store": store, "python": sys.executable}
    return MISTAKES[status].format(nodes=f"nodes that jobs run on ({' '.join(way)})", **names)


def _unknown(way: Sequence[str], words: str) -> str:
    return f"nobody knows whether nodes ({' '.join(way)}) see this folder: {words or 'the job that looked was killed'}"
