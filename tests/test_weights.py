from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubclean import weights as room
from pubclean.page import Label
from pubclean.surroundings import BIAS, ROWS, names
from pubclean.weights import PASSES, SHAPES, dump, packed, tables, undumped, unpacked


def drawn(seed):
    """Tables of weights, most of them small."""
    generator = np.random.default_rng(seed)
    return [np.rint(generator.laplace(0, 40, shape)).astype(np.int16) for shape in SHAPES]


def same(ours, others):
    return all(np.array_equal(mine, other) for mine, other in zip(ours, others, strict=True))


@given(st.integers(0, 10**6))
def test_what_is_packed_comes_back(seed):
    assert same(unpacked(packed(drawn(seed))), drawn(seed))


def test_weights_of_any_size_come_back():
    given_back = unpacked(packed([np.full(SHAPES[i], (-9999, 9999, 0)[i], np.int16) for i in range(3)]))
    assert [table.max() for table in given_back] == [-9999, 9999, 0]


def test_the_same_weights_are_the_same_bytes():
    assert packed(drawn(1)) == packed(drawn(1)) != packed(drawn(2))


def test_a_table_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="a table of weights must have the shape"):
        packed([np.zeros((3, 18), np.int16), *drawn(0)[1:]])


def test_what_is_written_out_is_packed_again():
    assert same(undumped(dump(tables())), tables())


def test_a_row_that_is_not_known_weighs_nothing():
    text = dump(tables()).replace("\nalone\t1 name\t", "\nalone\t1 nickname\t")
    table = undumped(text)[0]
    assert not table[names().index("1 name")].any()
    assert table[BIAS].any()


def test_weights_of_other_features_are_refused(monkeypatch):
    data = packed(drawn(3))
    monkeypatch.setattr(room, "_sum_of_names", lambda: b"of other names!!")
    with pytest.raises(ValueError, match="of other features or labels than the package has: train again"):
        unpacked(data)


@pytest.mark.parametrize("spoil", ["", "short", "end", "more"])
def test_a_file_that_is_torn_or_none_is_refused(spoil):
    data = packed(drawn(4))
    spoilt = {"": b"", "short": data[:60], "end": data[:-9], "more": b"x" + data}[spoil]
    with pytest.raises(ValueError, match="install the package again"):
        unpacked(spoilt)


def test_every_row_has_a_name_of_its_own():
    assert len(set(names())) == len(names()) == ROWS


def test_the_weights_are_few_enough_to_ship():
    assert len(packed(list(tables()))) < 88 * 1024


def test_the_weights_are_written_out(python):
    done = python("-m", "pubclean.weights")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == dump(tables())


@pytest.mark.parametrize("number", range(len(PASSES)))
def test_every_pass_has_weights_that_matter(number):
    labels, table = list(Label), tables()[number]
    assert table[names().index("line consent.headings")].argmax() == labels.index(Label.CONSENT)
    menu = table[names().index("line nav.lines")]
    assert menu[labels.index(Label.NAV)] > 0 > menu[labels.index(Label.ABSTRACT)]
