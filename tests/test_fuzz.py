"""The fuzzer's targets hold on its corpus and on a few mutations of it; `tests/fuzz/run.py` looks for more."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "fuzz"
sys.path.insert(0, str(FOLDER))

import targets  # noqa: E402 - the scripts of a folder that is no package

NAMES = [target.__name__ for target in targets.TARGETS]
SLOW = {"page", "twins"}


@pytest.fixture(autouse=True)
def _level():
    yield
    targets.take_level(2)


def seeds(name):
    return [path.read_bytes() for path in sorted((FOLDER / "corpus" / name).iterdir())]


def mutated(data, rng):
    """Change, drop, repeat or swap in some bytes."""
    data = bytearray(data)
    for _ in range(rng.randrange(1, 6)):
        at, size = rng.randrange(len(data) + 1), rng.randrange(1, 12)
        data[at : at + rng.choice((0, size))] = rng.choice((rng.randbytes(size), data[at : at + size] * 2, b"\n", b""))
    return bytes(data)


@pytest.mark.parametrize("name", NAMES)
def test_the_laws_hold_on_the_corpus(name):
    assert len(seeds(name)) >= 2
    for data in seeds(name):
        getattr(targets, name)(data)


@pytest.mark.parametrize("name", NAMES)
def test_the_laws_hold_on_mutations(name):
    rng, found = random.Random(7), seeds(name)
    for _ in range(20 if name in SLOW else 150):
        getattr(targets, name)(mutated(rng.choice(found), rng))
