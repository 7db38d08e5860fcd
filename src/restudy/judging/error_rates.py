"""How often verdicts are wrong, as the benchmark of verdicts measured it."""

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".json")


def error_rates() -> dict[str, Any]:
    """Shares of claims by number of seeds: of simulated studies, and of networks on the embedded digits."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found
