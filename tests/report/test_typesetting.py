"""Typesetting by the real LaTeX: equal bytes, one line where it cannot be, and no paper beside another source."""

from pathlib import Path

import pytest

from restudy.errors import UserError
from restudy.report.typesetting import can_typeset, how_to_typeset, remove_outdated, typeset

SOURCE = r"""\documentclass{article}
\pdfinfoomitdate=1 \pdftrailerid{} \pdfsuppressptexinfo=-1 \pdfobjcompresslevel=0
\begin{document}
%s
\end{document}
"""


def leave_source(folder: Path, text: str = "Some words.") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "report.tex"
    path.write_text(SOURCE % text, encoding="utf-8")
    return path


@pytest.fixture
def without_latex(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


def test_equal_sources_give_equal_bytes_and_nothing_else_is_left(tmp_path: Path) -> None:
    papers = []
    for name in ("here", "there"):
        source = leave_source(tmp_path / name)
        log = typeset(source, source.with_suffix(".pdf"))
        papers.append(source.with_suffix(".pdf").read_bytes())
        assert "Output written" in log
        assert {path.name for path in source.parent.iterdir()} == {"report.tex", "report.pdf"}
    assert papers[0] == papers[1]
    assert papers[0].startswith(b"%PDF")


def test_a_mistake_in_the_source_is_named_and_leaves_no_paper(tmp_path: Path) -> None:
    source = leave_source(tmp_path / "here", r"\nosuchcommand")
    with pytest.raises(
        UserError, match=r"report\.tex: latexmk ended .*Undefined control sequence.*nosuchcommand"
    ) as error:
        typeset(source, source.with_suffix(".pdf"))
    assert "\n" not in str(error.value)
    assert [path.name for path in source.parent.iterdir()] == ["report.tex"]


def test_without_latex_one_line_says_what_to_install(tmp_path: Path, without_latex: None) -> None:
    assert not can_typeset()
    with pytest.raises(UserError, match=r"^no .*report\.pdf, since latexmk is missing; install latexmk") as error:
        typeset(leave_source(tmp_path / "here"), tmp_path / "report.pdf")
    assert f"restudy: {error.value}" == how_to_typeset(str(tmp_path / "report.pdf"))
    assert "\n" not in str(error.value)


def test_a_paper_stays_beside_its_own_source_alone(tmp_path: Path) -> None:
    source = leave_source(tmp_path / "here")
    paper = source.with_suffix(".pdf")
    remove_outdated(source, paper)
    typeset(source, paper)
    remove_outdated(source, paper)
    assert paper.is_file()
    leave_source(tmp_path / "here", "Other words.")
    remove_outdated(source, paper)
    assert not paper.exists()
