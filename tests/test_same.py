"""The same input gives the same output: hash seeds, workers, thread timing, instructions, kernel or none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "endurance"))

import same

EVERY = 12  # one page of so many; the script reads all


@pytest.fixture(scope="module")
def first():
    return same.said(every=EVERY, workers=1)


@pytest.mark.parametrize("name", same.runs([]))
def test_every_way_to_run_says_the_same(first, name):
    assert same.asked(every=EVERY, **same.runs([])[name]) == first


def test_a_change_is_seen(first, monkeypatch):
    read = same.pages(every=EVERY)
    monkeypatch.setattr(same, "pages", lambda **_: [*read[:-1], read[-1] + "."])
    assert same.said(every=EVERY, workers=1) != first
