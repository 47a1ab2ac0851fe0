"""Texts on which engines that go about it differently would part ways: crowded keys, chains, copies far apart, gaps."""

from __future__ import annotations

import random

import numpy as np

import pubclean

WORDS = ["sea", "fog", "salt", "tide", "lamp", "rope", "hull", "mast", "sail", "keel", "bow", "stern", "wave", "oar"]


def invented(rng, count):
    return " ".join("".join(rng.choices("aeioustrnlmk", k=5)) for _ in range(count))


def edited(rng, text):
    """A copy: cut short, or some words changed, or shouted."""
    words = text.split()
    kind = rng.randrange(3)
    if kind == 0:
        return " ".join(words[: max(12, int(len(words) * rng.uniform(0.4, 1)))])
    if kind == 1:
        for _ in range(rng.randint(1, 3)):
            words[rng.randrange(len(words))] = rng.choice(WORDS)
        return " ".join(words)
    return text.upper() + " !"


def shared_head(rows, seed=1):
    """Rows that differ but for a head they all have."""
    rng = random.Random(seed)
    head = invented(rng, 12)
    return [f"{head} {invented(rng, 14)}" for _ in range(rows)]


def identical(rows):
    return ["one and the same text again and again until nobody reads it any more"] * rows


def near(rows, seed=2):
    """Copies of one text, no two alike."""
    rng = random.Random(seed)
    text = invented(rng, 40).split()
    return [" ".join([*text[: rng.randint(34, 40)], f"n{number}"]) for number in range(rows)]


def chain(rows, seed=3):
    """Each row is a copy of its neighbours and nothing to those further away."""
    words = invented(random.Random(seed), 3 * rows + 40).split()
    return [" ".join(words[3 * row : 3 * row + 40]) for row in range(rows)]


def phrases(rows, seed=4):
    """Rows put together from few phrases, so that keys fill up and close at different rows; some edited copies."""
    rng = random.Random(seed)
    stock = [" ".join(rng.choices(WORDS, k=rng.randint(3, 9))) for _ in range(40)]
    texts = []
    for _ in range(rows):
        if texts and rng.random() < 0.35:
            texts.append(edited(rng, rng.choice(texts)))
        else:
            pieces = [rng.choice(stock) if rng.random() < 0.4 else invented(rng, rng.randint(1, 9)) for _ in range(6)]
            texts.append(" ".join(pieces))
    return texts


def gaps():
    return [None, "", "...", "a text", None, "A text!", "\x00", "été", "ÉTÉ"]


def mixed(rows, crowd):
    """All of these, shuffled but for the chain."""
    texts = [*shared_head(crowd), *identical(crowd), *near(crowd // 10), *phrases(rows), *gaps()]
    random.Random(6).shuffle(texts)
    return [*texts, *chain(rows // 5)]


def names(rows):
    """Ids in an order of their own: that of the rows."""
    return [f"row {number:06}" for number in range(rows)]


def expected(texts, ids, **how):
    """What `pubclean.deduplicate` says, with ids for rows."""
    found = pubclean.deduplicate(texts, **how)
    return dict(
        zip(ids, zip(np.array(ids, object)[found.duplicate_of], found.similarity.tolist(), strict=True), strict=True)
    )


def answered(rows):
    """Rows of id, duplicate_of, similarity, as `expected` has them."""
    return {each: (of, closeness) for each, of, closeness in rows}
