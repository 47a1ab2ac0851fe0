"""How sites speak, in many languages: phrases as data, one TOML file a language, all matched at once.

A file's tables are named by `Label` (and `truncation`); its keys are those of `tables.TABLES`. Keys of whole lines
match a line less its bullets and counts, the others anywhere on word boundaries; a trailing `*` makes a word a prefix.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from pubclean.lexicons.tables import LISTS, WHOLE_LINE, lines_only
from pubclean.text import HAS_UNSPACED, UNSPACED, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COMPILED = "compiled.json"

TOKEN = re.compile(
    "[^\\s!-/:-@\\[-`{-~\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u055a-\u055f\u05be\u05c0\u05c3\u05f3\u05f4"
    "\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u0df4\u0e5a\u0e5b\u104a-\u104f\u10fb\u1360-\u1368\u17d4-\u17da"
    "\u2000-\u206f\u20a0-\u20bf\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d\u30a0\u30fb"
    "\ufe10-\ufe6f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+"
)
_TRIM = " \t:;.,!?…|•·*+-–—_~/\\×✕✖✓✔#\"'()[]{}<>«»‹›→←↑↓↗⇒►▸▶▾▼▲▴◄■□●○◦▪►⌄‣⁃：，。！？、（）【】"
_COUNT = re.compile(r"(?<![\s(\[])[\s(\[]*\d{1,5}[)\]]?$")
_UNSPACED_RUN = re.compile(f"[{UNSPACED}]+")
_UNSPACED_PAIR = re.compile(f"[{UNSPACED}]{{1,2}}")


class Hit(NamedTuple):
    """A phrase found: its table and key, and its span in the folded text."""

    kind: str
    start: int
    end: int


class Phrases(NamedTuple):
    """Phrases as they are looked up; kinds, "table.key", are numbers into `kinds`, so that this loads fast.

    A phrase is its folded words with a space between.
    """

    kinds: list[str]
    lines: dict[str, list[int]]  # a whole line → kinds
    line_stems: dict[str, list[int]]  # its beginning, where the last word is open
    words: dict[str, list[int]]  # a word that is a phrase → kinds
    stems: dict[str, list[int]]  # the beginning of such a word
    pairs: dict[str, list[Any]]  # the first two words of longer phrases → (phrase, whether open, kind)
    firsts: dict[str, list[Any]]  # the first of two words, where the second is open → the same
    unspaced: dict[str, list[Any]]  # two ideographs of a phrase → (phrase, how far in, kind)
    lists: dict[str, list[str]]  # what is only read


def trimmed(folded: str) -> str:
    """Take bullets, icons, brackets and punctuation off both ends of a folded line.

    >>> trimmed("» tout accepter :")
    'tout accepter'
    """
    return folded.strip(_TRIM)


def folded_phrases(phrases: Mapping[str, Iterable[str]]) -> Phrases:
    """Fold phrases, given as lexicon files have them, and put them where they are looked up."""
    found = Phrases(sorted(phrases), {}, {}, {}, {}, {}, {}, {}, {})
    for number, kind in enumerate(found.kinds):
        key, entries = kind.partition(".")[2], phrases[kind]
        if kind in LISTS or kind == "date.labels":  # what labels a date may also stand on one line with it
            found.lists[kind] = _listed(kind, entries)
        if kind in LISTS:
            continue
        for entry in entries:
            # "name *" is a field one must fill in, not a prefix
            is_open = entry.endswith("*") and not entry.endswith(" *")
            folded = fold(entry.removesuffix("*"))
            if key in WHOLE_LINE:
                table = found.line_stems if is_open else found.lines
                numbers = table.setdefault(trimmed(folded), [])
                numbers += [number] if number not in numbers else []
            if not lines_only(kind):
                _place(found, folded, number, is_open=is_open)
    return found


def _listed(kind: str, entries: Iterable[str]) -> list[str]:
    """Return what is only read as its readers take it: labels whole, dates in words, all others as they stand."""
    if kind.startswith("truncation."):
        return sorted({trimmed(fold(entry)) for entry in entries})
    if kind.startswith("date."):  # months come as "1|january|jan"
        forms = (form for entry in entries for form in entry.split("|")[kind == "date.months" :])
        return sorted({token for form in forms for token in TOKEN.findall(fold(form.removesuffix("*")))})
    return list(entries)


def _place(found: Phrases, folded: str, number: int, *, is_open: bool) -> None:
    """Put a phrase that may stand anywhere in a line where its first words are looked up."""
    if unspaced := _UNSPACED_PAIR.search(folded):
        found.unspaced.setdefault(unspaced[0], []).append([folded, unspaced.start(), number])
        return
    words = TOKEN.findall(folded)
    phrase = " ".join(words)
    if len(words) == 1:
        (found.stems if is_open else found.words).setdefault(phrase, []).append(number)
    elif is_open and len(words) == 2:
        found.firsts.setdefault(words[0], []).append([phrase, 1, number])
    elif words:
        found.pairs.setdefault(f"{words[0]} {words[1]}", []).append([phrase, int(is_open), number])


class Lexicon:
    """Phrases ready to be looked up, in one pass over a text however many there are.

    >>> lexicon = Lexicon(folded_phrases({"consent.buttons": ["tout accepter"], "consent.topic": ["cookie*"]}))
    >>> lexicon.line("» tout accepter")
    ('consent.buttons',)
    >>> lexicon.find("nos cookies, vos choix")
    [Hit(kind='consent.topic', start=4, end=11)]
    """

    def __init__(self, phrases: Phrases) -> None:
        self.lists = phrases.lists
        self.phrases = phrases
        self._seen: dict[str, tuple[str, ...]] = {}
        self._stem_lengths = sorted({len(stem) for stem in phrases.stems})
        self._line_stem_lengths = sorted({len(stem) for stem in phrases.line_stems})

    def line(self, folded: str) -> tuple[str, ...]:
        """Return the tables and keys that list a whole folded line, bullets and counts aside."""
        lines, stems = self.phrases.lines, self.phrases.line_stems
        line = trimmed(folded)
        found = lines.get(line) or lines.get(trimmed(_COUNT.sub("", line)), [])
        if len(line) <= 80:  # no entry is longer
            for length in self._line_stem_lengths:
                stem = line[:length]
                if stem in stems and " " not in line[length:]:
                    found = [*found, *(number for number in stems[stem] if number not in found)]
        return tuple(self.phrases.kinds[number] for number in found)

    def find(self, folded: str) -> list[Hit]:
        """Return every phrase found in a folded text, in order of where it begins."""
        tokens = TOKEN.findall(folded)
        found: list[tuple[int, int, str]] = []  # first word, number of words, kind
        seen = self._seen
        for i, token in enumerate(tokens):
            kinds = seen[token] if token in seen else self._of_word(token)
            found += [(i, 1, kind) for kind in kinds]
        self._find_longer(tokens, found)
        hits = []
        if found:
            spans = [match.span() for match in TOKEN.finditer(folded)]
            hits = [Hit(kind, spans[i][0], spans[i + count - 1][1]) for i, count, kind in found]
        if not folded.isascii() and HAS_UNSPACED.search(folded):
            hits += self._find_unspaced(folded)
        hits.sort(key=lambda hit: (hit.start, hit.end, hit.kind))
        return hits

    def _of_word(self, token: str) -> tuple[str, ...]:
        """Return the kinds a word alone is a phrase of; what was asked before is remembered."""
        numbers = list(self.phrases.words.get(token, ()))
        for length in self._stem_lengths:
            if length > len(token):
                break
            numbers += self.phrases.stems.get(token[:length], ())
        found = tuple(self.phrases.kinds[number] for number in numbers)
        if len(self._seen) < 200_000 and len(token) <= 60:  # bounded, whatever an enemy feeds it
            self._seen[token] = found
        return found

    def _find_longer(self, tokens: list[str], found: list[tuple[int, int, str]]) -> None:
        pairs, firsts = self.phrases.pairs, self.phrases.firsts
        starts = [i for i, pair in enumerate(pairwise(tokens)) if " ".join(pair) in pairs]
        opens = [i for i, token in enumerate(tokens) if token in firsts]
        if not starts and not opens:
            return
        text = " ".join(tokens)
        places = [0]
        for token in tokens:
            places.append(places[-1] + len(token) + 1)
        for i in starts:
            self._stand(text, places[i], i, pairs[f"{tokens[i]} {tokens[i + 1]}"], found)
        for i in opens:
            self._stand(text, places[i], i, firsts[tokens[i]], found)

    def _stand(self, text: str, at: int, i: int, phrases: list[Any], found: list[tuple[int, int, str]]) -> None:
        """Add the phrases that stand at a place of a text of words."""
        for phrase, is_open, number in phrases:
            end = at + len(phrase)
            if text.startswith(phrase, at) and (is_open or end == len(text) or text[end] == " "):
                found.append((i, phrase.count(" ") + 1, self.phrases.kinds[number]))

    def _find_unspaced(self, folded: str) -> list[Hit]:
        hits = []
        index: dict[str, list[Any]] = self.phrases.unspaced
        for run in _UNSPACED_RUN.finditer(folded):
            for i in range(run.start(), run.end()):
                for pair in (folded[i], folded[i : i + 2])[: 2 if i + 1 < run.end() else 1]:
                    for phrase, ahead, number in index.get(pair, ()):
                        if i >= ahead and folded.startswith(phrase, i - ahead):
                            hits.append(Hit(self.phrases.kinds[number], i - ahead, i - ahead + len(phrase)))
        return hits


def loaded() -> Phrases:
    """Return the phrases of all languages together, as `compiled.json` holds them."""
    return Phrases(**json.loads((resources.files(__name__) / COMPILED).read_text("utf-8")))


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of all languages; made once in a process."""
    return Lexicon(loaded())
