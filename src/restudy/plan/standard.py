"""The tables and figures that every study has without asking, where they fit it."""

from collections.abc import Iterator, Mapping, Sequence

from restudy.errors import UserError
from restudy.params import analyses
from restudy.params.claims import Metric
from restudy.params.item import Item
from restudy.params.params import PARAMS_FILE
from restudy.params.study import DECIDED_BY_VALIDATION, Study
from restudy.plan.cells import Cell
from restudy.plan.settings import differing

# Fewer lines are read from a table as well, and settings of fewer axes from the titles.
FEWEST_PARALLEL_CELLS = 4
FEWEST_PARALLEL_AXES = 2
MOST_INTERACTING_KEYS = 2


def with_standard_items(name: str, study: Study, cells: Sequence[Cell]) -> Study:
    """The study with a table and a figure of each kind that fits it and that it has not itself, under the kind's name.

    Raises:
        UserError: a table or figure of another kind has such a name.
    """
    tables = _together(f"{name}.tables", study.tables, _tables(study))
    figures = _together(f"{name}.figures", study.figures, _figures(study, cells))
    return study.model_copy(update={"tables": tables, "figures": figures})


def _together(place: str, own: Mapping[str, Item], standard: Iterator[Item]) -> dict[str, Item]:
    kinds = {item.kind for item in own.values()}
    items = dict(own)
    for item in standard:
        if item.kind in kinds:
            continue
        identifier = item.kind.replace("_", "-")
        if identifier in own:
            raise UserError(
                f"{PARAMS_FILE}: studies.{place}.{identifier}: this name is kept for what every study has; "
                f"give it another name, or the kind {item.kind}"
            )
        items[identifier] = item
    return items


def _tables(study: Study) -> Iterator[Item]:
    yield analyses.QualityTable(
        kind="quality",
        title="Scores on the test images with their intervals",
        note="Accuracy: mean ± standard deviation over seeds, the interval of the mean over seeds and images, and the "
        "one in which a further run on the same images falls; for one seed, Wilson's interval of this network. The "
        "other intervals are over images alone. Calibration error: as it is commonly given, and without what chance "
        "adds to it.",
    )
    if len(study.variants) > 1:
        yield analyses.ComparisonsTable(
            kind="comparisons",
            title="Test accuracies compared on the same images",
            note="Differences in points, with the interval of a paired bootstrap over seeds and images. p-value: that "
            "there is no difference, by Student's t over seeds and images, which at the edge may say other than the "
            "bootstrap; for one seed McNemar's, which is about these two networks alone, lowest to highest. Adjusted "
            "over the table (Holm).",
        )


def _figures(study: Study, cells: Sequence[Cell]) -> Iterator[Item]:
    if study.headline:
        yield analyses.FurtherRunsFigure(
            kind="further_runs", title="Published numbers, and where a further run of ours would fall"
        )
    yield analyses.ReliabilityFigure(
        kind="reliability",
        title="Accuracy against confidence of the chosen networks",
        note="Above the dashed line a network is right more often than it says. Below: how many images have that "
        "confidence, on a logarithmic scale.",
    )
    validated = all(cell.settings["split"]["val"] for cell in cells)
    if study.grid and any(each.choose_by in DECIDED_BY_VALIDATION for each in study.protocols.values()) and validated:
        yield analyses.SearchFigure(
            kind="search",
            title="Expected best validation accuracy by the number of settings tried",
            note="Settings drawn at random from the grid, with replacement (Dodge et al. 2019); a band of one standard "
            "deviation of the best. Dashed: the test accuracy of the one so chosen.",
        )
    yield from _settings_figure(study, cells, "val_accuracy" if validated else "test_accuracy")


def _settings_figure(study: Study, cells: Sequence[Cell], metric: Metric) -> Iterator[Item]:
    """How settings act together: lines over a grid of one or two keys, else parallel coordinates."""
    if 0 < len(study.grid) <= MOST_INTERACTING_KEYS:
        yield analyses.InteractionFigure(
            kind="interaction", title="How the settings of the grid act together", metric=metric
        )
        return
    first = next(iter(study.protocols))
    published = [cell for cell in cells if first in cell.protocols]
    if len(published) >= FEWEST_PARALLEL_CELLS and len(differing(published)) >= FEWEST_PARALLEL_AXES:
        yield analyses.ParallelFigure(
            kind="parallel", title="Settings of each network and what it reaches", metric="test_accuracy"
        )
