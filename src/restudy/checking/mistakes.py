"""Everything that is wrong in params.yaml, in papers and in custom/, found without torch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from restudy import layout
from restudy.core_yaml import read_yaml
from restudy.data.origin import check_origin
from restudy.errors import UserError
from restudy.layout import Data
from restudy.own_code import PACKAGE as OWN
from restudy.own_code import leaving_out, own_mistakes
from restudy.papers.reading import paper_mistakes
from restudy.params.messages import hint
from restudy.params.params import draft_params, read_content
from restudy.plan.plan import Draft, draft_plan


@dataclass
class Found:
    """What a look at a project finds.

    Attributes:
        lines: a line for each mistake, in the order of the files.
        draft: the plan as far as it can be made; None where params.yaml cannot be read.
        studies: the names of studies that params.yaml has, with or without mistakes.
    """

    lines: list[str] = field(default_factory=list)
    draft: Draft | None = None
    studies: list[str] = field(default_factory=list)


def find_mistakes(overrides: Mapping[str, Any], folder: Path = Path(layout.PAPERS)) -> Found:
    """Look at params.yaml in the working folder, at custom/ and at each paper.

    Args:
        overrides: keys of params.yaml from the command line.
        folder: the folder of papers.
    """
    found, broken = Found(), dict(own_mistakes())
    with leaving_out(broken):
        _try(found, partial(_of_params, found, overrides))
        if broken:
            # What stands in these modules is not known now.
            found.lines = [line for line in found.lines if f"'{OWN}." not in line] + [*broken.values()]
        _try(found, partial(_of_data, found))
        for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
            _try(found, partial(_of_paper, path, found))
    return found


def _try(found: Found, look: Callable[[], None]) -> None:
    try:
        look()
    except UserError as error:
        found.lines.append(str(error))


def _of_params(found: Found, overrides: Mapping[str, Any]) -> None:
    content, document = read_content(Path(layout.PARAMS), overrides)
    if isinstance(content, Mapping) and isinstance(content.get("studies"), Mapping):
        found.studies = [str(name) for name in content["studies"]]
    params, lines = draft_params(content, document)
    found.lines += lines
    if params:
        found.draft = draft_plan(params)
        found.lines += found.draft.mistakes


def _of_data(found: Found) -> None:
    if found.draft:
        dataset = found.draft.plan.params.dataset
        check_origin(Data.of(dataset).root, dataset)


def _of_paper(path: Path, found: Found) -> None:
    if path.suffix != ".yaml":
        raise UserError(f"{path}: papers are called STUDY.yaml; call it {path.stem}.yaml")
    if found.studies and path.stem not in found.studies:
        raise UserError(f"{path}: {layout.PARAMS} has no study {path.stem!r}{hint(path.stem, found.studies)}")
    draft = found.draft
    plan = None if draft is None or path.stem in draft.unsure else draft.plan.studies.get(path.stem)
    found.lines += paper_mistakes(read_yaml(path, called=str(layout.paper_file(path.stem))), plan)
