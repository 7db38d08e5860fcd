"""Data sets: each is one module, with what is known of it before anything is downloaded, and how it is read."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

from restudy.blocks import Family, NamedBlock
from restudy.errors import UserError

if TYPE_CHECKING:
    from torch import Tensor


class Dataset(NamedBlock):
    """A data set. `torch` is imported where it is read, so that a plan is made without it.

    Attributes:
        title: its name in the report.
        image_shape: channels, height and width of an image as models see it.
        classes: number of classes, labelled 0 to classes - 1.
        train_size: images to train and validate on.
        test_size: images that only evaluation sees.
        archives: md5 sum of each file under raw/, by its name.
        mirrors: addresses that hold the archives; without any a folder must be given.
        most_archive_bytes: more than an archive has; a mirror that sends more is left.
        carried_by: an installed package that holds them instead.
    """

    title: ClassVar[str]
    image_shape: ClassVar[tuple[int, int, int]]
    classes: ClassVar[int]
    train_size: ClassVar[int]
    test_size: ClassVar[int]
    archives: ClassVar[Mapping[str, str]]
    mirrors: ClassVar[Sequence[str]] = ()
    most_archive_bytes: ClassVar[int] = 1 << 34
    carried_by: ClassVar[str | None] = None

    def read(self, raw: Path) -> "list[tuple[Tensor, Tensor]]":
        """The training and the test part from the archives under `raw`.

        Returns:
            Images, uint8 [N, C, H, W], and labels, int64 [N], of each part.
        """
        raise NotImplementedError


DATASETS = Family("restudy.datasets", Dataset)


def dataset_named(name: str) -> Dataset:
    """The data set with this name.

    Raises:
        UserError: there is none.
    """
    kind = DATASETS.find(name)
    if kind is None:
        raise UserError(f"data set {name!r} is not known; allowed: {', '.join(DATASETS.names())}")
    return kind(name=name)


class _Known:
    """Annotates a name of a data set."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "enum": DATASETS.names()}

    def _checked(self, name: str) -> str:
        if DATASETS.find(name) is None:
            raise PydanticKnownError("literal_error", {"expected": ", ".join(DATASETS.names())})
        return name


DatasetName = Annotated[str, _Known()]
