"""Cells compared in pairs on the same test images."""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binomtest
from statsmodels.stats.multitest import multipletests

from report_fixture import small_material
from restudy.evidence.material import Material
from restudy.statistics.contrasts import Runs, contrast
from results_fixture import images_with, logits_of, small_paper, small_plan
from tables_fixture import frame

# Eight, one and no images wrong of 200, each among those of the cell before.
WRONG: tuple[dict[tuple[int, int], int], ...] = ({(4, 9): 6, (7, 1): 2}, {(4, 9): 1}, {})
LABELS, _ = images_with({}, 20)


def material(folder: Path, seeds: tuple[int, ...] = (0,)) -> Material:
    logits = [[logits_of(images_with(errors, 20)[1])] * len(seeds) for errors in WRONG]
    return small_material(folder, small_plan(seeds=seeds), small_paper(seeds=seeds), labels=LABELS, logits=logits)


def test_every_pair_is_compared_and_corrected_for_the_others(tmp_path: Path) -> None:
    made_of = material(tmp_path)
    rows = frame(made_of.paper.tables["comparisons"], made_of)
    assert len(rows) == 6
    first = rows.set_index(["first", "second"]).loc[("One", "Two")]
    assert first["difference_in_accuracy"] == pytest.approx(-7 / 200)
    assert first["difference_in_accuracy_low"] < -7 / 200 < first["difference_in_accuracy_high"] < 0
    p_value = binomtest(0, 7).pvalue
    assert first["p_value"] == first["mcnemar_p_value_low"] == pytest.approx(p_value, rel=1e-5)
    assert rows["adjusted_p_value"].tolist() == pytest.approx(
        multipletests(rows["p_value"], method="holm")[1].tolist(), rel=1e-5
    )


def test_several_seeds_are_compared_by_student_s_t_and_each_by_mcnemar_s(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    wrong = [[generator.permutation(200)[:number] for number in numbers] for numbers in ((30, 40, 35), (12, 20, 14))]
    logits = [
        [logits_of([(label + (place in miss)) % 10 for place, label in enumerate(LABELS)]) for miss in by_seed]
        for by_seed in wrong
    ]
    seeds = (0, 1, 2)
    made_of = small_material(tmp_path, small_plan(seeds=seeds), small_paper(seeds=seeds), labels=LABELS, logits=logits)
    (row,) = frame("{kind: comparisons, cells: [one, two]}", made_of).to_dict("records")
    right = [np.array([[place not in miss for place in range(200)] for miss in by_seed], float) for by_seed in wrong]
    assert row["difference_in_accuracy"] == pytest.approx(right[0].mean() - right[1].mean(), abs=1e-6)
    runs = [Runs(name, each.mean(axis=1), each) for name, each in zip("ab", right, strict=True)]
    expected = contrast([(1.0, runs[0]), (-1.0, runs[1])]).p_value
    assert row["p_value"] == row["adjusted_p_value"] == pytest.approx(expected, rel=1e-5)
    by_seed = [
        binomtest(len(set(one) - set(other)), len(set(one) ^ set(other))).pvalue
        for one, other in zip(*wrong, strict=True)
    ]
    ends = (row["mcnemar_p_value_low"], row["mcnemar_p_value_high"])
    assert ends == pytest.approx((min(by_seed), max(by_seed)), rel=1e-5)
