"""Ray Tune's grid search, in as many processes of Ray as Snakemake is given cores."""

import sys
import tempfile
from pathlib import Path

import ray
from grid import AT_ONCE, GRID, settings_by_point, train
from ray import tune


def main() -> None:
    """Train every cell of the grid on the images of a project's folder."""
    project, points = Path(sys.argv[1]).resolve(), settings_by_point()

    def trained(chosen: dict[str, float]) -> dict[str, float]:
        return {"accuracy": train(project, points[chosen["batch_size"], chosen["optimizer.lr"]])}

    ray.init(num_cpus=AT_ONCE, include_dashboard=False, log_to_driver=False)
    with tempfile.TemporaryDirectory() as folder:
        tuner = tune.Tuner(
            tune.with_resources(trained, {"cpu": 1}),
            param_space={key: tune.grid_search(values) for key, values in GRID.items()},
            run_config=tune.RunConfig(storage_path=folder, verbose=0),
        )
        results = tuner.fit()
    ray.shutdown()
    assert len(results) == len(points)
    assert not results.errors


if __name__ == "__main__":
    main()
