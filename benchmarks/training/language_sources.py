"""The n-gram models that `language_table.py` is made from, read as frequencies."""

from __future__ import annotations

import json
from pathlib import Path

import brotli
import langdetect
from langdetect.utils.ngram import NGram

LINGUA_NAMES = ("unigrams", "bigrams", "trigrams", "quadrigrams", "fivegrams")
CODES = {"nb": "no", "nn": "no"}
FOLDED_VIETNAMESE = "\u1ec3"


def read_lingua(folder: Path, code: str) -> list[dict[str, float]]:
    """Frequencies of 1- to 5-grams, each among those of its length: products of the stored conditionals."""
    found: list[dict[str, float]] = []
    for length, name in enumerate(LINGUA_NAMES, 1):
        path = folder / "lingua" / "language-models" / code / f"{name}.json.br"
        grams: dict[str, float] = {}
        stored = json.loads(brotli.decompress(path.read_bytes()))["ngrams"] if path.exists() else {}
        for share, listed in stored.items():
            over, under = share.split("/")
            for gram in listed.split(" "):
                if len(gram) == length:
                    grams[gram] = int(over) / int(under) * (found[-1].get(gram[:-1], 0.0) if found else 1.0)
        found.append(grams)
    return [{gram: p for gram, p in grams.items() if p > 1e-7} for grams in found]


def read_langdetect(code: str, lingua: list[dict[str, float]]) -> list[dict[str, float]]:
    """Frequencies of 1- to 3-grams, a space standing for a word boundary, case folded."""
    path = Path(langdetect.__file__).parent / "profiles" / CODES.get(code, code)
    found: list[dict[str, float]] = [{}, {}, {}]
    if not path.exists():
        return found
    profile = json.loads(path.read_text("utf-8"))
    for gram, count in profile["freq"].items():
        folded = gram.lower()
        if len(folded) == len(gram):
            grams = found[len(gram) - 1]
            for letters, share in unfold_vietnamese(folded, lingua):
                grams[letters] = grams.get(letters, 0.0) + share * count / profile["n_words"][len(gram) - 1]
    return found


def unfold_vietnamese(gram: str, lingua: list[dict[str, float]]) -> list[tuple[str, float]]:
    """What a gram stands for: langdetect writes one letter for all Vietnamese ones of a Unicode block.

    Only grams with a word boundary are unfolded, by how frequent what is inside the word is: lingua has the rest.
    """
    if FOLDED_VIETNAMESE not in gram:
        return [(gram, 1.0)]
    inside = gram.strip(" ")
    if inside == gram or inside.count(FOLDED_VIETNAMESE) > 1:
        return []
    letters = [chr(code) for code in range(0x1EA0, 0x1EFA)]
    shares = [lingua[len(inside) - 1].get(inside.replace(FOLDED_VIETNAMESE, letter), 0.0) for letter in letters]
    return [
        (gram.replace(FOLDED_VIETNAMESE, letter), share / sum(shares))
        for letter, share in zip(letters, shares, strict=True)
        if share
    ]


def unfolded(grams: dict[str, float]) -> dict[str, float]:
    """Frequencies of single ideographs from those of the classes langdetect folds them into."""
    classes: dict[str, list[str]] = {}
    for letter, first in NGram.CJK_MAP.items():
        classes.setdefault(first, []).append(letter)
    spread = dict(grams)
    for first, letters in classes.items():
        members = {letter for letter in letters if encodes(letter, "gb2312")} or {first}
        spread |= dict.fromkeys(members, grams.get(first, 0.0) / len(members))
    return spread


def encodes(letter: str, codec: str) -> bool:
    try:
        letter.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
