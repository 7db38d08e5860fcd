"""`python -m restudy STEP`, which is what every rule calls."""

from restudy.cli import main

main()
