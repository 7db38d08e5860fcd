"""Claims about classes: their scores and the errors between them."""

from collections.abc import Collection, Iterable

import numpy as np

from restudy.claims.evidence import Evidence
from restudy.claims.findings import Finding, Limit, Margin, Observed, in_each_seed, rising
from restudy.claims.runs import error_runs, score_runs
from restudy.params import claims as vocabulary
from restudy.plan.cells import Cell
from restudy.statistics.contrasts import Runs

Pair = tuple[int, int]


def _score(evidence: Evidence, cell: Cell, score: str, label: int) -> Observed:
    values = {seed: float(evidence.class_scores(cell, seed).at[label, score]) for seed in evidence.plan.seeds}
    return Observed(cell.name, f"{score} of {label}", values)


def class_threshold(claim: vocabulary.ClassThresholdClaim, evidence: Evidence) -> Finding:
    """Whether every class is above the limit."""
    cell = evidence.cell(claim.cell)
    observed = [_score(evidence, cell, claim.score, label) for label in range(cell.settings["classes"])]
    margins = [
        Margin(
            f"{claim.score} of {label}",
            [(1.0, score_runs(evidence, cell, claim.score, label))],
            -claim.above,
            limit=Limit("above", claim.above),
        )
        for label in range(cell.settings["classes"])
    ]
    holds = in_each_seed(evidence, lambda seed: all(item.values[seed] > claim.above for item in observed))
    return Finding(holds, observed, margins)


def class_extreme(claim: vocabulary.ClassExtremeClaim, evidence: Evidence) -> Finding:
    """Whether the named classes alone are best and worst in every cell."""
    cells = [evidence.cell(ref) for ref in claim.cells]

    def holds(seed: int) -> bool:
        scores = [evidence.class_scores(cell, seed)[claim.score] for cell in cells]
        return all(
            rising([score.drop(claim.highest).max(), score[claim.highest]])
            and rising([score[claim.lowest], score.drop(claim.lowest).min()])
            for score in scores
        )

    observed = [_score(evidence, cell, claim.score, label) for cell in cells for label in (claim.highest, claim.lowest)]
    margins = [margin for cell in cells for margin in _ends(claim, evidence, cell)]
    return Finding(in_each_seed(evidence, holds), observed, margins)


def _ends(claim: vocabulary.ClassExtremeClaim, evidence: Evidence, cell: Cell) -> list[Margin]:
    """How far the best class is above each other one, and each other one above the worst."""
    runs = {label: score_runs(evidence, cell, claim.score, label) for label in range(cell.settings["classes"])}
    pairs = [(claim.highest, label) for label in runs if label != claim.highest]
    pairs += [(label, claim.lowest) for label in runs if label not in (claim.lowest, claim.highest)]
    return [
        Margin(f"{cell.name}: {claim.score} of {higher} − of {lower}", [(1.0, runs[higher]), (-1.0, runs[lower])])
        for higher, lower in pairs
    ]


def lowest_scores(claim: vocabulary.LowestScoresClaim, evidence: Evidence) -> Finding:
    """Whether the named scores are below all others, and none is below the limit."""
    cell = evidence.cell(claim.cell)
    named = [(item.label, item.score) for item in claim.lowest]

    def holds(seed: int) -> bool:
        scores = evidence.class_scores(cell, seed)[claim.among].stack()
        are_named = scores.index.isin(named)
        return rising([scores[are_named].max(), scores[~are_named].min()]) and bool(scores.min() >= claim.at_least)

    observed = [_score(evidence, cell, item.score, item.label) for item in claim.lowest]
    return Finding(in_each_seed(evidence, holds), observed, _below_all_others(claim, evidence, cell, named))


def _below_all_others(
    claim: vocabulary.LowestScoresClaim, evidence: Evidence, cell: Cell, named: Collection[tuple[int, str]]
) -> list[Margin]:
    """How far each score is above the limit, and each other one above each of those named."""
    runs: dict[tuple[int, str], Runs] = {
        (label, score): score_runs(evidence, cell, score, label)
        for label in range(cell.settings["classes"])
        for score in claim.among
    }
    titles = {key: f"{key[1]} of {key[0]}" for key in runs}
    limits = [
        Margin(titles[key], [(1.0, each)], -claim.at_least, False, Limit("at least", claim.at_least))
        for key, each in runs.items()
    ]
    return limits + [
        Margin(f"{titles[key]} − {titles[low]}", [(1.0, each), (-1.0, runs[low])])
        for key, each in runs.items()
        if key not in named
        for low in named
    ]


def confusion(claim: vocabulary.ConfusionClaim, evidence: Evidence) -> Finding:
    """Whether the named pairs are more frequent errors than all others; leading ones and a rival stand beside them."""
    cells = [evidence.cell(ref) for ref in claim.cells]
    pairs = {_pair(claim, *pair) for pair in claim.pairs}
    counts = {seed: _error_counts(claim, evidence, cells, seed) for seed in evidence.plan.seeds}

    def holds(seed: int) -> bool:
        others = (count for pair, count in counts[seed].items() if pair not in pairs)
        return rising([max(others, default=0), min(counts[seed].get(pair, 0) for pair in pairs)])

    name = cells[0].name if len(cells) == 1 else ""
    observed = [
        Observed(name, _pair_text(claim, pair), {seed: float(counts[seed].get(pair, 0)) for seed in counts})
        for pair in sorted(pairs | _leading(counts.values(), len(pairs)) | _leading(counts.values(), 1, pairs))
    ]
    return Finding(in_each_seed(evidence, holds), observed, _more_frequent(claim, evidence, cells, pairs))


def _more_frequent(
    claim: vocabulary.ConfusionClaim, evidence: Evidence, cells: list[Cell], pairs: set[Pair]
) -> list[Margin]:
    """How many more errors there are in each named pair than in each other one."""
    classes = range(cells[0].settings["classes"])
    every = {_pair(claim, label, taken) for label in classes for taken in classes if label != taken}
    runs = {pair: _pair_runs(claim, evidence, cells, pair) for pair in sorted(every)}
    return [
        Margin(
            f"{_pair_text(claim, pair)} − {_pair_text(claim, other)}",
            [(sign, each) for sign, of in ((1.0, pair), (-1.0, other)) for each in runs[of]],
        )
        for pair in sorted(pairs)
        for other in runs
        if other not in pairs
    ]


def _pair_runs(claim: vocabulary.ConfusionClaim, evidence: Evidence, cells: list[Cell], pair: Pair) -> list[Runs]:
    ways = [pair] if claim.directed else [pair, (pair[1], pair[0])]
    return [error_runs(evidence, cell, ways) for cell in cells]


def _pair(claim: vocabulary.ConfusionClaim, label: int, prediction: int) -> Pair:
    return (label, prediction) if claim.directed else (min(label, prediction), max(label, prediction))


def _pair_text(claim: vocabulary.ConfusionClaim, pair: Pair) -> str:
    return f"{pair[0]} taken for {pair[1]}" if claim.directed else f"errors between {pair[0]} and {pair[1]}"


def _error_counts(
    claim: vocabulary.ConfusionClaim, evidence: Evidence, cells: list[Cell], seed: int
) -> dict[Pair, int]:
    total = np.sum([evidence.confusion(cell, seed) for cell in cells], axis=0)
    counts: dict[Pair, int] = {}
    for (label, prediction), count in np.ndenumerate(total):
        if label != prediction:
            pair = _pair(claim, label, prediction)
            counts[pair] = counts.get(pair, 0) + int(count)
    return counts


def _leading(counts: Iterable[dict[Pair, int]], number: int, but: Collection[Pair] = ()) -> set[Pair]:
    """The most frequent pairs over all seeds, some left out."""
    total: dict[Pair, int] = {}
    for seed_counts in counts:
        for pair, count in seed_counts.items():
            total[pair] = total.get(pair, 0) + count
    others = [pair for pair in total if pair not in but]
    return set(sorted(others, key=lambda pair: (-total[pair], pair))[:number])


def second_guess(claim: vocabulary.SecondGuessClaim, evidence: Evidence) -> Finding:
    """Whether the right class is second in every such error."""
    cell = evidence.cell(claim.cell)
    errors, right_second = {}, {}
    for seed in evidence.plan.seeds:
        wrong = (evidence.labels == claim.label) & (evidence.predictions(cell, seed) == claim.prediction)
        second = evidence.second_guesses(cell, seed)[wrong]
        errors[seed], right_second[seed] = float(wrong.sum()), float((second == claim.label).sum())
    observed = [
        Observed(cell.name, f"{claim.label} taken for {claim.prediction}", errors),
        Observed(cell.name, f"of these with {claim.label} second", right_second),
    ]
    holds = in_each_seed(evidence, lambda seed: errors[seed] > 0 and errors[seed] == right_second[seed])
    return Finding(holds, observed)
