"""The README's example of a new study is one."""

import re
from pathlib import Path

import yaml

from restudy.params.params import parse_params
from restudy.plan.plan import make_plan


def test_the_study_in_the_readme_can_be_planned(repository: Path) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", (repository / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    params = yaml.safe_load((repository / "params.yaml").read_text(encoding="utf-8"))
    params["studies"] |= yaml.safe_load(block)
    assert len(make_plan(parse_params(params)).studies["wider-mlp"].cells) == 4
