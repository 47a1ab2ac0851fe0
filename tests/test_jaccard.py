"""method="jaccard": the field's contract, exactly."""

from __future__ import annotations

import random

import naive
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubclean import deduplicate

WORDS = [f"w{number}" for number in range(400)]


def corpus(seed: int, rows: int = 60) -> list[str]:
    """Texts of 40 to 80 words, most of them an edit of an earlier one."""
    rng = random.Random(seed)
    texts = [rng.choices(WORDS, k=rng.randint(40, 80)) for _ in range(6)]
    while len(texts) < rows:
        words = list(rng.choice(texts))
        for _ in range(rng.randint(0, 3)):
            words[rng.randrange(len(words))] = rng.choice(WORDS)
        texts.append(words[rng.randint(0, 6) :])
    return [" ".join(words) for words in texts]


@given(st.integers(0, 10**6), st.sampled_from([0.5, 0.8, 0.95]))
def test_every_drop_is_justified_and_every_near_text_found(seed, threshold):
    texts = corpus(seed, 20)
    result = deduplicate(texts, method="jaccard", threshold=threshold)
    kept = set(result.keep.tolist())
    for row, of in enumerate(result.duplicate_of.tolist()):
        if row == of:
            continue
        exact = naive.jaccard(texts[row], texts[of])
        assert of in kept
        assert float(exact) >= threshold
        assert result.similarity[row] == pytest.approx(float(exact), abs=1e-6)
    sets = {row: set(naive.shingles(texts[row], 5)) for row in kept}
    clear = max(threshold, 0.9)
    owed = [(a, b) for b in kept for a in kept if a < b and len(sets[a] & sets[b]) >= clear * len(sets[a] | sets[b])]
    assert not owed  # bands may miss a pair at the threshold once in a hundred, well above it never


def test_recall_at_the_threshold():
    owed = missed = 0
    for seed in range(40):
        texts = corpus(seed)
        kept = deduplicate(texts, method="jaccard").keep.tolist()
        sets = [set(naive.shingles(text, 5)) for text in texts]
        near = [
            (a, b) for b in range(len(texts)) for a in range(b)
            if len(sets[a] & sets[b]) >= 0.8 * len(sets[a] | sets[b])
        ]  # fmt: skip
        owed += len(near)
        missed += sum(a in kept and b in kept for a, b in near)
    assert owed > 1000
    assert missed <= 0.01 * owed


def test_a_short_text_is_one_shingle():
    result = deduplicate(["Two words", "two  WORDS!", "two words more"], method="jaccard", threshold=0.1)
    assert result.duplicate_of.tolist() == [0, 0, 2]


def test_the_closest_kept_row_is_named_and_of_equals_the_first():
    base = [f"word{number}" for number in range(50)]
    near, far = " ".join([*base, "x"]), " ".join([*base, *"abcdefgh"])
    result = deduplicate([far, near, " ".join(base)], method="jaccard", threshold=0.9)
    assert result.duplicate_of.tolist() == [0, 1, 1]
    twice = deduplicate([" ".join([*base, "y"]), near, " ".join(base)], method="jaccard", threshold=0.97)
    assert twice.duplicate_of.tolist() == [0, 1, 0]


@pytest.mark.parametrize("threshold", [0, -1, 1.0001, float("nan"), float("inf")])
def test_a_threshold_is_a_share(threshold):
    with pytest.raises(ValueError, match="threshold"):
        deduplicate(["a"], method="jaccard", threshold=threshold)


@pytest.mark.parametrize("threshold", ["0.8", True, None.__class__])
def test_a_threshold_is_a_number(threshold):
    with pytest.raises(TypeError, match="threshold"):
        deduplicate(["a"], method="jaccard", threshold=threshold)
