"""Verdicts as data: every number and every claim, with what a reader of the page sees beside it."""

from pathlib import Path

import pytest

from report_fixture import leave_presented, reported_plan
from restudy.claims.verdicts import VERDICTS
from restudy.records import read_json, write_json
from restudy.report.verdicts import verdicts

HASHES = {"params": "0123", "data": "4567"}
ALWAYS = {"verdict", "observed", "interval", "grounds", "seeds_to_decide"}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    leave_presented(folder, reported_plan())
    return folder


def test_it_says_what_it_was_made_from(results: Path) -> None:
    data = verdicts([reported_plan()], results, HASHES)
    assert (data["dataset"], data["seeds"], data["made_from"]) == ("mnist", [0, 3], HASHES)
    assert data["studies"]["reported"]["source"]["authors"] == "Ada Author"


def test_every_claim_and_number_has_its_verdict_and_what_it_rests_on(results: Path) -> None:
    study = verdicts([reported_plan()], results, HASHES)["studies"]["reported"]
    judged = read_json(results / "claims" / "reported.json")
    assert set(study["claims"]) == set(reported_plan().study.claims)
    assert [number["id"] for number in study["numbers"]] == [number["place"] for number in judged["numbers"]]
    for item in (*study["claims"].values(), *study["numbers"], *study["headline"]):
        assert set(item) >= ALWAYS
        assert item["verdict"] in VERDICTS
        assert item["grounds"]
    assert sum(study["counts"]["claims"].values()) == len(study["claims"])
    assert sum(study["counts"]["numbers"].values()) == len(study["numbers"])


def test_a_claim_s_numbers_are_those_that_were_judged(results: Path) -> None:
    claims = verdicts([reported_plan()], results, HASHES)["studies"]["reported"]["claims"]
    judged = read_json(results / "claims" / "reported.json")["claims"]
    assert claims["R1"]["published"] == 0.9
    assert claims["R1"]["interval"] == judged["R1"]["interval"]
    assert claims["R2"]["interval"] == judged["R2"]["margin"]["interval"]
    assert claims["R2"]["difference"]["estimate"] == judged["R2"]["margin"]["estimate"]
    values = claims["R2"]["observed"][0]["values"].values()
    assert claims["R2"]["observed"][0]["mean"] == pytest.approx(sum(values) / len(values))


def test_it_is_json(results: Path, tmp_path: Path) -> None:
    write_json(tmp_path / "verdicts.json", verdicts([reported_plan()], results, HASHES))
    assert read_json(tmp_path / "verdicts.json")["made_from"] == HASHES


def test_on_another_data_set_it_says_why_nothing_is_judged(tmp_path: Path) -> None:
    leave_presented(tmp_path, reported_plan("digits"))
    study = verdicts([reported_plan("digits")], tmp_path, HASHES)["studies"]["reported"]
    assert study["not_judged"] == "the paper is about mnist, this run about digits"
    assert (study["counts"], study["numbers"], study["headline"]) == (None, [], [])
    assert {claim["verdict"] for claim in study["claims"].values()} == {None}
