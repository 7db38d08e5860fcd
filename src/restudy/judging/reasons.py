"""What verdicts there are, and what is said of why one was given."""

from restudy.statistics.planning import MOST_RUNS

HOLDS, FAILS, UNDECIDED, NOT_COMPARABLE = "holds", "does not hold", "undecided", "not comparable"
VERDICTS = (HOLDS, FAILS, UNDECIDED, NOT_COMPARABLE)

ONE_SEED = "one seed shows no spread between runs, so nothing can be said of further ones, nor how many would decide it"
CERTAIN = {HOLDS: "the same in every run", FAILS: "the same in every run, and not so"}
BY_MARGINS = {
    HOLDS: "every difference that it needs is above zero",
    FAILS: "a difference that it needs is below zero, or is zero in every run",
    UNDECIDED: "a difference that it needs may be above or below zero",
}
BY_RUNS = {
    HOLDS: "it is so in most runs",
    FAILS: "it is so in fewer than half of the runs",
    UNDECIDED: "seeds are too few to tell whether it is so in most runs",
}
# Where no number of seeds can be given, why.
NEVER_BY_MARGINS = (
    f"a difference that it needs is zero, or too small for these test images: {MOST_RUNS:,} seeds would not tell"
)
NOTHING_ENDED = "no run that ended can be judged"
# Where what ended would show the claim.
NOT_WHOLE = "what it can be judged by holds, but it needs a cell of which no run ended"
NEVER_BY_RUNS = f"it is so in about half of the runs: {MOST_RUNS:,} seeds would not tell whether in most"
