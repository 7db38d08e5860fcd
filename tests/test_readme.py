"""The README's example of a new study is one, and its numbers are the committed report's."""

import re
from collections import Counter
from pathlib import Path

from restudy.core_yaml import parse_yaml, read_yaml
from restudy.params.params import parse_params
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


def test_every_claim_of_both_rules_is_listed_with_the_committed_report_s_verdict(repository: Path) -> None:
    text = (repository / "docs/claims.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| (\w+) \| [a-z ]+ \| ([a-z ]+) \|", text, re.MULTILINE))
    studies = read_json(repository / "results/mnist/report/verdicts.json")["studies"].values()
    verdicts = {name: claim["verdict"] for study in studies for name, claim in study["claims"].items()}
    assert len(listed) == 33
    assert {name: verdicts[name] for name in listed} == listed
