"""From the network, a mirror folder or an installed package to checksummed files under raw/."""

import hashlib
import shutil
from contextlib import ExitStack
from importlib.resources import as_file, files
from pathlib import Path

from restudy.checksums import DamageError
from restudy.data.mirrors import MirrorError, fetch
from restudy.datasets import Dataset
from restudy.errors import UserError
from restudy.records import replacing


def download(dataset: Dataset, raw: Path, mirror: Path | None) -> None:
    """Put the data set's archives under `raw`, once all of their md5 sums are right.

    Args:
        dataset: the data set.
        raw: folder for the archives.
        mirror: folder to take them from, or None for the network.

    Raises:
        UserError: an archive is not to be had, or is not the one that is meant.
    """
    with ExitStack() as incoming:
        for archive, md5 in dataset.archives.items():
            path = incoming.enter_context(replacing(raw / archive))
            origin = _fetch(dataset, archive, md5, path, mirror)
            _check(path, archive, md5, origin)
            print(f"{archive}: md5 {md5} as it should be, from {origin}", flush=True)


def check_archives(dataset: Dataset, raw: Path) -> None:
    """Check the md5 sums of archives that lie under `raw`, however they came there.

    Raises:
        DamageError: one of them is not there, or is not the one that is meant.
    """
    for archive, md5 in dataset.archives.items():
        file = raw / archive
        if not file.is_file():
            raise DamageError(file, "missing")
        if _md5(file) != md5:
            raise DamageError(file, f"damaged or another one: md5 {_md5(file)}, expected {md5}")


def _fetch(dataset: Dataset, archive: str, md5: str, incoming: Path, mirror: Path | None) -> str:
    """Bring one archive, and say where it came from."""
    if dataset.carried_by is not None:
        with as_file(files(dataset.carried_by) / archive) as source:
            shutil.copyfile(source, incoming)
        return dataset.carried_by
    if mirror is not None:
        return _from_folder(dataset, archive, incoming, mirror)
    return _from_network(dataset, archive, md5, incoming)


def _from_folder(dataset: Dataset, archive: str, incoming: Path, mirror: Path) -> str:
    source = mirror / archive
    if not source.is_file():
        raise UserError(f"mirror {mirror}: no file {archive}; give a folder that holds {', '.join(dataset.archives)}")
    shutil.copyfile(source, incoming)
    return str(source)


def _from_network(dataset: Dataset, archive: str, md5: str, incoming: Path) -> str:
    """Ask one mirror after another until one brings the archive whole."""
    tried = []
    for address in dataset.mirrors:
        try:
            with incoming.open("wb") as stream:
                stream.writelines(fetch(f"{address}{archive}", dataset.most_archive_bytes))
        except MirrorError as error:
            tried.append(f"{address} ({error})")
            continue
        if _md5(incoming) == md5:
            return address
        tried.append(f"{address} (md5 {_md5(incoming)}, expected {md5})")
    raise UserError(
        f"{archive}: no mirror could be reached that has it, tried {' and '.join(tried) or 'none'}; "
        "give a folder with the data set's archives (--config mirror=FOLDER) "
        "or use the embedded data set (--config dataset=digits)"
    )


def _check(path: Path, archive: str, md5: str, origin: str) -> None:
    if _md5(path) != md5:
        raise UserError(
            f"{archive} from {origin}: md5 {_md5(path)}, expected {md5}; "
            "the file is damaged or another one: replace it or use another mirror"
        )


def _md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
