"""All five studies with runs that diverged, and with networks that say next to nothing."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from degenerate_runs import KINDS, Kind, leave, report_of
from restudy.evidence.divergence import NothingToShowError
from restudy.evidence.material import Material
from restudy.formats import Unit
from restudy.judging.judge import judge
from restudy.judging.rows import Column, Rows
from restudy.judging.scale import FAILS, HOLDS, LEANS_TRUE, OPEN, VERDICTS
from restudy.judging.tabulate import tabulate
from restudy.layout import VERDICTS as VERDICTS_FILE
from restudy.layout import Results
from restudy.metrics import METRICS
from restudy.papers.paper import Paper
from restudy.papers.reading import read_papers
from restudy.params.params import parse_params
from restudy.plan.plan import StudyPlan, make_plan
from restudy.records import read_json
from restudy.selection import select
from tiny_studies import REPOSITORY, repository_params

WITH_DIVERGED = [name for name, kind in KINDS.items() if any(kind.diverged(0, seed) for seed in kind.seeds)]
LIMITED = {Unit.SHARE: (0, 1), Unit.SCORE: (0, None), Unit.POINTS: (-1, 1), Unit.P_VALUE: (0, 1)}


@cache
def studies_of(seeds: tuple[int, ...]) -> list[tuple[StudyPlan, Paper]]:
    """The repository's studies on MNIST, with few resamples; alternatives have two seeds at most."""
    content = repository_params() | {"dataset": "mnist", "seeds": list(seeds)}
    for study in content["studies"].values():
        for alternative in study["alternatives"].values():
            alternative["seeds"] = list(seeds[:2])
    plan = make_plan(parse_params(content | {"statistics": content["statistics"] | {"resamples": 100}}))
    papers = read_papers(plan, REPOSITORY / "papers")
    return [(study, papers[name]) for name, study in plan.studies.items()]


@dataclass(frozen=True)
class Made:
    """What was made of one study's runs."""

    kind: Kind
    material: Material
    claims: Mapping[str, Any]
    metrics: Mapping[str, Any]
    tables: Mapping[str, Rows]

    @property
    def runs(self) -> dict[str, int]:
        """How many runs each cell has."""
        return {cell.name: len(cell.seeds) for cell in self.material.plan.cells}

    @property
    def lost(self) -> dict[str, int]:
        """How many runs of each cell diverged."""
        cells = self.material.plan.cells
        counts = {
            cell.name: sum(self.kind.diverged(place, seed) for seed in cell.seeds) for place, cell in enumerate(cells)
        }
        return {name: number for name, number in counts.items() if number}


@cache
def _made(folder: Path, name: str) -> list[Made]:
    kind, files, made = KINDS[name], Results(folder), []
    for plan, paper in studies_of(kind.seeds):
        material = leave(folder, plan, paper, kind)
        select(plan, files)
        judge(material, files.selection(plan.name), files.claims(plan.name), files.metrics(plan.name))
        tabulate(material, files)
        claims, metrics = (read_json(file(plan.name)) for file in (files.claims, files.metrics))
        tables = {key: Rows.read(rows) for key, rows in read_json(files.table_rows(plan.name)).items()}
        made.append(Made(kind, material, claims, metrics, tables))
    return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("degenerate")


@pytest.fixture(params=list(KINDS))
def made(folder: Path, request: pytest.FixtureRequest) -> list[Made]:
    """All studies with runs of one kind."""
    return _made(folder / "-".join(request.param.split()), request.param)


def numbers_in(made: Made) -> Iterator[tuple[Unit, float]]:
    """Every number of every table, with its unit."""
    for rows in made.tables.values():
        for row in rows.rows:
            for column in rows.columns:
                value = row[column.key]
                for number in (value.ours, value.low, value.high):
                    if isinstance(number, (int, float)):
                        yield column.unit, number


def test_tables_hold_only_numbers_that_can_be(made: list[Made]) -> None:
    for study in made:
        for unit, number in numbers_in(study):
            low, high = LIMITED.get(unit, (None, None))
            assert math.isfinite(number)
            assert low is None or number >= low
            assert high is None or number <= high


def varies(column: Column) -> bool:
    """Whether a column is of means over runs that are not the same in every run."""
    return column.over_runs and not (column.key in METRICS and METRICS[column.key].exact)


def test_a_table_has_no_mean_of_a_cell_of_which_no_run_ended(made: list[Made]) -> None:
    """And says of every other mean how many runs are not in it."""
    for study in made:
        for rows in study.tables.values():
            for row in rows.rows:
                for column in filter(varies, rows.columns if row.cell else ()):
                    value, lost = row[column.key], study.lost.get(row.cell, 0)
                    assert (value.diverged or 0) == lost
                    assert (value.runs or 0) <= study.runs[row.cell] - lost
                    assert value.ours is None or value.runs


@pytest.mark.tried(
    "Diverged and degenerate networks",
    "runs that diverged, classes never predicted, all right, all wrong, one seed, no spread",
    "every claim and number has a verdict that names them",
)
def test_every_claim_and_number_has_a_verdict_that_names_what_diverged(made: list[Made]) -> None:
    for study in made:
        paper, evidence = study.material.paper, study.material.evidence
        for name, found in study.claims["claims"].items():
            assert found["verdict"] in VERDICTS
            finding = paper.claims[name].finding(evidence)
            cells = {cell.name for cell in finding.cells}
            assert cells, "a claim is about some cells"
            if finding.margins and all(runs.exact for margin in finding.margins for _, runs in margin.terms):
                continue
            assert ("diverged" in found["reason"]) == bool(cells & study.lost.keys())
            if cells <= {cell for cell, lost in study.lost.items() if lost == study.runs[cell]}:
                assert found["verdict"] == OPEN
        for number in (*study.claims["numbers"], *study.claims["headline"]):
            assert number["verdict"] in VERDICTS
            if number["diverged"]:
                assert f"{number['diverged']} of {study.runs[number['cell']]} run" in number["reason"]
            if number["runs"] == 0:
                assert number["verdict"] != HOLDS


def test_a_difference_s_interval_keeps_to_what_is_possible(made: list[Made]) -> None:
    for study in made:
        for found in study.claims["claims"].values():
            for effect in filter(None, (part.get("effect") for part in (found, *found.get("parts", [])))):
                shares = "accuracy" in str(effect["first"]["quantity"].get("metric"))
                scores = effect["first"]["quantity"].get("score")
                for low, high in filter(None, (effect["interval"], effect["on_new_images"])):
                    assert low is None or low <= high
                    assert low is None or not (shares or scores) or -1 <= low <= high <= 1
        has_spread = any(runs - study.lost.get(cell, 0) > 1 for cell, runs in study.runs.items())
        for optimism in study.claims["optimism"].values():
            low, high = optimism["gap_interval"]
            assert has_spread == (low is not None)
            assert low is None or 0 <= low <= high <= 1


def test_a_probability_is_one_and_agrees_with_its_verdict(made: list[Made]) -> None:
    for study in made:
        for found in study.claims["claims"].values():
            for part in (found, *found.get("parts", [])):
                probability = part.get("probability")
                if probability is None:
                    continue
                assert 0 <= probability <= 1
                assert 0 <= (part["probability_on_new_images"] or 0.0) <= 1
                assert part["verdict"] not in (HOLDS, LEANS_TRUE) or probability >= 0.8
                assert part["verdict"] != FAILS or probability <= 0.025
                shown, runs = part["runs"]
                assert 0 <= shown <= runs <= len(study.material.plan.seeds)


def test_no_cell_is_chosen_while_fewer_runs_of_another_diverged(made: list[Made]) -> None:
    for study in made:
        for choice in study.claims["protocols"].values():
            for entry in choice["chosen"].values():
                shares = {name: study.lost.get(name, 0) / study.runs[name] for name in entry["candidates"]}
                assert (entry["cell"] is None) == (min(shares.values()) == 1)
                assert entry["cell"] is None or shares[entry["cell"]] == min(shares.values())


def test_headline_metrics_say_how_many_runs_diverged(made: list[Made]) -> None:
    for study in made:
        assert study.metrics.get("diverged_runs", {}) == {
            name.rpartition("-")[0]: number for name, number in study.lost.items()
        }
        for protocol, choice in study.claims["protocols"].items():
            for group, entry in choice["chosen"].items():
                if entry["cell"] is None:
                    assert group not in study.metrics[protocol]
                else:
                    found = study.metrics[protocol][group].get("diverged_runs", 0)
                    assert found == study.lost.get(entry["cell"], 0)


def test_every_figure_has_its_numbers_in_words_or_no_run_ended(made: list[Made]) -> None:
    for study in made:
        material = study.material
        for name, figure in material.paper.figures.items():
            try:
                words = figure.words(figure.rows(material), material.plan, material.paper)
            except NothingToShowError:
                behind = figure.cells_behind(material.plan, material.paper)
                without_label = figure.kind == "feature_maps" and len(set(material.evidence.labels)) == 1
                assert without_label or any(cell.name in study.lost for cell in behind), name
            else:
                assert "nan" not in words.lower().replace("nano", "")


@pytest.mark.tried("Diverged and degenerate networks", "networks that are alike", "their p-value is 1")
@pytest.mark.parametrize("name", ["equal networks", "all right", "all wrong", "one class alone is predicted"])
def test_equal_networks_do_not_differ(folder: Path, name: str) -> None:
    """Their p-values are 1, and no difference between them holds."""
    for study in _made(folder / "-".join(name.split()), name):
        for row in study.tables["comparisons"].rows if "comparisons" in study.tables else []:
            assert row["difference_in_accuracy"].ours == 0
            p_values = [row[key].ours for key in ("p_value", "adjusted_p_value")]
            assert [*p_values, row["mcnemar_p_value"].low, row["mcnemar_p_value"].high] == [1, 1, 1, 1]
        for found in study.claims["claims"].values():
            effect = found.get("effect")
            if effect and not effect["limit"] and not found["is_share"] and effect["estimate"] == 0:
                assert found["verdict"] not in (HOLDS, LEANS_TRUE)


@pytest.mark.tried(
    "Diverged and degenerate networks",
    "all studies with diverged runs, constant predictions or equal networks",
    "the whole report is made and names them",
)
@pytest.mark.slow
@pytest.mark.parametrize("name", [*WITH_DIVERGED, "one class alone is predicted", "equal networks"])
def test_the_whole_report_is_made_and_names_what_diverged(tmp_path: Path, name: str) -> None:
    kind = KINDS[name]
    report_of(tmp_path, studies_of(kind.seeds), kind)
    files = Results(tmp_path)
    page = files.report("report.html").read_text(encoding="utf-8")
    assert ("They count in no number." in page) == (name in WITH_DIVERGED)
    reasons = set()
    for study in json.loads(files.report(VERDICTS_FILE).read_text())["studies"].values():
        reasons |= set(study["figures_not_drawn"].values())
    assert reasons <= {"every run behind it diverged"}
    assert "nan" not in {word.strip("().,;:–%").lower() for word in page.partition("<script")[0].split()}
