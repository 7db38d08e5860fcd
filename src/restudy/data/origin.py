"""Which code unpacked a data set: the names of cells speak for data that this code makes, and for no other."""

from pathlib import Path

from restudy.errors import UserError
from restudy.provenance import code_digest
from restudy.records import read_json, write_json

UNPACKING_CODE = ("restudy.data.unpack",)
ORIGIN_FILE = "unpacked_by.json"


def write_origin(folder: Path) -> None:
    """Record the code that unpacked the images in `folder`."""
    write_json(folder / ORIGIN_FILE, {"code": code_digest(UNPACKING_CODE)})


def check_origin(folder: Path) -> None:
    """Compare the record with the present code, where there are images.

    Raises:
        UserError: other code made the images.
    """
    images = [file for file in (folder / "train.safetensors", folder / "test.safetensors") if file.exists()]
    record = folder / ORIGIN_FILE
    if images and not (record.is_file() and read_json(record) == {"code": code_digest(UNPACKING_CODE)}):
        names = " and ".join(map(str, images))
        raise UserError(f"{names}: unpacked by other code than this one; remove what stands there and run again")
