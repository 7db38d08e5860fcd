"""Published numbers as they stand in YAML: a number, or the text as it was printed, with its digits and its 'about'."""

import re
from typing import Annotated, Any

from pydantic import WithJsonSchema, WrapValidator

from restudy.printed_number import PrintedNumber

TEXT = r"^(about |around )?-?\d[\d,]*(\.\d+)? ?%?$"
EXAMPLES = "write a number such as 0.991, or text as it was printed, such as 99.1 %, about 96 % or 12.664"


def _read(value: Any, as_number: Any) -> float:
    if not isinstance(value, str):
        return float(as_number(value))
    if not re.match(TEXT, value):
        raise ValueError(EXAMPLES)
    return PrintedNumber(value)


Printed = Annotated[
    float,
    WrapValidator(_read),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "pattern": TEXT}]}),
]
