"""What can be said of a block by looking at it alone: its features, each a rule with a name.

Features are plain words such as "line nav.lines", "says consent.voice", "2 names", "ends in a stop". What each weighs
for each label was learned (see `weights`), so a rule is added by naming what it sees.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from pubclean.features import BEGINS, ENDS, LENGTHS, WORDS
from pubclean.lexicons import Hit, lexicon
from pubclean.shapes import (
    ADDRESS,
    MAIL,
    ONLY_YEARS,
    YEAR,
    behind_lead,
    citation_signs,
    has_date,
    has_time,
    is_date,
    names_in,
)
from pubclean.text import HAS_UNSPACED, ends_sentence, fold

if TYPE_CHECKING:
    from pubclean.lexicons import Lexicon

HEAD = 700  # characters of a block that are read for phrases; what a block is shows by then
_SENTENCES = re.compile(r"(?<![.!?。！？؟।])[.!?。！？؟।]+[\"'”»)]?(?:\s|\Z)|[。！？]")
_CODE = re.compile(r"[{}\\=<>_]{2}|\w\(\)|^\s*(?:@\w+\{|</?\w|[$#] \w|import |def |\w+ = )|[};]\Z")
_PRICE = re.compile(r"[$€£¥₽₹]\s?\d|\d\s?(?:[€$£¥₽₹]|(?:zł|kr|Kč|руб|usd|eur)\b)", re.IGNORECASE)
_COUNT_AT_END = re.compile(r"[^\d\s]\s?[(\[]\d{1,5}[)\]]\Z")
_COUNTS = re.compile(r"(?:[(\[]\d{1,5}[)\]].{1,40}){2}[(\[]\d{1,5}[)\]]")
_CRUMBS = re.compile(r"\S\s?[›»>→]\s?\S|\w / \w")
_BRACKETS = re.compile(r"\[[^\[\]]{1,20}\][^\[\]]{0,3}\[[^\[\]]{1,20}\]")
_ACRONYM_YEAR = re.compile(  # two capitals in one word, then a year
    r"(?<![A-Za-z&-])(?=[A-Za-z&-]*?[A-Z][a-z]*[A-Z])[A-Za-z&-]++[ '’-]{0,2}(?:\d\d|(?:19|20)\d\d)\b"
)
_PATTERNS = (
    ("address", ADDRESS),
    ("mail", MAIL),
    ("code", _CODE),
    ("price", _PRICE),
    ("count at the end", _COUNT_AT_END),
    ("counts", _COUNTS),
    ("crumbs", _CRUMBS),
    ("brackets", _BRACKETS),
    ("acronym and year", _ACRONYM_YEAR),
)
_STATUS = re.compile(r"\(([^()]{3,40})\)+\Z")
_LABELLED = re.compile(r"([^:]{2,32})\s?:")


class Look(NamedTuple):
    """A block looked at alone: its features, and the phrases found in it with their place in the folded text."""

    features: tuple[str, ...]
    hits: tuple[Hit, ...]
    folded: str
    length: int


def look(text: str, phrases: Lexicon | None = None, *, marked: bool = False, wrapped: bool = False) -> Look:
    """Look at the text of one block; `marked` and `wrapped` say that a marker or a wrap was taken out of it.

    >>> [feature for feature in look("Jeanne Dupont, Li Wei").features if "name" in feature]
    ['2 names']
    """
    phrases = phrases or lexicon()
    head = text[:HEAD]
    folded = fold(head)
    hits = tuple(phrases.find(folded))
    features = [*_size(text), *_edges(text), *_letters(head), *_phrases(phrases, folded, hits)]
    if len(text) <= 600:
        features += _made_of(text, folded, phrases)
    if marked:
        features.append("marker")
    if wrapped:
        features.append("wrapped")
    return Look(tuple(features), hits, folded, _weighed_length(text))


def _weighed_length(text: str) -> int:
    """Return the length a text would have in an alphabet: an ideograph stands for two letters and a half."""
    if text.isascii():
        return len(text)
    return len(text) + len(HAS_UNSPACED.findall(text)) * 3 // 2


def _size(text: str) -> list[str]:
    length = _weighed_length(text)
    words = text.count(" ") + 1
    sentences = len(_SENTENCES.findall(text[:1500]))
    features = [f"length {bisect_right(LENGTHS, length)}", f"words {bisect_right(WORDS, words)}"]
    features.append(f"sentences {min(sentences, 4)}")
    return features


def _edges(text: str) -> list[str]:
    features = []
    first, last = text[0], text[-1]
    if ends_sentence(text) and last not in ":：":
        features.append("ends in a stop")
    if last in ENDS:
        features.append(f"ends in {last}")
    if first.isupper():
        features.append("begins upper")
    elif first.islower():
        features.append("begins lower")
    elif first.isdigit():
        features.append("begins with a digit")
    elif first in "•·▪-–—*►▸○":
        features.append("begins with a bullet")
    elif first in "\"“«„「『《'‘":
        features.append("begins with a quote")
    elif not first.isalpha():
        features.append(f"begins with {first}" if first in BEGINS else "begins with a sign")
    if text.endswith(("[…]", "[...]")):
        features.append("ends in […]")
    return features


def _letters(head: str) -> list[str]:
    features = []
    words = [word for word in head.split() if word[0].isalpha()]
    upper = sum(word[0].isupper() for word in words)
    if words and any(word[0].islower() or word[0].isupper() for word in words):
        if len(words) > 1:
            share = upper / len(words)
            features.append(
                f"capitals {0 if share < 0.05 else 1 if share < 0.3 else 2 if share < 0.6 else 3 if share < 1 else 4}"
            )
        letters = [character for character in head[:200] if character.isalpha()]
        if len(letters) > 3 and sum(map(str.isupper, letters)) > 0.8 * len(letters):
            features.append("all capitals")
    elif words:
        features.append("no case")
    else:
        features.append("no words")
    digits = sum(map(str.isdigit, head))
    if digits:
        features.append("digits" if digits < 0.3 * len(head) else "mostly digits")
    for name, sign in (("commas", ","), ("semicolons", ";"), ("bars", "|"), ("dots", "·")):
        count = head.count(sign)
        if count:
            features.append(f"{name} {1 if count == 1 else 2 if count < 4 else 3}")
    if HAS_UNSPACED.search(head):
        features.append("unspaced")
    return features


def _phrases(phrases: Lexicon, folded: str, hits: tuple[Hit, ...]) -> list[str]:
    features = [f"line {kind}" for kind in phrases.line(folded)] if len(folded) <= 120 else []
    counts: dict[str, int] = {}
    covered: dict[str, int] = {}
    for hit in hits:
        counts[hit.kind] = counts.get(hit.kind, 0) + 1
        covered[hit.kind] = covered.get(hit.kind, 0) + hit.end - hit.start
        if hit.start == 0:
            features.append(f"begins {hit.kind}")
    for kind, count in sorted(counts.items()):
        features.append(f"says {kind}")
        if count > 1:
            features.append(f"says {kind} twice")
        if covered[kind] > 0.5 * len(folded):
            features.append(f"mostly {kind}")
    if "consent.topic" in counts and "consent.voice" in counts:
        features.append("banner voice")
        if counts["consent.topic"] + counts["consent.voice"] > 3:
            features.append("banner voice, loud")
    if "promo.calls" in counts and "promo.events" in counts:
        features.append("calls to an event")
    if "promo.calls" in counts and has_date(folded, folded):
        features.append("calls on a day")
    return list(dict.fromkeys(features))


def _made_of(text: str, folded: str, phrases: Lexicon) -> list[str]:
    """Return what a line of moderate length is made of."""
    features = [name for name, pattern in _PATTERNS if pattern.search(text)]
    signs = citation_signs(text)
    features += [f"cites {sign}" for sign in signs]
    if YEAR.search(text):
        features.append("has a year")
        signs.append("year")
    if ONLY_YEARS.fullmatch(text):
        features.append("only years")
    elif is_date(text, folded):
        features.append("only a date")
    elif has_date(text, folded):
        features.append("has a date")
        signs.append("date")
    features.append(f"citation signs {min(len(signs), 6)}")
    if has_time(folded):
        features.append("has a time")
    names = names_in(text)
    if names:
        features.append("1 name" if names == 1 else "2 names" if names == 2 else "3 or more names")
        if text.rstrip(" .,").endswith((")", "）")):
            features.append("name with a bracket")
    status = _STATUS.search(folded)
    if status and any(hit.kind == "venue.status" for hit in phrases.find(status[1])):
        features.append("status in brackets")
    return features + _behind_lead(text, folded, phrases)


def _behind_lead(text: str, folded: str, phrases: Lexicon) -> list[str]:
    """Return what stands before a colon and what behind it, or behind a time."""
    features = []
    labelled = _LABELLED.match(folded)
    if labelled:
        kinds = phrases.line(labelled[1])
        features += [f"labelled {kind}" for kind in kinds if kind.endswith((".labels", ".lines", ".roles"))]
        features.append("has a label")
    rest = behind_lead(text)
    if rest:
        count = names_in(rest)
        if count:
            features.append("name behind a lead" if count == 1 else "names behind a lead")
        elif is_date(rest, fold(rest)):
            features.append("date behind a lead")
    return features
