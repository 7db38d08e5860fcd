"""The README's example of a new study is one, and its numbers are the committed report's."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from restudy.core_yaml import parse_yaml, read_yaml
from restudy.formats import probability_text
from restudy.layout import Results
from restudy.params.params import parse_params, read_params
from restudy.plan.plan import make_plan
from restudy.records import read_json

KINDS = ("claims", "numbers")


def test_the_study_in_the_readme_can_be_planned(repository: Path) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", (repository / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    params = read_yaml(repository / "params.yaml").content
    params["studies"] |= parse_yaml(block, "README.md").content
    assert len(make_plan(parse_params(params)).studies["wider-mlp"].cells) == 4


def test_what_came_out_is_what_the_committed_report_says(repository: Path) -> None:
    text = (repository / "README.md").read_text(encoding="utf-8")
    studies = read_json(repository / "results/mnist/report/verdicts.json")["studies"]
    numbers = [
        (name, row["row"], row["published"], row["observed"]["mean"], *row["interval"], row["verdict"])
        for name, study in studies.items()
        for row in study["headline"]
    ]
    rows = [
        f"| `{name}` | {row} | {published:.2%} | {mean:.2%} | {low:.2%}–{high:.2%} | {verdict} |".replace("%", "")
        for name, row, published, mean, low, high, verdict in numbers
    ]
    assert [row for row in rows if row not in text] == []
    assert len(re.findall(r"^\| `[\w-]+` \| .* \| \d\d\.\d\d \|", text, re.MULTILINE)) == len(rows)
    runs = [row["observed"]["runs"] for study in studies.values() for row in study["headline"]]
    assert f"ours of {min(runs)} to {max(runs)} runs" in text
    claims, tables = (sum((Counter(study["counts"][kind]) for study in studies.values()), Counter()) for kind in KINDS)
    assert (
        f"Of {tables.total()} numbers in the papers' tables that vary between runs {tables['holds']} hold, "
        f"{tables['does_not_hold']} do not and {tables['open']} are open" in text
    )
    assert (
        f"Of {claims.total()} claims {claims['holds']} hold, {claims['leans_true']} lean true, "
        f"{claims['open']} are open, {claims['leans_false']} lean false and {claims['does_not_hold']} do not hold."
        in text
    )


def test_every_claim_of_both_rules_is_listed_as_the_committed_report_has_it(repository: Path) -> None:
    """Its verdict, its probability, in how many runs it was so, and the verdicts on its parts."""
    text = (repository / "docs/claims.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| (\w+) \| [a-z ]+ \| ([^|]*) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|", text, re.MULTILINE)
    listed = {name: tuple(cell.strip() for cell in cells) for name, *cells in found}
    studies = read_json(repository / "results/mnist/report/verdicts.json")["studies"].values()
    assert len(listed) == 33
    assert {
        name: listed_as(claim) for study in studies for name, claim in study["claims"].items() if name in listed
    } == listed


def listed_as(claim: Mapping[str, Any]) -> tuple[str, ...]:
    """A claim's cells in the table of claims."""
    probability = "" if claim["probability"] is None else probability_text(claim["probability"])
    words = Counter(part["verdict"] for part in claim["parts"])
    return (
        claim["verdict"],
        probability.replace("\u00a0", " ").replace("below", "<").replace("above", ">"),
        "{} of {}".format(*claim["runs"]) if claim["runs"] else "",
        ", ".join(f"{number} × {word}" for word, number in words.items()),
    )


def test_the_cells_trials_and_hours_are_those_of_the_committed_evidence(repository: Path) -> None:
    plan = make_plan(read_params(repository / "params.yaml", {}))
    results = Results(repository / "results/mnist")
    files = [
        results.training_evidence(cell.study, cell.name, seed) for cell in plan.cells.values() for seed in cell.seeds
    ]
    hours = sum(read_json(file)["run"]["seconds"] for file in files) / 3600
    text = (repository / "README.md").read_text(encoding="utf-8")
    seeds = [len(cell.seeds) for cell in plan.cells.values()]
    assert f"{len(plan.cells)} cells with {min(seeds)} to {max(seeds)} seeds each" in text
    assert f"All {len(files)} trials took {hours:.1f} hours" in text
