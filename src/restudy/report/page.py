"""The report as one HTML file that needs nothing beside it."""

import base64
import hashlib
from collections.abc import Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from restudy.drawing.frames import read_frame
from restudy.provenance import PACKAGE_FOLDER
from restudy.report.inline_svg import InlineFigure, inline
from restudy.report.origin_view import OriginView, origin_view
from restudy.report.origins import Hashes
from restudy.report.run_context import run_context
from restudy.report.studies import StudyContents

TEMPLATES = PACKAGE_FOLDER / "report" / "templates"
STYLES = ("report.css", "shown.css", "claims.css")
SCRIPTS = ("report.js", "tables.js", "curves.js", "claims.js")
# More columns than these are set closer, so that they fit.
WIDE_TABLE = 8
SECTIONS = {
    "claims": "Claims",
    "contradictions": "Contradictions",
    "differs": "Why it differs",
    "readings": "What the paper left out",
    "choice": "Choice of the best setting",
    "tables": "Tables",
    "figures": "Figures",
    "settings": "Settings",
    "rubric": "Rubric",
    "trials": "Runs",
}


def page(studies: Sequence[StudyContents], hashes: Hashes, commit: str | None = None) -> str:
    """The page of all studies, which names the commit whose code and settings made it."""
    return environment().get_template("report.html.j2").render(page_context(studies, hashes, commit))


def page_context(studies: Sequence[StudyContents], hashes: Hashes, commit: str | None) -> dict[str, Any]:
    """The variables that the page's template has."""
    style, script = ("".join(map(template_text, names)) for names in (STYLES, SCRIPTS))
    return run_context(studies, hashes, commit) | {
        "items": [_item(study) for study in studies],
        "wide": WIDE_TABLE,
        "policy": policy(style=style, script=script),
        "style": Markup(style),
        "script": Markup(script),
    }


def environment() -> Environment:
    """Templates in which a missing name is an error and every text is escaped."""
    return Environment(
        loader=PackageLoader("restudy.report"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def template_text(name: str) -> str:
    """A file that stands on a page as it is."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def policy(**own: str) -> str:
    """A security policy under which a page's own style and script (by these names) run, and nothing is fetched."""
    rules = [f"{name}-src '{_integrity(text)}'" for name, text in own.items()]
    return "; ".join(["default-src 'none'", "img-src data:", *rules, "base-uri 'none'", "form-action 'none'"])


def _integrity(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _item(study: StudyContents) -> dict[str, Any]:
    """What the page alone shows of a study: figures as part of it, origins to open, and the sections that there are."""
    absent = {part for part in SECTIONS if not _has(study, part)}
    return {
        "study": study,
        "figures": {name: _figure(study, name) for name in study.paper.figures},
        "origins": {kind: _origins(study, kind) for kind in ("tables", "figures")},
        "sections": {part: title for part, title in SECTIONS.items() if part not in absent},
    }


def _has(study: StudyContents, part: str) -> bool:
    """Whether the study has a section: every study has a choice and trials."""
    if part == "settings":
        return study.paper.has("settings")
    if part in ("differs", "readings"):
        return bool(study.differences if part == "differs" else study.readings.each or study.chance)
    return part in ("choice", "trials") or bool(getattr(study.paper, part))


def _figure(study: StudyContents, name: str) -> InlineFigure:
    figure = study.paper.figures[name]
    rows = read_frame(study.files.figure(study.name, name, "csv"))
    if name in study.not_drawn:
        words = f"Not drawn: {study.not_drawn[name]}"
    else:
        words = figure.words(rows, study.plan, study.paper)
    parts = (f"{figure.caption}.", words, study.diverged_behind["figures"][name])
    alternative = " ".join(filter(None, parts)) if any(parts[1:]) else figure.caption
    return inline(study.files.figure(study.name, name, "svg"), f"{study.name}-{name}-", alternative, figure, rows)


def _origins(study: StudyContents, kind: str) -> dict[str, OriginView]:
    place = study.files.table if kind == "tables" else study.files.figure
    return {
        name: origin_view(study.paper, origin, place(study.name, name, "csv"))
        for name, origin in study.origins[kind].items()
    }
