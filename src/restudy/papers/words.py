"""Words as papers write them."""

from typing import Annotated

from pydantic import AfterValidator

LAYOUT = "\n\t"
# Below it, what isn't printable controls terminals and printers.
FIRST_LETTER = "\u00a0"


def _words(text: str) -> str:
    """Words without what no page shows.

    Raises:
        ValueError: nothing but spaces, or a control character.
    """
    if not text.strip():
        raise ValueError("nothing to read; write words, or leave the key out")
    for letter in text:
        if letter < FIRST_LETTER and not letter.isprintable() and letter not in LAYOUT:
            raise ValueError(f"it has the control character U+{ord(letter):04X}, which no page shows; leave it out")
    return text


Words = Annotated[str, AfterValidator(_words)]
