"""Every kind of claim that params.yaml can name has its function."""

from typing import Any, get_args

import pytest

from restudy.claims.verify import KINDS
from restudy.params import claims as vocabulary
from restudy.params.figures import FigureSpec
from restudy.params.tables import TableSpec
from restudy.report.figures import FIGURES
from restudy.report.tables import TABLES


def kinds_of(union: Any) -> set[str]:
    """The values of `kind` that tell a union's models apart."""
    models = get_args(get_args(union)[0])
    return {kind for model in models for kind in get_args(model.model_fields["kind"].annotation)}


@pytest.mark.parametrize(
    ("union", "functions"),
    [(vocabulary.Claim, KINDS), (TableSpec, TABLES), (FigureSpec, FIGURES)],
    ids=["claims", "tables", "figures"],
)
def test_every_kind_has_a_function_and_no_function_is_without_a_kind(union: Any, functions: dict[str, Any]) -> None:
    assert kinds_of(union) == set(functions)


def test_thirteen_kinds_of_claim_are_told_apart() -> None:
    assert len(set(KINDS.values())) == len(KINDS) == 13
