"""The one place where names of settings and cells become text."""

from restudy.formats import plain
from restudy.papers.paper import Paper
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan

SETTING_TITLES = {
    "batch_size": "batch size",
    "optimizer.lr": "learning rate",
    "optimizer.name": "optimizer",
    "optimizer.eps": "epsilon of the optimizer",
    "optimizer.momentum": "momentum",
    "drop_last": "an epoch's last batch",
    "train_total_batch_size": "batch size of the total training loss",
    "split.seed": "seed of the split",
    "model.batch_norm.position": "place of batch norm",
    "seeds_vary": "what differs between runs",
}
# What a class is, of data sets whose classes have a name of their own.
CLASS_WORDS = {"mnist": "digit", "digits": "digit"}
PROTOCOL_TITLES = {"published": "As published", "held_out": "On held-out images"}


def setting(key: str) -> str:
    """A setting's key in words."""
    return SETTING_TITLES.get(key, key.replace("_", " ").replace(".", " "))


def class_word(dataset: str) -> str:
    """What a class of a data set is called."""
    return CLASS_WORDS.get(dataset, "class")


def variant_title(paper: Paper, variant: str) -> str:
    """A variant or an alternative in words: as its paper calls it, else by its own name."""
    return paper.titles.get(variant, variant)


def study_title(paper: Paper, plan: StudyPlan) -> str:
    """A study in words."""
    return paper.title or plan.name


def cell_title(paper: Paper, cell: Cell) -> str:
    """A cell in words: its variant, its grid values, its alternative, and whether images were held out."""
    parts = [
        variant_title(paper, cell.variant),
        *(f"{setting(key)} {plain(value)}" for key, value in cell.grid.items()),
    ]
    if cell.alternative:
        parts.append(variant_title(paper, cell.alternative))
    if cell.protocols == ("held_out",):
        parts.append("held out")
    return ", ".join(parts)


def title_of(paper: Paper, plan: StudyPlan, name: str) -> str:
    """The title of the cell with this folder."""
    return next(cell_title(paper, cell) for cell in plan.cells if cell.name == name)
