from __future__ import annotations

import numpy as np
import pytest

from pubclean.page import Label
from pubclean.weights import PASSES, Weights, weights

LABELS = len(Label)
TABLE = np.arange(2 * LABELS, dtype=np.int32).reshape(2, LABELS)


def test_weights_of_a_block_s_features_are_summed():
    sums = Weights(["a", "b"], TABLE).sums([("a", "b"), ("b",), ("unknown",), ()])
    assert sums[0].tolist() == TABLE.sum(axis=0).tolist()
    assert sums[1].tolist() == TABLE[1].tolist()
    assert not sums[2:].any()


def test_no_blocks_have_no_sums():
    assert Weights(["a", "b"], TABLE).sums([]).shape == (0, LABELS)


def test_a_column_has_a_row_for_every_value():
    assert Weights(["a", "b"], TABLE).column(("b", "", "a")).tolist() == [
        TABLE[1].tolist(), [0] * LABELS, TABLE[0].tolist(),
    ]  # fmt: skip


def test_a_weight_is_told_less_what_all_labels_get():
    assert Weights(["a"], np.full((1, LABELS), 7, np.int32)).weight("a", 3) == 0


@pytest.mark.parametrize("name", PASSES)
def test_every_pass_has_weights_that_matter(name):
    model = weights(name)
    assert model.weight("banner voice", list(Label).index(Label.CONSENT)) > 0
    assert model.weight("line nav.lines", list(Label).index(Label.NAV)) > 0
    assert model.weight("line nav.lines", list(Label).index(Label.ABSTRACT)) < 0
