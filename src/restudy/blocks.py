"""Blocks of settings, and families of blocks of which one is chosen by name.

A block is a pydantic model that has its fields, their limits and descriptions, and builds what it describes. Each
block of a family is a class in a module of its own, and the module's name is the block's: `models/cnn.py` is
`name: cnn`. One's own are classes in the folder `custom` beside params.yaml: `class Resnet` is `name: custom.resnet`.
A module is imported when its block is asked for, and nothing else can be named.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

from restudy.errors import UserError
from restudy.own_code import PACKAGE as OWN
from restudy.own_code import own_classes

JsonSchema = dict[str, Any]


class Block(BaseModel):
    """A block of settings: unknown keys are errors, `true` and "5" are no numbers, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, strict=True)


class NamedBlock(Block):
    """A block of a family, chosen by its `name`."""

    name: str = Field(description="Which one.")


B = TypeVar("B", bound=Block)


class Family(Generic[B]):
    """Blocks of which the value of a key chooses one; as an annotation, what a field may hold.

    `model: Annotated[ModelBlock, MODELS]` is a field that takes any block of the family MODELS.

    Args:
        package: full name of the package that has a module for each block.
        base: the class that the blocks derive from.
        key: the key whose value is the block's name.
        own: whether the folder `custom` may have further ones.
    """

    def __init__(self, package: str, base: type[B], key: str = "name", own: bool = True) -> None:
        self.package, self.base, self.key, self.own = package, base, key, own

    def names(self) -> list[str]:
        """All names that may be given.

        Raises:
            UserError: a module in `custom` has a mistake.
        """
        own = sorted(name for name, _ in own_classes(self.base)) if self.own else []
        return [*self.built_in(), *own]

    def built_in(self) -> list[str]:
        """The names of those that come with the package."""
        return self._modules()

    def find(self, name: str) -> type[B] | None:
        """The block of this name; None where there is none.

        Raises:
            UserError: the module in `custom` has a mistake, or two have the name.
        """
        if self.own and name.startswith(f"{OWN}."):
            return self._own(name)
        return self._import(name) if name in self.built_in() else None

    def _own(self, name: str) -> type[B] | None:
        found = [block for _, block in own_classes(self.base, name)]
        if len(found) > 1:
            places = " or ".join(f"{block.__module__}.{block.__name__}" for block in found[:2])
            raise UserError(f"{name}: it may be {places}; give one of them another name")
        return next(iter(found), None)

    def parse(self, value: Any) -> B:
        """The block that a mapping, its key included, describes.

        Raises:
            ValueError: something is wrong; pydantic's ValidationError where it is in the block.
        """
        if isinstance(value, self.base):
            return value
        if not isinstance(value, Mapping):
            raise PydanticKnownError("model_attributes_type")
        if self.key not in value:
            raise PydanticKnownError("union_tag_not_found", {"discriminator": repr(self.key)})
        block = self.find(str(value[self.key]))
        if block is None:
            raise self._unknown(value[self.key])
        return block.model_validate(value)

    @cache  # noqa: B019 - there is one of each family as long as the process lives
    def _modules(self) -> list[str]:
        spec = find_spec(self.package)
        folders = spec.submodule_search_locations if spec and spec.submodule_search_locations else []
        return sorted(path.stem for folder in folders for path in Path(folder).glob("[!_]*.py"))

    @cache  # noqa: B019
    def _import(self, name: str) -> type[B]:
        module = import_module(f"{self.package}.{name}")
        # By its type alone: to ask a module that is loaded lazily for its class would load it.
        kinds = [each for each in vars(module).values() if issubclass(type(each), type) and issubclass(each, self.base)]
        (block,) = (each for each in kinds if each.__module__ == module.__name__)
        return block

    def _unknown(self, name: Any) -> PydanticKnownError:
        allowed = ", ".join(map(repr, self.names()))
        return PydanticKnownError(
            "union_tag_invalid", {"discriminator": repr(self.key), "tag": str(name), "expected_tags": allowed}
        )

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.parse)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        """All blocks of the family, each with its own name as the only one."""
        options = []
        for name in self.names():
            block = self.find(name)
            assert block is not None
            reference = handler(block.__pydantic_core_schema__)
            described = handler.resolve_ref_schema(reference)
            described["properties"][self.key] |= {
                "const": name,
                "description": (block.__doc__ or "").partition("\n")[0],
            }
            options.append(reference)
        return {"oneOf": options}
