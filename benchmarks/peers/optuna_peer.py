"""Optuna's sampler of grids names the cells, and joblib's processes train them."""

import sys
from pathlib import Path

import optuna
from grid import AT_ONCE, GRID, settings_by_point, train
from joblib import Parallel, delayed


def main() -> None:
    """Train every cell of the grid on the images of a project's folder."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=optuna.samplers.GridSampler(GRID, seed=0), direction="maximize")
    points = settings_by_point()
    trials = [study.ask() for _ in points]
    chosen = [tuple(trial.suggest_categorical(key, values) for key, values in GRID.items()) for trial in trials]
    # After its last trial the grid's sampler would stop `optimize`, which is not running.
    study.sampler = optuna.samplers.RandomSampler()
    jobs = (delayed(train)(Path(sys.argv[1]), points[point]) for point in chosen)
    for trial, accuracy in zip(trials, Parallel(n_jobs=AT_ONCE)(jobs), strict=True):
        study.tell(trial, accuracy)
    assert set(chosen) == points.keys()


if __name__ == "__main__":
    main()
