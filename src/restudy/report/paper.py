"""The report as an article: its LaTeX source, rendered from the same contents as the page."""

from collections.abc import Sequence

from restudy.report.glyphs import with_letters
from restudy.report.latex import environment
from restudy.report.origins import Hashes
from restudy.report.run_context import run_context
from restudy.report.studies import StudyContents

TEMPLATE = "report.tex.j2"
# More numbers than these stand in verdicts.json alone.
SHOWN_NUMBERS = 6
# Tables of more lines than these are divided between pages.
WHOLE_TABLE_LINES = 45


def paper(studies: Sequence[StudyContents], hashes: Hashes, commit: str | None) -> str:
    """The source of the paper on all studies; figures are looked for beside its folder.

    Args:
        studies: what is shown.
        hashes: what it is made from.
        commit: the commit whose code and settings make these results; None if they were not committed.
    """
    template = environment().get_template(TEMPLATE)
    context = run_context(studies, hashes, commit)
    return with_letters(template.render(context, shown_numbers=SHOWN_NUMBERS, whole=WHOLE_TABLE_LINES))
