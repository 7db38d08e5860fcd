"""The record of an adopted trial, and its way into the store."""

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from restudy.adoption.matches import Match
from restudy.checksums import read_record, write_record
from restudy.layout import LAST_FILE, Results
from restudy.records import replacing
from restudy.store.store import Store, place
from restudy.store.training_evidence import write_training_evidence
from restudy.store.trial_files import OTHERS, is_whole


def adopted_record(match: Match, verified_by: Match) -> dict[str, Any]:
    """The run.json of a trial under the plan's digest: its own record, and one entry more under `adopted`.

    `data_proven` says whether the digest that it had proves what data it learned from. Where its code is not known
    it proves nothing: settings and seed are equal by config.json, and the sample speaks for the data.

    Args:
        match: the trial.
        verified_by: the trial that the present code trained with the same bytes.
    """
    source = match.source
    earlier = source.record.get("adopted", [])
    adoption = {
        "from_digest": source.digest,
        "from_code": source.code,
        "code": match.cell.code,
        "data_proven": source.code is not None and all(entry["data_proven"] for entry in earlier),
        "verified_by": {
            "study": verified_by.cell.study,
            "cell": verified_by.cell.name,
            "seed": verified_by.seed,
        },
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return {**source.record, "digest": match.cell.digest, "adopted": [*earlier, adoption]}


def take_adopted(store: Store, match: Match, record: Mapping[str, Any]) -> None:
    """Take the trial's files, which are whole, with another record into the store, unless the trial is there."""
    digest, seed = match.cell.digest, match.seed
    if not is_whole(store.folder(digest, seed), digest, seed):
        with store.writing(digest, seed) as folder:
            place(match.source.place, folder, OTHERS)
            write_record(folder / LAST_FILE, record)


def adopt_evidence(results: Results, match: Match, record: Mapping[str, Any]) -> None:
    """Give the evidence of a trial whose weights are not here, and what the test images gave, the plan's name."""
    cell, seed = match.cell, match.seed
    test = results.test_evidence(cell.study, cell.name, seed, cell.evaluation)
    with replacing(test) as temporary:
        shutil.copyfile(match.test_evidence(results), temporary)
    run = {key: value for key, value in record.items() if key not in ("digest", "seed")}
    content = read_record(match.source.place) | {"digest": cell.digest, "run": run}
    write_training_evidence(results.training_evidence(cell.study, cell.name, seed), content)
