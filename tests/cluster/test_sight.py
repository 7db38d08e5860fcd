"""What nodes see, by a program in the place of sbatch that runs the job here."""

import os
import sys
from pathlib import Path

import pytest

from restudy.cluster import sight
from restudy.cluster.sight import check_sight
from restudy.errors import UserError

# The job runs at once; scontrol says how it ended.
SBATCH = """#!/bin/sh
{before}
for word in "$@"; do
    case "$word" in --wrap=*) job=${{word#--wrap=}};; esac
done
(cd / && sh -c "$job")
echo $? >{folder}/$$
echo $$
"""
SCONTROL = """#!/bin/sh
status=$(cat {folder}/$4)
[ $status = 0 ] && state=COMPLETED || state=FAILED
[ $status = free ] && state=PENDING
[ $status = killed ] && state=CANCELLED
echo "JobId=$4 JobState=$state ExitCode=$status:0"
"""
GPU, CPU = ["--partition=gpu", "--gpus=1"], ["--partition=cpu"]


@pytest.fixture
def sbatch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cluster whose nodes see everything; a test may write another program into the file."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path}/bin{os.pathsep}{os.environ['PATH']}")
    file = tmp_path / "bin/sbatch"
    write(file, "")
    write(file.with_name("scontrol"), "", SCONTROL)
    write(file.with_name("scancel"), "", "#!/bin/sh\n")
    return file


def write(file: Path, before: str, text: str = SBATCH) -> None:
    file.write_text(text.format(before=before, folder=file.parent))
    file.chmod(0o755)


def left(tmp_path: Path) -> list[str]:
    return [path.name for folder in ("project/.restudy", "the store") for path in (tmp_path / folder).iterdir()]


def look(tmp_path: Path, *ways: list[str]) -> str | None:
    return check_sight(ways, tmp_path / "project", tmp_path / "the store")


def test_nodes_that_see_everything_say_nothing_and_leave_nothing(sbatch: Path, tmp_path: Path) -> None:
    write(sbatch, f"echo called >>{tmp_path}/called")
    assert look(tmp_path, GPU, CPU, GPU, CPU) is None
    assert (tmp_path / "called").read_text() == "called\n" * 2, "one job for each way"
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("project/.restudy", "{0}/project: {nodes} do not see this folder; move the project to a disk that they share"),
        (
            "the store",
            "params.yaml: store: {nodes} do not see {0}/the store; name a folder on a disk that they share",
        ),
    ],
)
def test_a_folder_of_the_same_name_is_not_enough(
    sbatch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, said: str
) -> None:
    monkeypatch.setattr(sight, "SCRIPT", sight.SCRIPT.replace("sleep 1", ":"))
    write(sbatch, f"rm '{tmp_path}/{folder}'/.look-*")
    with pytest.raises(UserError) as error:
        look(tmp_path, GPU)
    assert str(error.value) == said.format(tmp_path, nodes="nodes that jobs run on (--partition=gpu --gpus=1)")
    assert left(tmp_path) == []


def test_a_python_that_is_not_there(sbatch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/here/alone/python")
    with pytest.raises(UserError, match=r"^/here/alone/python: nodes .* make the environment on a disk"):
        look(tmp_path, GPU)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("echo 'sbatch: error: invalid partition specified: gpu' >&2; exit 1", "invalid partition specified: gpu"),
        ("echo killed >{0}/7; echo 7; exit 0", "the job that looked was killed"),
        ("echo free >{0}/7; echo 7; exit 0", "no node was free for 0 minutes"),
    ],
)
def test_no_answer_is_said_and_keeps_nothing_from_running(
    sbatch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, said: str
) -> None:
    monkeypatch.setattr(sight, "PATIENCE_SECONDS", 1)
    write(sbatch, before.format(sbatch.parent))
    assert (look(tmp_path, GPU) or "").endswith(said)
    assert left(tmp_path) == []
