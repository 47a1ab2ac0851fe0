"""Every regular expression of the package takes time that grows no faster than the text, on its own worst texts.

Steps are counted, by a matcher that backtracks as `re` does; no clock is read.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from backtracking import Counter, Endless, worst_texts

SOURCES = Path(__file__).parent.parent / "src"
SIZE = 300  # what is bounded in a pattern, by up to 250, is full by then
GROWTH = 2.6  # of the steps, from SIZE to twice as much; 2 is linear, 4 is quadratic
# read only on texts of a bounded length: where it is cut
CAPPED = {"_ENDS_IN_ADDRESS": "_ENDS_IN_ADDRESS.search(text[-200:])"}


@pytest.fixture(scope="module")
def listed():
    script = Path(__file__).with_name("patterns.py")
    done = subprocess.run([sys.executable, script], capture_output=True, check=True)  # noqa: S603 - our own
    return json.loads(done.stdout)


def growth(pattern, *, anchored=False):
    """The most that the steps of a pattern grow when one of its worst texts is twice as long, and that text."""
    counter = Counter(pattern, anchored=anchored)
    worst = (0.0, "")
    for short, long in zip(worst_texts(counter, SIZE), worst_texts(counter, 2 * SIZE), strict=True):
        try:
            before = counter.steps_over(short, 1000 * SIZE)
            grown = counter.steps_over(long, int(GROWTH * before) + 200) / before
        except Endless:
            return 99.0, long
        worst = max(worst, (grown, long))
    return worst


def name_at(site):
    """The name that a pattern is given where it is compiled, if it is given one."""
    path, _, line = site.rpartition(":")
    found = re.match(r"(\w+) = re\.compile\(", (SOURCES / path).read_text(encoding="utf-8").split("\n")[int(line) - 1])
    return found[1] if found else ""


def uses(name):
    """The methods that are called on a pattern, anywhere in the package."""
    sources = [path.read_text(encoding="utf-8") for path in (SOURCES / "pubclean").rglob("*.py")]
    assert all(re.search(rf"\b{name}\b", CAPPED[name]) for name in CAPPED)
    return {use for source in sources for use in re.findall(rf"\b{name}\.(\w+)", source)}


def test_the_counter_tells_what_runs_away():
    assert growth(re.compile(r"\w+@\w"))[0] > GROWTH
    assert growth(re.compile(r"\s+$"))[0] > GROWTH
    assert growth(re.compile(r"(?:a+)+b"), anchored=True)[0] > GROWTH
    assert growth(re.compile(r"[ア-ン・]{2,}(?:・[ア-ン・]+)+"), anchored=True)[0] > GROWTH
    assert growth(re.compile(r"(?<!\s)\s+$"))[0] < GROWTH
    assert growth(re.compile(r"[(][^()]{0,80}[)]"))[0] < GROWTH
    assert growth(re.compile(r"\w++@?"))[0] < GROWTH


def test_every_place_that_compiles_was_seen(listed):
    assert set(listed["sites"]) == set(listed["patterns"])
    assert len(listed["sites"]) > 40


def test_every_pattern_takes_linear_time(listed):
    running = {}
    for site, patterns in listed["patterns"].items():
        name = name_at(site)
        if name in CAPPED:
            path = SOURCES / site.rpartition(":")[0]
            assert CAPPED[name] in path.read_text(encoding="utf-8")
            assert uses(name) == {"search"}
            continue
        anchored = bool(name) and uses(name) <= {"match", "fullmatch"}
        for text, flags in dict.fromkeys(map(tuple, patterns)):
            grown, on = growth(re.compile(text, flags), anchored=anchored)
            if grown > GROWTH:
                running[site] = (text, grown, on[:40])
    assert not running
