"""The letters that `language_table.py` knows: scripts, alphabets, and what every character is."""

from __future__ import annotations

import unicodedata

import numpy as np

BOUNDARY, UNKNOWN = 1, 191  # letter ids that are no letters of the alphabet
FOLDED = {"ș": "ş", "ț": "ţ", "ی": "ي"}  # written both ways in the languages that have them
# Lanes a script, in table order; those after the bar are known only to be told apart from ours.
# Bosnian and Malay are left out: their lanes would take half of what is Croatian and Indonesian.
ALPHABETIC = {
    "latin": "af ca cs cy da de en es et fi fr hr hu id it lt lv nb nl nn pl pt ro sk sl so sq sv sw tl tr vi"
    " | az eo eu ga is la lg mi sn st tn ts xh yo zu",
    "cyrillic": "bg mk ru uk | be kk mn sr",
    "arabic": "ar fa ur |",
    "devanagari": "hi mr ne |",
}
SINGLE = {  # scripts that one of our languages is written in
    "GREEK": "el",
    "HEBREW": "he",
    "BENGALI": "bn",
    "GURMUKHI": "pa",
    "GUJARATI": "gu",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "THAI": "th",
    "HANGUL": "ko",
}
MARKS = (  # that make one letter with the one before
    "\u0300\u0301\u0302\u0303\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u0323\u0327\u0328\u031b\u0326\u0653\u0654\u0655"
)


def scripts() -> list[str]:
    """Names of the scripts; the place in this list, from 1, is the script's number."""
    return [*ALPHABETIC, "han", *SINGLE, "other"]


def lanes_of(script: str) -> tuple[list[str], int]:
    """Lanes of an alphabetic script and how many of them, the first, are answers."""
    ours, hidden = ALPHABETIC[script].split("|")
    return [*ours.split(), *hidden.split()], len(ours.split())


class Alphabet:
    """The letters of one script, numbered from 2."""

    def __init__(self, letters) -> None:
        self.ids = {letter: number for number, letter in enumerate(sorted(letters), 2)}
        self.ids |= {variant: self.ids[letter] for variant, letter in FOLDED.items() if letter in self.ids}
        self.ids[" "] = BOUNDARY

    def keys(self, grams: dict[str, float]) -> dict[int, float]:
        """Frequencies by packed letter ids, a byte a letter; grams with foreign letters fall out."""
        found: dict[int, float] = {}
        for gram, frequency in grams.items():
            numbers = [self.ids.get(letter) for letter in gram]
            if None not in numbers:
                key = int.from_bytes(bytes(numbers), "big")
                found[key] = found.get(key, 0.0) + frequency
        return found


def is_letter_of(script: str, letter: str) -> bool:
    """Whether a letter may be in the alphabet of a script at all."""
    inside = {
        "latin": letter < "\u0250" or "\u1e00" <= letter < "\u1f00",
        "cyrillic": "\u0400" <= letter < "\u0530",
        "arabic": "\u0600" <= letter < "\u0700",
        "devanagari": "\u0900" <= letter < "\u0964",
    }[script]
    return inside and letter not in FOLDED and (letter.isalpha() or script == "devanagari")


def class_of(letter: str, alphabets: dict[str, Alphabet]) -> int:
    """What a character is: 0 parts words, else script number << 8 | letter id.

    Script 255 leaves no trace, but may combine with the letter before: its id is 1 + the place in `MARKS`.
    """
    name, category = unicodedata.name(letter, ""), unicodedata.category(letter)
    if letter in MARKS:
        return 255 << 8 | (1 + MARKS.index(letter))
    invisible = name.startswith(("COMBINING", "ARABIC", "HEBREW", "VARIATION")) and category in ("Mn", "Me")
    if letter in "\u00ad\u200d\u0640" or invisible:
        return 255 << 8
    wide = unicodedata.normalize("NFKC", letter) if name.startswith("FULLWIDTH") else letter
    small = wide.lower()[0]
    for number, alphabet in enumerate(alphabets.values(), 1):
        if small in alphabet.ids and small != " ":
            return number << 8 | alphabet.ids[small]
    return class_of_other(letter, name, category)


def class_of_other(letter: str, name: str, category: str) -> int:
    """The class of a character that is in none of the alphabets."""
    names, first = scripts(), name.partition(" ")[0]
    kana = ("HIRAGANA LETTER", "KATAKANA LETTER", "KATAKANA-HIRAGANA", "HALFWIDTH KATAKANA LETTER")
    if name.startswith(kana):
        return (names.index("han") + 1) << 8 | 2
    if name.startswith(("CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH")) or letter in "々〇":
        return (names.index("han") + 1) << 8 | 3
    if category[0] not in "LM" or (category == "Lm" and not letter.isalpha()):
        return 0
    script = first if first in SINGLE else first.lower() if first.lower() in ALPHABETIC else "other"
    if script == "other" and category[0] == "M":
        return 255 << 8
    return (names.index(script) + 1) << 8 | UNKNOWN


def compositions(alphabets: dict[str, Alphabet]) -> np.ndarray:
    """[script, letter, mark] → the letter with the mark on, or 0."""
    table = np.zeros((4, 256, 32), np.uint8)
    for number, alphabet in enumerate(alphabets.values()):
        for letter, own in alphabet.ids.items():
            for place, mark in enumerate(MARKS, 1):
                table[number, own, place] = alphabet.ids.get(unicodedata.normalize("NFC", letter + mark), 0)
    return table
