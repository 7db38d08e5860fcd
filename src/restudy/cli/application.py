"""The application that the modules beside this one add their commands to."""

import typer

STEPS = "Steps of the workflow"
BY_HAND = "By hand"
VERSIONS = "Versions"

HELP = "Re-runs published studies: the workflow's steps, and what a person asks for by hand."

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=HELP)
