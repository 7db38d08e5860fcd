"""Finished trials of other code or settings: why training is planned, and what may be taken over without it."""
