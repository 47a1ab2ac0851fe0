"""Every invented page gives the blocks, labels and records a reader sees.

What the labeller gets wrong today stands in the case as `~label` after the right one; it must stay wrong in just that
way, so that a change for the better shows as much as one for the worse. `python tests/cases.py` writes these notes.
"""

from __future__ import annotations

from functools import cache

import pytest
from cases import judged, read_cases

import pubclean

CASES = read_cases()
parsed = cache(pubclean.parse)  # each page is looked at in several ways


def named(case):
    return f"{case.file}:{case.name}"


@pytest.mark.parametrize("case", CASES, ids=named)
def test_labels_are_as_noted(case):
    page = parsed(case.source)
    got = judged(case, page)
    wanted = [(case.source[block.start : block.end], block.today or block.label) for block in case.blocks]
    assert got == wanted


@pytest.mark.parametrize("case", [case for case in CASES if not case.split], ids=named)
def test_blocks_are_the_reader_s(case):
    page = parsed(case.source)
    assert [(b.start, b.end) for b in page.blocks] == [(b.start, b.end) for b in case.blocks]


@pytest.mark.parametrize("case", [case for case in CASES if case.split], ids=named)
@pytest.mark.xfail(strict=True, reason="a boundary that only a reader of the text sees")
def test_blocks_a_reader_would_see(case):
    page = parsed(case.source)
    assert [(b.start, b.end) for b in page.blocks] == [(b.start, b.end) for b in case.blocks]


@pytest.mark.parametrize("case", [case for case in CASES if not case.split], ids=named)
def test_repeats_are_found_and_no_others(case):
    page = parsed(case.source)
    repeats = {case.source[b.start : b.end] for b in page.blocks if b.duplicate_of is not None}
    assert repeats <= {case.source[b.start : b.end] for b in case.blocks if b.repeats}


def test_most_labels_are_right():
    blocks = [block for case in CASES for block in case.blocks]
    assert sum(block.today is None for block in blocks) / len(blocks) > 0.88
