"""Which code unpacked and split a data set: cells' names speak for data that this code makes, and for no other."""

from pathlib import Path

from restudy.datasets import dataset_named
from restudy.errors import UserError
from restudy.provenance import code_digest
from restudy.records import read_json, write_json

DATA_CODE = ("restudy.data.unpack", "restudy.data.split")
ORIGIN_FILE = "unpacked_by.json"


def data_code(dataset: str) -> str:
    """Digest of the code that unpacks and splits the data set of this name.

    Raises:
        UserError: there is none.
    """
    return code_digest([*DATA_CODE, type(dataset_named(dataset)).__module__])


def write_origin(folder: Path, dataset: str) -> None:
    """Record the code that unpacked the images in `folder`."""
    write_json(folder / ORIGIN_FILE, {"code": data_code(dataset)})


def check_origin(folder: Path, dataset: str) -> None:
    """Compare the record with the present code, where there are images.

    Raises:
        UserError: other code made the images.
    """
    made = [file for file in (folder / "train.safetensors", folder / "test.safetensors") if file.exists()]
    made += sorted((folder / "splits").glob("*.safetensors"))
    record = folder / ORIGIN_FILE
    if made and not (record.is_file() and read_json(record) == {"code": data_code(dataset)}):
        raise UserError(
            f"{made[0]}: unpacked by other code than this one; "
            f"remove *.safetensors in {folder} and {folder / 'splits'} and run again"
        )
