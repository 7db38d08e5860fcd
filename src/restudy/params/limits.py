"""Limits that say why they are there."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


@dataclass(frozen=True)
class AtMost:
    """Annotates a number: the largest that is allowed, and why no larger one makes sense."""

    limit: int
    why: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return handler(schema) | {"maximum": self.limit}

    def _checked(self, value: Any) -> Any:
        if value > self.limit:
            told = {"le": self.limit, "why": self.why}
            raise PydanticCustomError("too_large", "at most {le}, since {why}", told)
        return value


def _each_once(values: list[Any]) -> list[Any]:
    doubles = [value for place, value in enumerate(values) if value in values[:place]]
    if doubles:
        raise ValueError(f"each may stand once, and {doubles[0]} stands here again")
    return values


EachOnce = AfterValidator(_each_once)
LARGEST_SEED = 2**32 - 1
LONGEST_NAME = 64
Seed = Annotated[int, Field(ge=0), AtMost(LARGEST_SEED, "generators of random numbers take 32 bits")]
Seeds = Annotated[list[Seed], EachOnce, Field(min_length=1)]
BatchSize = Annotated[int, Field(ge=1), AtMost(100_000_000, "no data set of small images has as many")]
Epochs = Annotated[int, Field(ge=1), AtMost(100_000, "each leaves a row and a state, and so many take years")]
Threads = Annotated[int, Field(ge=1), AtMost(256, "machines have no more cores, and one more thread slows all")]
