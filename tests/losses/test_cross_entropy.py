"""Cross-entropy against its formula."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from restudy.losses import LOSSES


@given(smoothing=st.floats(0, 0.99))
def test_it_is_the_formula_s(smoothing: float) -> None:
    generator = torch.Generator().manual_seed(0)
    logits, labels = torch.randn(5, 4, generator=generator, dtype=torch.double), torch.tensor([0, 3, 1, 1, 2])
    loss = LOSSES.parse({"name": "cross_entropy", "label_smoothing": smoothing}).build()
    wanted = torch.nn.functional.one_hot(labels, 4) * (1 - smoothing) + smoothing / 4
    expected = -(wanted * logits.log_softmax(1)).sum(1).mean()
    torch.testing.assert_close(loss(logits, labels), expected)


def test_without_smoothing_it_has_the_bits_of_torch_s_own() -> None:
    logits, labels = torch.randn(50, 10), torch.arange(50) % 10
    loss = LOSSES.parse({"name": "cross_entropy"}).build()
    assert torch.equal(loss(logits, labels), torch.nn.functional.cross_entropy(logits, labels))
