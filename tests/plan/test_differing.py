"""The settings in which cells differ."""

from restudy.plan.differing import differing
from restudy.plan.plan import Plan
from results_fixture import GRID, small_plan


def test_settings_that_all_cells_share_are_left_out() -> None:
    assert differing(small_plan().cells[:3]) == {"model.hidden": [[1], [2], [3]]}


def test_grid_keys_are_among_them() -> None:
    found = differing(small_plan(GRID).under("published"))
    assert set(found) == {"model.hidden", "batch_size", "optimizer.lr"}
    assert found["batch_size"][:4] == [32, 32, 32, 8]


def test_a_block_that_some_lack_is_one_setting_and_padding_none(mnist_plan: Plan) -> None:
    found = differing(mnist_plan.studies["cnn-architectures"].under("published"))
    assert list(found) == ["model.channels", "model.kernel", "model.pool", "model.batch_norm", "model.dropout"]
    assert [value is None for value in found["model.batch_norm"]] == [True, False, True, False, True, True, False]


def test_one_cell_differs_from_none() -> None:
    assert differing(small_plan().cells[:1]) == {}
