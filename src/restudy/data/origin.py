"""Which code unpacked a data set, and what it made: cells' names speak for data of this code, and for no other."""

from pathlib import Path

from restudy.checksums import FILES, check, checksums, sound_record, write_record
from restudy.datasets import dataset_named
from restudy.errors import UserError
from restudy.provenance import code_digest

DATA_CODE = ("restudy.data.unpack", "restudy.data.split")
ORIGIN_FILE = "unpacked_by.json"
IMAGE_FILES = ("train.safetensors", "test.safetensors")


def data_code(dataset: str) -> str:
    """Digest of the code that unpacks and splits the data set of this name.

    Raises:
        UserError: there is none.
    """
    return code_digest([*DATA_CODE, type(dataset_named(dataset)).__module__])


def write_origin(folder: Path, dataset: str) -> None:
    """Record the code that unpacked the images in `folder`, and their SHA-256."""
    files = checksums((folder / name for name in IMAGE_FILES), folder)
    write_record(folder / ORIGIN_FILE, {"dataset": dataset, "code": data_code(dataset), FILES: files})


def check_images(file: Path) -> None:
    """Compare train.safetensors or test.safetensors with the record beside it.

    Raises:
        DamageError: it is not there or damaged, or the record is.
    """
    check([file], file.parent / ORIGIN_FILE, file.parent)


def check_origin(folder: Path, dataset: str) -> None:
    """Compare the record with the present code, where there are images.

    A record that is missing, damaged or of other data stops nothing here: the jobs that read the images say so.

    Raises:
        UserError: other code made the images.
    """
    made = [file for file in (folder / name for name in IMAGE_FILES) if file.exists()]
    made += sorted((folder / "splits").glob("*.safetensors"))
    record = sound_record(folder / ORIGIN_FILE) or {}
    if made and record.get("dataset") == dataset and record.get("code") != data_code(dataset):
        raise UserError(
            f"{made[0]}: unpacked by other code than this one; "
            f"remove *.safetensors in {folder} and {folder / 'splits'} and run again"
        )
