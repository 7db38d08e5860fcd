"""One set of results, from a revision of Git or from a folder: its small files, without what DVC keeps."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from restudy.errors import UserError
from restudy.params.params import PARAMS_FILE
from restudy.revisions import SHORT, files_at, find_commit
from restudy.statistics import CONFIDENCE

KINDS = ("claims", "metrics", "tables")


@dataclass(frozen=True)
class ResultSet:
    """The results of one run of all studies.

    Attributes:
        name: as the user called it, with the commit if it is a revision.
        dataset: the data set that they are of.
        params: the content of params.yaml; None where no such file stands beside the results.
        claims: study to the content of claims/STUDY.json.
        metrics: study to the content of metrics/STUDY.json.
        tables: study and ID to the text of tables/STUDY/ID.csv.
    """

    name: str
    dataset: str
    params: Mapping[str, Any] | None
    claims: Mapping[str, Any]
    metrics: Mapping[str, Any]
    tables: Mapping[tuple[str, str], str]

    @property
    def studies(self) -> list[str]:
        """The studies that have results, sorted."""
        return sorted(self.claims)

    @property
    def confidence(self) -> float:
        """Confidence of the intervals that tables' numbers have."""
        named = (self.params or {}).get("statistics") or {}
        return float(named.get("confidence", CONFIDENCE))


def read_pair(old: str, new: str) -> tuple[ResultSet, ResultSet]:
    """Two sets of results that can be compared.

    Raises:
        UserError: one of them is neither a folder nor a revision, has no results, or they are of two data sets.
    """
    one, other = read_results(old), read_results(new)
    if one.dataset != other.dataset:
        raise UserError(
            f"compare: {old} has results of {one.dataset} and {new} of {other.dataset}; name two of the same data set"
        )
    return one, other


def read_results(name: str) -> ResultSet:
    """The results in a folder such as results/mnist, or else of a revision.

    Raises:
        UserError: there is neither, or it has no results.
    """
    folder = Path(name)
    if folder.is_dir():
        return _in_folder(name, folder)
    commit = find_commit(name)
    if commit is None:
        raise UserError(
            f"compare: {name!r} is neither a folder nor a commit of this repository; `git log --oneline` lists commits"
        )
    return _at_commit(name, commit)


def _in_folder(name: str, folder: Path) -> ResultSet:
    paths = [path for kind in KINDS for path in sorted((folder / kind).rglob("*")) if path.is_file()]
    files = {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in paths}
    params = folder.resolve().parent.parent / PARAMS_FILE
    content = params.read_text(encoding="utf-8") if params.is_file() else None
    return _result_set(name, folder.resolve().name, content, files, "name a folder such as results/mnist")


def _at_commit(name: str, commit: str) -> ResultSet:
    params = files_at(commit, [PARAMS_FILE]).get(PARAMS_FILE)
    if params is None:
        raise UserError(f"compare: {name} has no {PARAMS_FILE}; name a later commit")
    dataset = str(_parsed(params, name).get("dataset"))
    folder = f"results/{dataset}/"
    files = files_at(commit, [f"{folder}{kind}" for kind in KINDS])
    files = {path.removeprefix(folder): text for path, text in files.items()}
    where = f"`git log --oneline -- {folder}claims` lists commits that have some"
    return _result_set(f"{name} ({commit[:SHORT]})", dataset, params, files, where)


def _result_set(name: str, dataset: str, params: str | None, files: Mapping[str, str], advice: str) -> ResultSet:
    parts: dict[str, dict[Any, Any]] = {kind: {} for kind in KINDS}
    for path, text in sorted(files.items()):
        kind, *study, file = Path(path).parts
        if kind == "tables":
            parts[kind][study[0], file.removesuffix(".csv")] = text
        else:
            parts[kind][file.removesuffix(".json")] = _read(text, f"{name}: {path}")
    if not parts["claims"]:
        raise UserError(f"compare: {name} has no results of {dataset} (no claims/*.json); {advice}")
    return ResultSet(name, dataset, None if params is None else _parsed(params, name), **parts)


def _read(text: str, place: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise UserError(f"compare: {place} is not JSON: {error}") from None


def _parsed(params: str, name: str) -> Mapping[str, Any]:
    try:
        content = yaml.safe_load(params)
    except yaml.YAMLError as error:
        raise UserError(f"compare: {name}: {PARAMS_FILE} is not YAML: {' '.join(str(error).split())}") from None
    return content if isinstance(content, Mapping) else {}
