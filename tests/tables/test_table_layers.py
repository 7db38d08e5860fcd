"""A model's layers, output shapes and parameters."""

from pathlib import Path

import pytest

from report_fixture import leave_study, reported_plan
from restudy.evidence.evidence import Evidence
from restudy.evidence.material import Material
from restudy.judging.numbers import judge_number
from restudy.layout import Results
from restudy.papers.paper import Paper
from restudy.plan.plan import Plan
from restudy.statistics.posterior import Posterior
from restudy.statistics.resampling import Resamples
from tables_fixture import frame, judged, of_grid, values_of

LAYERS = """
{kind: layers, title: t, cell: CELL, published_totals: {total: 815, trainable: 805, non_trainable: 0}, published: [
  {layer: Input, output: '784', parameters: 0},
  {layer: Hidden, output: '2', parameters: 785, covers: 2},
  {layer: Dropout, output: '1', parameters: 0, covers: 0},
  {layer: Output, output: '10', parameters: 20}]}
"""


def of_repository(plan: Plan, papers: dict[str, Paper], study: str) -> Material:
    """Material of one of the repository's studies, without any results: layers follow from settings."""
    return Material(Evidence(plan.studies[study], Results(Path())), papers[study])


def test_published_layers_stand_beside_the_layers_that_they_cover(tmp_path: Path) -> None:
    material = leave_study(tmp_path, reported_plan())
    found = frame(material.paper.tables["T-layers"], material)
    assert values_of(found, "layer")[:5] == ["Conv2d + MaxPool2d + ReLU", None, "Conv2d", "MaxPool2d", "ReLU"]
    assert values_of(found, "output")[:4] == ["3 × 7 × 7", None, "4 × 5 × 5", "4 × 1 × 1"]
    assert values_of(found, "parameters")[:4] == [30, 0, 112, 0]
    assert values_of(found, "layer_published")[:4] == ["Convolution and pooling", "Input again", "Convolution", None]
    assert values_of(found, "parameters_published")[:4] == [30, 0, 100, None]
    assert list(found["layer"])[5:] == ["Flatten", "Linear", "ReLU", "Linear", "All", "All, trainable"]


def test_layers_end_with_the_whole_model_s_parameters(mnist_plan: Plan, mnist_papers: dict[str, Paper]) -> None:
    material = of_repository(mnist_plan, mnist_papers, "cnn-architectures")
    found = frame(material.paper.tables["F3"], material)
    assert [*zip(found["layer"], found["parameters_published"], found["parameters"], strict=True)][13:] == [
        ("All", 393952, 131530),
        ("All, trainable", 131210, 131210),
        ("All, non-trainable", 320, 320),
    ]


def test_layers_are_compared_exactly_with_their_totals(tmp_path: Path) -> None:
    """784 inputs to one unit and its bias, then one unit and a bias to each of ten."""
    verdicts = {key: found.verdict for key, found in judged(of_grid(tmp_path, LAYERS)).items()}
    wrong = {key for key, verdict in verdicts.items() if verdict != "holds"}
    assert wrong == {("2 Hidden", "output shape"), ("total", "parameters")}
    assert verdicts["3 Dropout", "output shape"] == "holds", "a row that covers no layer of ours leaves the shape"
    assert len(verdicts) == 4 * 2 + 3


@pytest.mark.parametrize(
    # The total that the paper prints counts the optimizer's state too.
    ("study", "table", "wrong"),
    [("dropout-cnn", "T-layers", []), ("cnn-architectures", "F3", ["total"])],
)
def test_our_layers_are_those_that_the_papers_print(
    mnist_plan: Plan, mnist_papers: dict[str, Paper], study: str, table: str, wrong: list[str]
) -> None:
    material = of_repository(mnist_plan, mnist_papers, study)
    numbers = [number for _, _, number in material.paper.tables[table].rows(material).numbers()]
    assert len(numbers) > len(wrong)
    posterior, statistics = Posterior(Resamples(10, number=500)), material.statistics
    verdicts = [(each.row, judge_number(each, posterior, statistics).verdict) for each in numbers]
    assert [row for row, verdict in verdicts if verdict != "holds"] == wrong
