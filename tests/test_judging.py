"""The compiled judge and its twin take the same blocks for the same, for the same reasons."""

from __future__ import annotations

from array import array

import numpy as np
import pytest
from cases import read_cases
from hypothesis import given
from hypothesis import strategies as st

from pubclean.boilerplate import judge_by
from pubclean.features import FEATURES
from pubclean.furniture import furniture
from pubclean.guards import marks
from pubclean.judging import decide
from pubclean.kernel import COMPILED
from pubclean.looks import TELLING, Looks, look_at
from pubclean.page import BOILERPLATE, Label
from pubclean.passages import find_passages
from pubclean.rules import ruled
from pubclean.sights import Sights
from pubclean.surroundings import LABELS
from pubclean.weights import SHAPES, tables

LOUD = np.random.default_rng(5).integers(-30_000, 30_000, (sum(rows for rows, _ in SHAPES), len(LABELS)), np.int16)
TABLES = {
    "learned": (tables(), furniture(), True),
    "told as they are": (tables(), None, False),
    "rules": ((ruled(),), None, False),
    "two passes": (tables()[:2], furniture(), True),
    "as loud as can be": (tuple(np.split(LOUD, np.cumsum([rows for rows, _ in SHAPES])[:-1])), furniture(), True),
}
JUDGES = {
    name: [judge_by(asked, learned, centred=centred, compiled=compiled) for compiled in (False, True)[: 1 + COMPILED]]
    for name, (asked, learned, centred) in TABLES.items()
}
# the features that most hangs on come as often as all others together
WEIGHTY = [i for i, name in enumerate(FEATURES) if name in TELLING or name.startswith(("banner", "says consent"))]
PULLS = (-(10**6), -300, -257, -256, -90, -31, -2, 0, 1, 17, 64, 130, 255, 256, 10**6)
LENGTHS = (1, 19, 20, 39, 40, 41, 59, 60, 61, 100, 101, 10**7)
compiled = pytest.mark.skipif(not COMPILED, reason="the extension was not compiled")


@st.composite
def sheets(draw):
    """How the blocks of a page look: no text needs to look so."""
    number = st.one_of(st.sampled_from(WEIGHTY), st.integers(0, len(FEATURES) - 1))
    kinds = draw(st.lists(st.lists(number, max_size=12, unique=True), min_size=1, max_size=8))
    blocks = [kinds[at] for at in draw(st.lists(st.integers(0, len(kinds) - 1), max_size=40))]
    lengths = [draw(st.sampled_from(LENGTHS)) for _ in blocks]
    same = [i - i % 3 if draw(st.booleans()) else i for i in range(len(blocks))]
    starts = np.cumsum([0, *map(len, blocks)])
    return Looks(
        np.array([number for found in blocks for number in found], np.int16),
        starts.astype(np.int32),
        np.array(lengths, np.int32),
        np.array(same, np.int32),
        np.array([draw(st.sampled_from(PULLS)) for _ in blocks], np.int32),
    )


def answers(name, looks, *asked):
    return [judge.judge(looks, *asked) for judge in JUDGES[name]]


@compiled
@pytest.mark.parametrize("name", TABLES)
@given(sheets(), st.data())
def test_the_judges_agree(name, looks, data):
    blocks = range(len(looks.lengths))
    every = data.draw(st.integers(1, 4))
    alive = None if every == 1 else array("i", [i for i in blocks if i % every])
    caution = data.draw(st.sampled_from((0, 1, 64, -64, 1000, -1000, 10**7, -(10**7))))
    ours, twin = answers(name, looks, alive, caution, data.draw(st.booleans()), data.draw(st.booleans()))
    assert ours == twin


@compiled
@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.name)
def test_the_judges_agree_on_pages(case):
    found = find_passages(case.source)
    looks = look_at([p.text for p in found], [p.marked for p in found], [len(p.edits) > p.marked for p in found])
    some = array("i", [i for i in range(len(found)) if i % 5])
    for name, asked in (("learned", (None, 0, False)), ("learned", (some, 96, True)), ("rules", (some, 0, False))):
        ours, twin = answers(name, looks, *asked)
        assert ours == twin


@compiled
@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"numbers": [len(FEATURES)] * 2}, "a feature has a number that none has"),
        ({"numbers": [-1, 0]}, "a feature has a number that none has"),
        ({"starts": [0, 3, 2]}, "are not there"),
        ({"starts": [0, 2, 1]}, "end before they start"),
        ({"starts": [-1, 1, 2]}, "end before they start"),
        ({"starts": [0, 2]}, "a page is"),
        ({"same": [0, 2]}, "is none of the page"),
        ({"same": [0]}, "a page is"),
        ({"pulls": [0]}, "a page is"),
        ({"alive": [2]}, "is none of the page"),
        ({"alive": [-1]}, "is none of the page"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(changed, says):
    given_arrays = {
        "numbers": [0, 1],
        "starts": [0, 1, 2],
        "lengths": [5, 5],
        "same": [0, 1],
        "pulls": [0, 0],
        "alive": [0, 1],
    } | changed
    arrays = [array("h" if name == "numbers" else "i", values) for name, values in given_arrays.items()]
    with pytest.raises(ValueError, match=says):
        JUDGES["learned"][1].judge(tuple(arrays[:5]), arrays[5], 0, False)


@compiled
@pytest.mark.parametrize("asked", [(), (ruled(),) * 4, (ruled()[:-1],), (tables()[0], tables()[0])])
def test_tables_that_do_not_fit_are_refused(asked):
    with pytest.raises(ValueError, match="table"):
        judge_by(asked, None, centred=True)


CALM = Looks(np.zeros(0, np.int16), np.zeros(2, np.int32), np.full(1, 5, np.int32), *np.zeros((2, 1), np.int32))


def scores(**weights):
    return np.array([[weights.get(label.value, -500) for label in LABELS]], np.int32)


def test_boilerplate_is_weighed_together():
    """A line may be a menu's or a share button's, who knows, and yet surely no content."""
    unsure = marks(Sights(CALM))._replace(furniture=np.array([True]))
    assert (
        LABELS[decide(scores(nav=100, share=100, legal=90, title=110), unsure, 0, np.zeros(1, np.int32))[0]]
        is Label.NAV
    )
    assert LABELS[decide(scores(nav=100, title=110), unsure, 0, np.zeros(1, np.int32))[0]] is Label.TITLE


@given(st.lists(st.integers(-400, 400), min_size=18, max_size=18), st.integers(-600, 600), st.integers(0, 600))
def test_more_caution_never_gives_up_a_block_that_less_has_kept(weights, caution, more):
    spoken = marks(Sights(CALM))._replace(furniture=np.array([True]))
    table = np.array([weights], np.int32)
    bold, careful = (
        LABELS[decide(table, spoken, how, np.zeros(1, np.int32))[0]] in BOILERPLATE for how in (caution, caution + more)
    )
    assert bold or not careful
