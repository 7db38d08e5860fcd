"""Reading papers: validated, held against what their studies run, and with what every study has without asking."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from restudy import layout
from restudy.blocks import Family
from restudy.core_yaml import Document, Key, read_yaml
from restudy.errors import UserError
from restudy.papers.items import FIGURES, TABLES, Captioned, Item, Misfit
from restudy.papers.paper import Paper
from restudy.params.messages import hint, located, one_line
from restudy.plan.plan import Plan, StudyPlan

ANSWERS = ("tables", "figures", "claims")


def read_papers(plan: Plan, folder: Path = Path(layout.PAPERS)) -> dict[str, Paper]:
    """The paper of each study in the plan's order; an empty one for a study without a file.

    Raises:
        UserError: a file is of no study, or something in one is wrong.
    """
    for path in sorted(folder.glob("*.yaml")):
        if path.stem not in plan.params.studies:
            known = list(plan.params.studies)
            raise UserError(f"{path}: params.yaml has no study {path.stem!r}{hint(path.stem, known)}")
    return {name: read_paper(study, folder) for name, study in plan.studies.items()}


def read_paper(plan: StudyPlan, folder: Path = Path(layout.PAPERS)) -> Paper:
    """One study's paper.

    Raises:
        UserError: something in it is wrong.
    """
    path, called = folder / f"{plan.name}.yaml", str(layout.paper_file(plan.name))
    document = read_yaml(path, called=called) if path.is_file() else Document(called, {}, {})
    # A file that is empty, or of comments alone, says nothing, as a missing one does.
    return parse_paper({} if document.content is None else document.content, plan, document)


def parse_paper(content: Any, plan: StudyPlan, document: Document | None = None) -> Paper:
    """Validate a paper's content, hold it against its study, and add what every study has.

    Raises:
        UserError: one line that names the file, the key, the value and what is allowed.
    """
    document = document or Document(f"{plan.name}.yaml", content, {})
    if not isinstance(content, Mapping):
        raise UserError(f"{document.file}: expected keys such as title, source and claims")
    try:
        paper = Paper.model_validate(content)
    except ValidationError as error:
        raise UserError(one_line(error, document, Paper, content)) from None
    for keys, words in _misfits(paper, plan):
        raise UserError(f"{located(document, keys)}: {words}")
    return with_standard_items(paper, plan, document)


def _misfits(paper: Paper, plan: StudyPlan) -> Iterator[tuple[tuple[Key, ...], str]]:
    """Everything in a paper that its study does not have: where, and what is allowed."""
    known = (("titles", "variant", plan.study.variants), ("protocols", "protocol", plan.study.protocols))
    for part, word, names in known:
        for name in getattr(paper, part):
            if name not in names:
                yield (part, name), f"the study has no such {word}{hint(name, list(names))}"
    for number, line in enumerate(paper.headline):
        yield from _unknown_cells([line.cell], plan, "headline", number)
    for keys, item in _items(paper):
        unknown = list(_unknown_cells(item.named_cells(), plan, *keys))
        yield from unknown
        if not unknown:
            try:
                item.check(plan, paper)
            except Misfit as misfit:
                yield (*keys, *misfit.keys), str(misfit)
    yield from _unknown_answers(paper)


def _items(paper: Paper) -> Iterator[tuple[tuple[Key, ...], Item]]:
    for part in ANSWERS:
        for name, item in getattr(paper, part).items():
            yield (part, name), item
    for number, contradiction in enumerate(paper.contradictions):
        for name, claim in contradiction.readings.items():
            yield ("contradictions", number, "readings", name), claim


def _unknown_cells(names: list[str], plan: StudyPlan, *keys: Key) -> Iterator[tuple[tuple[Key, ...], str]]:
    for name in names:
        if name not in plan.names:
            yield keys, f"no cell {name!r}{hint(name, list(plan.names))}"


def _unknown_answers(paper: Paper) -> Iterator[tuple[tuple[Key, ...], str]]:
    for number, step in enumerate(paper.rubric):
        for part in ANSWERS:
            known = list(getattr(paper, part))
            for place, name in enumerate(getattr(step, part)):
                if name not in known:
                    yield ("rubric", number, part, place), f"no {name!r} in the paper{hint(name, known)}"
        for place, shown in enumerate(step.parts):
            if not paper.has(shown):
                yield ("rubric", number, "parts", place), f"the paper gives no {shown}"


def with_standard_items(paper: Paper, plan: StudyPlan, document: Document) -> Paper:
    """The paper with a table and a figure of each standard kind that fits and that it has not itself.

    Raises:
        UserError: a table or figure of another kind has the name of a standard one.
    """
    added = {
        "tables": paper.tables | _standard(TABLES, plan, paper, "tables", document),
        "figures": paper.figures | _standard(FIGURES, plan, paper, "figures", document),
    }
    return paper.model_copy(update=added)


def _standard(family: Family[Any], plan: StudyPlan, paper: Paper, part: str, document: Document) -> dict[str, Any]:
    own: Mapping[str, Captioned] = getattr(paper, part)
    found = (block.standard(plan, paper) for block in map(family.find, family.names()) if block)
    items = {item.kind.replace("_", "-"): item for item in sorted(filter(None, found), key=lambda item: item.rank)}
    missing = {name: item for name, item in items.items() if item.kind not in {each.kind for each in own.values()}}
    for name in missing:
        if name in own:
            raise UserError(
                f"{located(document, (part, name))}: this name is kept for what every study has; "
                f"give it another name, or the kind {missing[name].kind}"
            )
    return missing
