"""Reading papers: validated, held against what their studies run, and with what every study has without asking."""

from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from restudy import layout
from restudy.blocks import Family
from restudy.core_yaml import Document, Key, read_yaml
from restudy.errors import UserError
from restudy.metrics import METRICS
from restudy.papers.asked import Asked, complaints
from restudy.papers.items import FIGURES, TABLES, Captioned, Item, Misfit
from restudy.papers.paper import Paper
from restudy.papers.titles import variant_title
from restudy.params.meant import validated
from restudy.params.messages import hint, located, one_line
from restudy.plan.plan import Plan, StudyPlan

ANSWERS = ("tables", "figures", "claims")
# Keys of items that list cells, each of which counts once.
CELL_LISTS = ("cells", "ascending")
Complaint = tuple[tuple[Key, ...], str]


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


def paper_mistakes(document: Document, plan: StudyPlan | None) -> list[str]:
    """A line for each mistake in a paper.

    Args:
        document: the file.
        plan: what is run of its study; None where that is not known, and the paper is held against nothing.
    """
    content = {} if document.content is None else document.content
    if not isinstance(content, Mapping):
        return [f"{document.file}: expected keys such as title, source and claims"]
    paper, wrong = validated(Paper, content, {})
    lines = [each.line(document, Paper, content) for each in wrong]
    if paper is None or plan is None:
        return lines
    # What was taken out for its own mistakes is missed elsewhere.
    given = [(part, content.get(part)) for part in ANSWERS]
    lost = [
        repr(name) for part, names in given if isinstance(names, Mapping) for name in {*names} - {*getattr(paper, part)}
    ]
    misfits = [(keys, words) for keys, words in _misfits(paper, plan) if not any(name in words for name in lost)]
    lines += [f"{located(document, keys)}: {words}" for keys, words in misfits]
    try:
        with_standard_items(paper, plan, document)
    except UserError as error:
        lines.append(str(error))
    return list(dict.fromkeys(lines))


def _misfits(paper: Paper, plan: StudyPlan) -> Iterator[Complaint]:
    """Everything in a paper that its study does not have: where, and what is allowed."""
    study = plan.study
    known = (
        ("titles", "variant", {**study.variants, **study.alternatives}),
        ("protocols", "protocol", study.protocols),
        ("alternatives", "alternative", study.alternatives),
    )
    for part, word, names in known:
        for name in getattr(paper, part):
            if name not in names:
                yield (part, name), f"the study has no such {word}{hint(name, list(names))}"
    for name, content in study.alternatives.items():
        if paper.inferred and content.infers not in paper.inferred:
            words = f"the setting that alternative {name} infers, {content.infers}, has no reason here"
            yield ("inferred",), f"{words}{hint(content.infers, list(paper.inferred))}"
    yield from _wrong_measures(paper, study.alternatives)
    for number, line in enumerate(paper.headline):
        unknown = _unknown_cells([line.cell], plan, "headline", number)
        asked = Asked(line.cell, line.metric, ("headline", number), line.published)
        yield from unknown or ((asked.keys, words) for words in complaints(asked, plan))
    for keys, item in _items(paper):
        yield from _unknown_cells(item.named_cells(), plan, *keys) or _misfits_of(item, plan, paper, keys)
    yield from _alike(paper, plan)
    yield from _unknown_answers(paper)


def _wrong_measures(paper: Paper, alternatives: Container[str]) -> Iterator[Complaint]:
    """Measures of what the paper does not leave out, or of no grid, or that cannot be tried on one."""
    grids = {name: table for name, table in paper.tables.items() if hasattr(table, "metric")}
    for name, measure in paper.measures.items():
        if name in alternatives:
            yield ("measures", name), "an alternative of the study has this name; give another one"
        if measure.infers not in paper.inferred:
            words = f"{measure.infers!r} has no reason under inferred"
            yield ("measures", name, "infers"), f"{words}{hint(measure.infers, list(paper.inferred))}"
        for place, table in enumerate(measure.tables):
            keys = ("measures", name, "tables", place)
            if table not in grids:
                yield keys, f"{table!r} is no grid of the paper{hint(table, list(grids))}"
            elif measure.metric == grids[table].metric:
                yield keys, f"{table} is of {measure.metric} already; name another metric, or other tables"
        if METRICS[measure.metric].keep:
            yield ("measures", name, "metric"), f"{measure.metric} is no number of a whole run; name one that is"


def _misfits_of(item: Item, plan: StudyPlan, paper: Paper, keys: tuple[Key, ...]) -> Iterator[Complaint]:
    """Everything in an item, all of whose cells are known, that its study does not have."""
    for part in CELL_LISTS:
        called = dict[str, str]()
        for place, name in enumerate(getattr(item, part, [])):
            cell = plan.names[name].cell
            if cell in called:
                same = f"{name} is listed already" + (f" as {called[cell]}" if called[cell] != name else "")
                yield (*keys, part, place), f"{same}; name each cell once"
            called.setdefault(cell, name)
    try:
        item.check(plan, paper)
    except Misfit as misfit:
        yield (*keys, *misfit.keys), str(misfit)
    else:
        for asked in item.asked(plan):
            yield from (((*keys, *asked.keys), words) for words in complaints(asked, plan))


def _alike(paper: Paper, plan: StudyPlan) -> Iterator[Complaint]:
    """Names that a reader, or a file system, does not tell apart."""
    for part in ("tables", "figures"):
        first = dict[str, str]()
        for name in getattr(paper, part):
            other = first.setdefault(name.lower(), name)
            if other != name:
                yield (part, name), f"it differs from {other} in capitals alone, as some file systems' names must not"
    shown = dict[str, str]()
    for variant in plan.study.variants:
        title = variant_title(paper, variant)
        other = shown.setdefault(title, variant)
        if other != variant:
            yield ("titles", variant), f"{title!r} is the title of {other} too; give each its own"


def _items(paper: Paper) -> Iterator[tuple[tuple[Key, ...], Item]]:
    for part in ANSWERS:
        for name, item in getattr(paper, part).items():
            yield (part, name), item
    for number, contradiction in enumerate(paper.contradictions):
        for name, claim in contradiction.readings.items():
            yield ("contradictions", number, "readings", name), claim


def _unknown_cells(names: list[str], plan: StudyPlan, *keys: Key) -> list[Complaint]:
    known = plan.names
    return [(keys, f"no cell {name!r}{hint(name, list(known))}") for name in names if name not in known]


def _unknown_answers(paper: Paper) -> Iterator[Complaint]:
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
