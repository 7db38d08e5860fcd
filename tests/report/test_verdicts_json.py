"""Verdicts as data: every number and every claim, with what a reader of the page sees beside it."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from report_fixture import leave_presented, reported_plan
from restudy.judging.scale import VERDICTS
from restudy.records import read_json, write_json
from restudy.report.studies import StudyContents
from restudy.report.verdicts_json import verdicts

HASHES = {"params": "0123", "data": "4567"}
ALWAYS = {"verdict", "observed", "interval", "grounds"}
OF_PARTS = {"verdict", "probability", "probability_on_new_images", "runs", "effect", "seeds_to_decide"}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> StudyContents:
    return leave_presented(tmp_path_factory.mktemp("results"), reported_plan())


@pytest.fixture
def judged(study: StudyContents) -> Any:
    return read_json(study.results / "claims" / "reported.json")


def test_it_says_what_it_was_made_from(study: StudyContents) -> None:
    data = verdicts([study], HASHES)
    assert (data["dataset"], data["seeds"], data["made_from"]) == ("mnist", [0, 3], HASHES)
    assert data["studies"]["reported"]["source"]["authors"] == "Ada Author"


def test_every_claim_and_number_has_its_verdict_and_what_it_rests_on(study: StudyContents, judged: Any) -> None:
    data = verdicts([study], HASHES)["studies"]["reported"]
    assert set(data["claims"]) == set(study.paper.claims)
    assert [number["id"] for number in data["numbers"]] == [number["place"] for number in judged["numbers"]]
    for item in (*data["claims"].values(), *data["numbers"], *data["headline"]):
        assert set(item) >= ALWAYS
        assert item["verdict"] in VERDICTS
        assert item["grounds"]
    for claim in data["claims"].values():
        assert set(claim) >= OF_PARTS
        for part in claim["parts"]:
            assert set(part) == OF_PARTS
            assert part["verdict"] in VERDICTS


def test_numbers_that_no_run_changes_or_settings_fit_count_apart(study: StudyContents) -> None:
    data = verdicts([study], HASHES)["studies"]["reported"]
    assert sum(data["counts"]["claims"].values()) == len(data["claims"])
    kinds = {
        "numbers": [number for number in data["numbers"] if not number["is_fixed"] and not number["is_fitted"]],
        "fixed_numbers": [number for number in data["numbers"] if number["is_fixed"]],
        "fitted_numbers": [number for number in data["numbers"] if number["is_fitted"] and not number["is_fixed"]],
    }
    assert {number["id"] for number in kinds["fixed_numbers"]} == {"T-layers", "T-counts", "T-report"}
    assert {number["id"] for number in kinds["numbers"]} >= {"T-grid", "T-summary", "T-epochs", "T-report"}
    fitted = [(number["id"], number["row"], number["quantity"]) for number in kinds["fitted_numbers"]]
    assert fitted == [("T-epochs", "epoch 1", "train_loss"), ("T-epochs", "epoch 4", "train_loss")]
    for kind, numbers in kinds.items():
        counts = Counter(number["verdict"].replace(" ", "_") for number in numbers)
        assert {key: count for key, count in data["counts"][kind].items() if count} == counts


def test_a_claim_s_numbers_are_those_that_were_judged(study: StudyContents, judged: Any) -> None:
    claims, found = verdicts([study], HASHES)["studies"]["reported"]["claims"], judged["claims"]
    assert claims["R1"]["published"] == 0.9
    assert claims["R1"]["interval"] == found["R1"]["interval"]
    assert claims["R1"]["effect"] is None
    assert claims["R2"]["interval"] == found["R2"]["effect"]["interval"]
    assert claims["R2"]["effect"] == found["R2"]["effect"]
    assert 0.5 < claims["R2"]["probability"] == found["R2"]["probability"] < 1
    assert claims["R2"]["runs"] == [2, 2]
    assert claims["R2"]["parts"] == []
    assert [part["effect"] for part in claims["R3"]["parts"]] == [part["effect"] for part in found["R3"]["parts"]]
    assert len(claims["R3"]["parts"]) == 10
    values = claims["R2"]["observed"][0]["values"].values()
    assert claims["R2"]["observed"][0]["mean"] == pytest.approx(sum(values) / len(values))


def test_it_is_json(study: StudyContents, tmp_path: Path) -> None:
    write_json(tmp_path / "verdicts.json", verdicts([study], HASHES))
    assert read_json(tmp_path / "verdicts.json")["made_from"] == HASHES


def test_on_another_data_set_it_says_why_nothing_is_judged(tmp_path: Path) -> None:
    study = leave_presented(tmp_path, reported_plan("digits"))
    data = verdicts([study], HASHES)["studies"]["reported"]
    assert data["not_judged"] == "the paper is about mnist, this run about digits"
    assert (data["counts"], data["numbers"], data["headline"]) == (None, [], [])
    assert {claim["verdict"] for claim in data["claims"].values()} == {None}
