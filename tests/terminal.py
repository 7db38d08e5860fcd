"""What a rich console that writes to memory has shown."""

import io

from rich.console import Console


def shown_on(console: Console) -> str:
    """Everything that was printed on a console whose file is an `io.StringIO`."""
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()
