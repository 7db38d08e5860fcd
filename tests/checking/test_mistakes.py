"""`restudy check`: everything that is wrong, at once."""

import shutil
from pathlib import Path

import pytest

from docs_pages import REPOSITORY
from restudy.checking.mistakes import find_mistakes

FILES = ("params.yaml", "papers", "custom")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The repository's params, papers and custom/, in the working folder."""
    for name in FILES:
        copy = shutil.copytree if (REPOSITORY / name).is_dir() else shutil.copy
        copy(REPOSITORY / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def change(file: Path, *pairs: tuple[str, str]) -> None:
    text = file.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")


def line_of(file: str, text: str) -> str:
    """A file and the number of its first line with this text."""
    lines = Path(file).read_text(encoding="utf-8").split("\n")
    return f"{file}:{next(number for number, line in enumerate(lines, start=1) if text in line)}"


def test_the_repository_has_none(project: Path) -> None:
    assert find_mistakes({}).lines == []


def test_all_are_found_in_the_order_of_the_files(project: Path) -> None:
    change(
        project / "params.yaml",
        *(("seeds:\n- 0", "sedes:\n- 0"), ("threads: 1", "threads: 1000"), ("confidence: 0.95", "confidence: 1")),
        *(("dataset: mnist\nsedes", "dataset: mnits\nsedes"), ("patience: 3", "patience: '3'")),
        ("choose_by: best_test_accuracy", "choose_by: best_test_acuracy"),
    )
    (project / "custom/broken.py").write_text("def f(:\n")
    (project / "custom/missing.py").write_text("import nothing_there\n")
    change(
        project / "papers/mlp-optimizers.yaml",
        *(
            ("published: 0.9718}", "published: 97.18}"),
            ("cell: adam\n", "cell: adma\n"),
            ("title: An MLP", "tittle: An MLP"),
        ),
    )
    change(project / "papers/dropout-cnn.yaml", ("title:", "title: [\n#"))
    (project / "papers/nothing.yaml").write_text("title: Of no study\n")
    (project / "papers/mine.yml").write_text("title: Of no study\n")
    found = find_mistakes({}).lines
    parts = [
        "params.yaml:5: dataset: 'mnits' is not known (did you mean mnist?)",
        "params.yaml:31: statistics.confidence: 1 is not allowed",
        f"{line_of('params.yaml', 'best_test_acuracy')}: "
        "studies.mlp-optimizers.protocols.published.choose_by: 'best_test_acuracy' is not known",
        "params.yaml:6: sedes: unknown key (did you mean seeds?)",
        "params.yaml:27: defaults.threads: 1000 is not allowed: at most 256",
        f"{line_of('params.yaml', 'patience:')}: "
        "studies.cnn-lstm-grid.base.early_stopping.patience: '3' is text; write 3 without quotes",
        "custom/broken.py:1: SyntaxError",
        "custom/missing.py:1: ModuleNotFoundError: No module named 'nothing_there'",
        "papers/dropout-cnn.yaml:",
        "papers/mine.yml: papers are called STUDY.yaml; call it mine.yaml",
        "papers/mlp-optimizers.yaml:2: tittle: unknown key (did you mean title?)",
        f"{line_of('papers/mlp-optimizers.yaml', '97.18}')}: headline.0: 97.18 cannot be best_test_accuracy",
        f"{line_of('papers/mlp-optimizers.yaml', '    text:')}: "
        "contradictions.0.readings.text: no cell 'adma' (did you mean adam?)",
        "papers/nothing.yaml: params.yaml has no study 'nothing'",
    ]
    assert [part for part in parts if not any(line.startswith(part) for line in found)] == [], "\n".join(found)
    assert len(found) == len(parts), "\n".join(found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("batch_size: 64\n", "batch_size: sixty\n"),
        ("name: mlp", "name: nothing_like_it"),
        ("choose_within: study", "choose_within:"),
        ("split: train-50000", "split: nowhere"),
    ],
)
def test_a_paper_is_looked_at_beside_a_study_that_nobody_understands(project: Path, old: str, new: str) -> None:
    """And nothing is said of it that the study's mistake alone makes wrong."""
    change(project / "params.yaml", (old, new))
    for paper in (project / "papers").glob("*.yaml"):
        change(paper, ("title:", "tittle:"))
    lines = find_mistakes({}).lines
    assert sum("tittle: unknown key" in line for line in lines) == 5
    assert [line for line in lines if line.startswith("papers/") and "tittle" not in line] == []


def test_one_mistake_of_many_cells_is_one_line(project: Path) -> None:
    change(project / "params.yaml", ("lr: 0.001", "lr: -1"))
    (line,) = find_mistakes({}).lines
    assert line.startswith("params.yaml:22: defaults.optimizer.lr: -1 is not allowed")


def test_without_params_papers_are_still_read(project: Path) -> None:
    (project / "params.yaml").unlink()
    change(project / "papers/dropout-cnn.yaml", ("title:", "tittle:"))
    first, second = find_mistakes({}).lines
    assert first.startswith("params.yaml: No such file or directory")
    assert second.startswith("papers/dropout-cnn.yaml:2: tittle: unknown key")


def test_what_the_command_line_says_is_looked_at(project: Path) -> None:
    assert find_mistakes({"dataset": "digits"}).lines == []
    (line,) = find_mistakes({"seeds": [0, 0]}).lines
    assert line.startswith("--config: seeds: [0, 0] is not allowed: each may stand once")
