"""`python -m restudy STEP`, which is what every rule calls."""

import sys

from restudy.warm_starts.client import asked

status = asked(sys.argv[1:])
if status is None:
    from restudy.cli import main

    main()
sys.exit(status)
