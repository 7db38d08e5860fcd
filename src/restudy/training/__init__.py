"""One trial: the optimizers, early stopping, the loop, and the trial's files."""
