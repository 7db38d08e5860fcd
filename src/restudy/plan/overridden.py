"""Settings that stand in params.yaml and that no cell has, since another part goes over them everywhere."""

from collections.abc import Iterator
from itertools import product

from pydantic import ValidationError

from restudy.core_yaml import Place
from restudy.params.messages import mistakes
from restudy.params.params import Params
from restudy.params.settings import Settings
from restudy.plan.resolved import parts

# What is true of a whole block alone: a part lacks keys, and another part may change what fits ill together.
OF_WHOLE_BLOCKS = ("missing", "union_tag_not_found", "value_error")


def overridden_mistakes(params: Params) -> Iterator[str]:
    """What is wrong in a part of settings by itself."""
    every = dict[Place, object]()
    for name, study in params.studies.items():
        for protocol, variant in product(study.protocols, study.variants):
            every |= parts(params, name, protocol, variant)
    for place, part in every.items():
        try:
            Settings.model_validate(part)
        except ValidationError as error:
            for each in mistakes(error, part):
                if each.error["type"] not in OF_WHOLE_BLOCKS:
                    yield each.line(params.document, Settings, part, place)
