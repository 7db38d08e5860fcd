"""Losses of the first epoch's steps, with their moving mean."""

import numpy as np
import pytest

from figures_fixture import drawn_from, rows_of, words_of, ys_of
from report_fixture import draw_of, leave_study, reported_plan
from restudy.drawing.series import Series
from restudy.evidence.material import Material
from restudy.papers.items import FIGURES, Misfit
from results_fixture import small_paper, small_plan


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """Losses are 3/step and 6/step in the two seeds."""
    return leave_study(tmp_path_factory.mktemp("results"), reported_plan())


STEPS = np.arange(1, 41)
MOVING_MEAN = [(4.5 / STEPS)[max(0, end - 25) : end].mean() for end in STEPS]


def test_rows_are_means_over_seeds(material: Material) -> None:
    rows = rows_of(material, "F-steps")
    assert len(rows) == 2 * 40
    np.testing.assert_allclose(rows["train_loss"][:40], 4.5 / STEPS)
    assert rows["step"][:40].tolist() == STEPS.tolist()


def test_steps_are_faint_and_a_moving_mean_lies_over_them(material: Material) -> None:
    (axes,) = draw_of(material, "F-steps").axes
    raw, smooth, *_ = axes.get_lines()
    np.testing.assert_allclose(ys_of(raw), 4.5 / STEPS)
    np.testing.assert_allclose(ys_of(smooth), MOVING_MEAN)
    assert float(raw.get_alpha() or 1) < 0.5
    assert smooth.get_label() == "CNN, batch size 32, learning rate 0.02"
    assert (axes.get_yscale(), len(axes.get_lines())) == ("log", 4)


def test_it_is_drawn_from_its_rows(material: Material) -> None:
    (axes,) = drawn_from(material, "F-steps", train_loss=1.5, smooth_train_loss=2.5).axes
    assert [set(ys_of(line)) for line in axes.get_lines()] == [{1.5}, {2.5}] * 2


def test_a_reader_is_told_the_moving_mean_at_each_step(material: Material) -> None:
    line = Series(0, material.plan.cell("best").name, "train_loss")
    readings = material.paper.figures["F-steps"].readings(rows_of(material, "F-steps"), line)
    assert (readings.axis, readings.places) == ("step", [str(step) for step in STEPS])
    assert readings.values == [f"{value:.4f}" for value in MOVING_MEAN]


def test_words_say_where_each_cell_begins_and_ends(material: Material) -> None:
    assert words_of(material, "F-steps") == (
        "Train loss falls: CNN, batch size 32, learning rate 0.02 from 4.5000 to 0.1729 over 40 steps; "
        "MLP, batch size 8, learning rate 0.01 from 4.5000 to 0.1729 over 40 steps."
    )


def test_losses_of_steps_must_be_kept() -> None:
    figure = FIGURES.parse({"kind": "steps", "title": "t", "cells": ["one"]})
    with pytest.raises(Misfit, match="training of one keeps no losses of steps; add first_epoch_steps to its keep"):
        figure.check(small_plan("base: {keep: []}"), small_paper())
