"""Made-up abstracts, a fifth of them an edit of another, and the exact truth about each pair."""

from __future__ import annotations

import itertools
import json
import random
import re
import tempfile
from pathlib import Path

WORD = re.compile(r"\w+")
ONSETS = ("b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", "pl", "ch")
SYLLABLES = [onset + vowel for onset, vowel in itertools.product(ONSETS, ("a", "e", "i", "o", "u", "ea", "io"))]
COPIES, THRESHOLD = 0.2, 0.8


def vocabulary(rng: random.Random, size: int = 40_000) -> list[str]:
    words = {"".join(rng.choices(SYLLABLES, k=rng.choice((1, 2, 2, 3, 3, 4)))) for _ in range(3 * size)}
    chosen = sorted(words, key=lambda word: (len(word) + rng.random() * 6, word))[:size]
    return [word.replace("ea", "é") if rng.random() < 0.01 else word for word in chosen]


def made(count: int, seed: int = 1) -> tuple[list[str], list[int]]:
    """Return texts of about 1,000 characters, and per row the row it was edited from."""
    rng = random.Random(seed)
    words = vocabulary(rng)
    weights = list(itertools.accumulate(1 / (rank + 3) ** 0.9 for rank in range(len(words))))
    base = max(1, int(count * (1 - COPIES)))
    texts = [sentences(rng, words, weights) for _ in range(base)]
    origin = list(range(base))
    for _ in range(count - base):
        source = rng.randrange(base if rng.random() < 0.7 else max(1, base // 20))
        texts.append(edited(texts[source], rng, words))
        origin.append(source)
    order = list(range(count))
    rng.shuffle(order)
    place = {row: at for at, row in enumerate(order)}
    return [texts[row] for row in order], [place[origin[row]] for row in order]


def sentences(rng: random.Random, words: list[str], weights: list[float]) -> str:
    left, parts = max(40, int(rng.gauss(155, 40))), []
    while left > 0:
        size = min(left, rng.randint(9, 30))
        chosen = rng.choices(words, cum_weights=weights, k=size)
        parts.append(" ".join(chosen).capitalize() + rng.choice(".....?"))
        left -= size
    return " ".join(parts)


def edited(text: str, rng: random.Random, words: list[str]) -> str:
    """One edit: words replaced, the end cut, case, a head or a tail, or none."""
    each, kind = text.split(" "), rng.random()
    if kind < 0.4:
        for _ in range(max(1, int(rng.uniform(0.002, 0.1) * len(each)))):
            each[rng.randrange(len(each))] = rng.choice(words)
    elif kind < 0.55:
        each = [*each[: int(len(each) * rng.uniform(0.6, 0.98))], "..."]
    elif kind < 0.7:
        each = text.lower().replace(".", " .").split(" ")
    elif kind < 0.9:
        more = rng.choices(words, k=rng.randint(1, 25))
        each = ["Abstract:", *more, *each] if rng.random() < 0.5 else each + more
    return " ".join(each)


def shingles(text: str) -> set[tuple[str, ...]]:
    words = WORD.findall(text.lower())
    return {tuple(words[at : at + 5]) for at in range(max(1, len(words) - 4))}


def jaccard(one: str, other: str) -> float:
    a, b = shingles(one), shingles(other)
    return len(a & b) / len(a | b)


def stored(count: int) -> Path:
    """Write a corpus once; later runs read the same file."""
    path = Path(tempfile.gettempdir()) / "pubclean-benchmarks" / f"made-{count}.jsonl"
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        part = path.with_suffix(".part")
        with part.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in zip(*made(count), strict=True))
        part.replace(path)
    return path


def read(path: Path) -> tuple[list[str], list[int]]:
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [text for text, _ in rows], [origin for _, origin in rows]
