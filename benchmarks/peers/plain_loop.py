"""The grid's cells one after the other in one process: what training alone takes. It prints its processor seconds."""

import sys
import time
from pathlib import Path

from grid import settings_by_point, train


def main() -> None:
    """Train every cell of the grid on the images of a project's folder."""
    points = settings_by_point()
    train(Path(sys.argv[1]), next(iter(points.values())))  # what is loaded and allocated at first is no training
    start = time.process_time()
    for settings in points.values():
        train(Path(sys.argv[1]), settings)
    print(time.process_time() - start)


if __name__ == "__main__":
    main()
