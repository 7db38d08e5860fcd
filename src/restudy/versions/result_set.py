"""One set of results, from a revision of Git or from a folder: its small files, without what DVC keeps."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restudy.checksums import FILES, check_against, sound_record
from restudy.core_yaml import parse_yaml
from restudy.errors import UserError
from restudy.judging.rows import Rows
from restudy.layout import PAPERS, PARAMS, Results
from restudy.repository import why_no_commit
from restudy.revisions import SHORT, files_at, find_commit

# Kinds of files that are compared, and the step that makes each.
KINDS = {"claims": "judge", "metrics": "judge", "tables": "tabulate"}


@dataclass(frozen=True)
class ResultSet:
    """The results of one run of all studies.

    Attributes:
        name: as the user called it, with the commit if it is a revision.
        dataset: the data set that they are of.
        params: the content of params.yaml and, under `papers`, of the papers; None where no such file stands beside
            the results.
        claims: study to the content of claims/STUDY.json.
        metrics: study to the content of metrics/STUDY.json.
        tables: study and ID to a table's rows.
    """

    name: str
    dataset: str
    params: Mapping[str, Any] | None
    claims: Mapping[str, Any]
    metrics: Mapping[str, Any]
    tables: Mapping[tuple[str, str], Rows]

    @property
    def studies(self) -> list[str]:
        """The studies that have results, sorted."""
        return sorted(self.claims)

    @property
    def confidence(self) -> float | None:
        """Confidence of the intervals that tables' numbers have; None where that is not known."""
        confidence: float | None = ((self.params or {}).get("statistics") or {}).get("confidence")
        return confidence


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
        raise UserError(f"compare: {name!r} is neither a folder nor a commit{why_no_commit()}")
    return _at_commit(name, commit)


def _in_folder(name: str, folder: Path) -> ResultSet:
    files = {
        str(path.relative_to(folder)): _text(folder, path, step)
        for kind, step in KINDS.items()
        for path in sorted((folder / kind).glob("*.json"))
    }
    project = folder.resolve().parent.parent
    settings = [project / PARAMS, *sorted((project / PAPERS).glob("*.yaml"))]
    texts = {str(path.relative_to(project)): path.read_text(encoding="utf-8") for path in settings if path.is_file()}
    return _result_set(
        name, folder.resolve().name, _settings(texts, name), files, "name a folder such as results/mnist"
    )


def _text(folder: Path, path: Path, step: str) -> str:
    """A file's text, the file being what the step left, as far as its record tells."""
    record = Results(folder).record(f"{step}/{path.stem}")
    known = sound_record(record)
    if known and FILES in known:
        check_against(known, [path], record, folder)
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UserError(f"compare: {path} is not UTF-8: {error}") from None


def _at_commit(name: str, commit: str) -> ResultSet:
    settings = _settings(files_at(commit, [PARAMS, PAPERS]), name)
    if settings is None:
        raise UserError(f"compare: {name} has no {PARAMS}; name a later commit")
    dataset = str(settings.get("dataset"))
    folder = str(Results.of(dataset).root)
    files = files_at(commit, [f"{folder}/{kind}" for kind in KINDS])
    files = {path.removeprefix(f"{folder}/"): text for path, text in files.items()}
    where = f"`git log --oneline -- {folder}/claims` lists commits that have some"
    return _result_set(f"{name} ({commit[:SHORT]})", dataset, settings, files, where)


def _settings(texts: Mapping[str, str], name: str) -> Mapping[str, Any] | None:
    """The content of params.yaml with that of the papers, given by their paths; None without params.yaml."""
    contents = {path: parse_yaml(text, f"{name}: {path}").content for path, text in texts.items()}
    if not isinstance(contents.get(PARAMS), Mapping):
        return None
    papers = {Path(path).stem: content for path, content in contents.items() if path.startswith(f"{PAPERS}/")}
    return {**contents[PARAMS], **({"papers": papers} if papers else {})}


def _result_set(
    name: str, dataset: str, params: Mapping[str, Any] | None, files: Mapping[str, str], advice: str
) -> ResultSet:
    parts: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    for path, text in sorted(files.items()):
        kind, *rest = Path(path).parts
        if path.endswith(".json") and len(rest) == 1:
            parts[kind][rest[0].removesuffix(".json")] = _read(text, f"{name}: {path}")
    if not parts["claims"]:
        raise UserError(f"compare: {name} has no results of {dataset} (no claims/*.json); {advice}")
    tables = {(study, key): Rows.read(rows) for study, found in parts["tables"].items() for key, rows in found.items()}
    return ResultSet(name, dataset, params, parts["claims"], parts["metrics"], tables)


def _read(text: str, place: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise UserError(f"compare: {place} is not JSON: {error}") from None
