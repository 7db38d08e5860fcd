"""The repository's studies cut down to what runs within seconds: two of them on digits, six cells, two epochs."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from restudy.core_yaml import read_yaml
from restudy.params.params import parse_params
from restudy.plan.plan import make_plan

REPOSITORY = Path(__file__).parents[1]
Content = dict[str, Any]

CELLS = {
    "cnn-lstm-grid": ["cnn-bs64-lr0.001", "cnn-bs128-lr0.001"],
    "mlp-optimizers": ["sgd", "adam", "sgd-held-out", "adam-held-out"],
}
LEFT_OUT = {"cnn-lstm-grid": "lstm", "mlp-optimizers": "momentum"}
FIGURES = 2
ANSWERS = ("tables", "figures", "claims")


def repository_params() -> Content:
    """The content of the repository's params.yaml."""
    content: Content = read_yaml(REPOSITORY / "params.yaml").content
    return content


def repository_papers() -> dict[str, Content]:
    """Study to the content of its file under the repository's papers/."""
    return {path.stem: read_yaml(path).content for path in sorted((REPOSITORY / "papers").glob("*.yaml"))}


def tiny_params() -> Content:
    """The repository's params, cut down to CELLS with two seeds, on digits, for two epochs."""
    content = repository_params()
    studies = {name: content["studies"][name] for name in CELLS}
    for name, study in studies.items():
        study["base"]["epochs"] = 2
        del study["variants"][LEFT_OUT[name]], study["alternatives"]
        for block in [*study["variants"].values(), *study.get("cells", {}).values()]:
            block.pop("seeds", None)
    grid = studies["cnn-lstm-grid"]
    grid["grid"] = {"batch_size": [64, 128], "optimizer.lr": [0.001]}
    del grid["cells"]["best-lstm"]
    return content | {"dataset": "digits", "seeds": [0, 1], "studies": studies}


def tiny_papers() -> dict[str, Content]:
    """The repository's papers, cut down to what speaks of the tiny params' cells alone, with two figures each."""
    papers = {name: repository_papers()[name] for name in CELLS}
    whole, cut = (_names(content) for content in (repository_params(), tiny_params()))
    for name, paper in papers.items():
        lost = {LEFT_OUT[name], *paper.pop("alternatives")}
        assert lost <= paper["titles"].keys()
        paper["titles"] = {name: title for name, title in paper["titles"].items() if name not in lost}
        paper.pop("measures", None)
        _forget(paper, lost | (whole[name] - cut[name]))
        paper["figures"] = dict(list(paper["figures"].items())[:FIGURES])
    grid = papers["cnn-lstm-grid"]
    table = grid["tables"]["T1.1"]
    table["published"] = [row[:1] for row in table["published"][:2]]
    del grid["claims"]["A4"]  # speaks of the learning rate 0.010
    for paper in papers.values():
        _keep_answered(paper)
    return papers


def _names(content: Content) -> dict[str, set[str]]:
    """Study to every name of its cells."""
    return {name: set(study.names) for name, study in make_plan(parse_params(content)).studies.items()}


def _forget(paper: Content, lost: set[str]) -> None:
    """Drop what names any of `lost`, and the figures of tables so dropped."""

    def kept(items: Mapping[str, Any], words: Iterable[str]) -> Content:
        return {name: item for name, item in items.items() if not _mentions(item, words)}

    tables = kept(paper["tables"], lost)
    gone = paper["tables"].keys() - tables.keys()
    paper |= {"tables": tables, "claims": kept(paper["claims"], lost), "figures": kept(paper["figures"], lost | gone)}
    for part in ("headline", "contradictions"):
        paper[part] = [item for item in paper[part] if not _mentions(item, lost)]


def _mentions(item: Any, words: Iterable[str]) -> bool:
    return any(json.dumps(word) in json.dumps(item) for word in words)


def _keep_answered(paper: Content) -> None:
    """Drop from the rubric what is no longer in the paper, and the steps that nothing answers then."""
    for step in paper["rubric"]:
        step |= {kind: [name for name in step.get(kind, []) if name in paper[kind]] for kind in ANSWERS}
    paper["rubric"] = [step for step in paper["rubric"] if any(step[kind] for kind in ANSWERS) or "parts" in step]
