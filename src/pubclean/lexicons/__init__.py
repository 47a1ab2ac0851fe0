"""How sites speak, in many languages: phrases as data, one TOML file a language, all matched at once.

A file's tables are named by `Label` (and `truncation`); its keys are those of `TABLES`. What holds for all files:
entries are lower case, sorted, unique; a trailing `*` makes the last word a prefix.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from pubclean.errors import LexiconError
from pubclean.text import HAS_UNSPACED, UNSPACED, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WHOLE_LINE = frozenset({"lines", "headings", "categories", "buttons", "labels", "roles", "alone"})
# read by the module that needs them, never matched; all other keys hold phrases that match anywhere in a line
LISTS = frozenset({"truncation.bracketed", "truncation.bare", "date.months", "date.words", "person.joiners"})
TABLES: Mapping[str, frozenset[str]] = {
    "consent": frozenset({"topic", "voice", "headings", "categories", "buttons"}),
    "truncation": frozenset({"bracketed", "bare", "alone"}),
    "promo": frozenset({"calls", "events"}),
    "newsletter": frozenset({"phrases", "lines"}),
    "share": frozenset({"phrases", "lines"}),
    "related": frozenset({"phrases", "lines"}),
    "comments": frozenset({"phrases", "lines"}),
    "legal": frozenset({"phrases", "lines"}),
    "nav": frozenset({"phrases", "lines"}),
    "section": frozenset({"lines"}),
    "ui": frozenset({"lines"}),
    "title": frozenset({"labels"}),
    "person": frozenset({"labels", "roles", "others", "joiners"}),
    "abstract": frozenset({"labels", "voice"}),
    "prose": frozenset({"voice"}),
    "date": frozenset({"labels", "months", "words"}),
    "venue": frozenset({"labels", "words", "status"}),
}
COMPILED = "compiled.json"

TOKEN = re.compile(
    "[^\\s!-/:-@\\[-`{-~\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u055a-\u055f\u05be\u05c0\u05c3\u05f3\u05f4"
    "\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u0df4\u0e5a\u0e5b\u104a-\u104f\u10fb\u1360-\u1368\u17d4-\u17da"
    "\u2000-\u206f\u20a0-\u20bf\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d\u30a0\u30fb"
    "\ufe10-\ufe6f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+"
)
_TRIM = " \t:;.,!?…|•·*+-–—_~/\\×✕✖✓✔#\"'()[]{}<>«»‹›→←↑↓↗⇒►▸▶▾▼▲▴◄■□●○◦▪►⌄‣⁃：，。！？、（）【】"
_COUNT = re.compile(r"[\s(\[]*\d{1,5}[)\]]?$")
_UNSPACED_RUN = re.compile(f"[{UNSPACED}]+")
_UNSPACED_PAIR = re.compile(f"[{UNSPACED}]{{1,2}}")


class Hit(NamedTuple):
    """A phrase found: its table and key, and its span in the folded text."""

    kind: str
    start: int
    end: int


class _Phrase(NamedTuple):
    tokens: tuple[str, ...]
    open_end: bool
    kind: str


def trimmed(folded: str) -> str:
    """Take bullets, icons, brackets and punctuation off both ends of a folded line.

    >>> trimmed("» tout accepter :")
    'tout accepter'
    """
    return folded.strip(_TRIM)


class Lexicon:
    """All phrases of a set of files, ready to be looked up.

    >>> lexicon = Lexicon({"consent.buttons": ["tout accepter"], "consent.topic": ["cookie*"]})
    >>> lexicon.line("» tout accepter")
    ('consent.buttons',)
    >>> lexicon.find("nos cookies, vos choix")
    [Hit(kind='consent.topic', start=4, end=11)]
    """

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self.lists: dict[str, tuple[str, ...]] = {}
        self._lines: dict[str, tuple[str, ...]] = {}
        self._line_stems: dict[str, tuple[str, ...]] = {}
        self._by_token: dict[str, list[_Phrase]] = defaultdict(list)
        self._by_stem: dict[str, list[_Phrase]] = defaultdict(list)
        self._by_pair: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
        self._seen: dict[str, tuple[_Phrase, ...]] = {}
        for kind, entries in phrases.items():
            key = kind.partition(".")[2]
            self.lists[kind] = tuple(entries)
            if kind in LISTS:
                continue
            if key in WHOLE_LINE:
                self._add_lines(kind, entries)
            if key not in WHOLE_LINE or key == "roles":  # "Doctorante (2022–2025), laboratoire d'optique"
                self._add_phrases(kind, entries)
        self._stem_lengths = sorted({len(stem) for stem in self._by_stem})
        self._line_stem_lengths = sorted({len(stem) for stem in self._line_stems})

    def _add_lines(self, kind: str, entries: Iterable[str]) -> None:
        for entry in entries:
            table = self._line_stems if _is_stem(entry) else self._lines
            line = trimmed(fold(entry.removesuffix("*")))
            if kind not in table.get(line, ()):
                table[line] = (*table.get(line, ()), kind)

    def _add_phrases(self, kind: str, entries: Iterable[str]) -> None:
        for entry in entries:
            open_end, folded = _is_stem(entry), fold(entry.removesuffix("*"))
            unspaced = _UNSPACED_PAIR.search(folded)
            if unspaced:
                self._by_pair[unspaced[0]].append((folded, unspaced.start(), kind))
                continue
            tokens = tuple(TOKEN.findall(folded))
            if tokens:
                index = self._by_stem if open_end and len(tokens) == 1 else self._by_token
                index[tokens[0]].append(_Phrase(tokens, open_end, kind))

    def line(self, folded: str) -> tuple[str, ...]:
        """Return the tables and keys that list a whole folded line, bullets and counts aside."""
        line = trimmed(folded)
        found = self._lines.get(line) or self._lines.get(trimmed(_COUNT.sub("", line)), ())
        if len(line) <= 80:  # no entry is longer
            for length in self._line_stem_lengths:
                stem = line[:length]
                if stem in self._line_stems and " " not in line[length:]:
                    found = (*found, *(kind for kind in self._line_stems[stem] if kind not in found))
        return found

    def find(self, folded: str) -> list[Hit]:
        """Return every phrase found in a folded text, in order of where it begins."""
        tokens = TOKEN.findall(folded)
        seen, hits = self._seen, []
        starts = [i for i, token in enumerate(tokens) if (seen[token] if token in seen else self._starting(token))]
        if starts:
            spans = [match.span() for match in TOKEN.finditer(folded)]
            for i in starts:
                hits += [
                    Hit(phrase.kind, spans[i][0], spans[i + len(phrase.tokens) - 1][1])
                    for phrase in self._starting(tokens[i])
                    if _stands(phrase, tokens, i)
                ]
        if HAS_UNSPACED.search(folded):
            hits += self._find_unspaced(folded)
            hits.sort(key=lambda hit: (hit.start, hit.end, hit.kind))
        return hits

    def _starting(self, token: str) -> tuple[_Phrase, ...]:
        """Return the phrases a token may begin; what was asked before is remembered."""
        if token in self._seen:
            return self._seen[token]
        found = list(self._by_token.get(token, ()))
        for length in self._stem_lengths:
            if length > len(token):
                break
            found += self._by_stem.get(token[:length], ())
        if len(self._seen) >= 200_000 or len(token) > 60:  # bounded, whatever an enemy feeds it
            return tuple(found)
        self._seen[token] = tuple(found)
        return self._seen[token]

    def _find_unspaced(self, folded: str) -> list[Hit]:
        hits = []
        for run in _UNSPACED_RUN.finditer(folded):
            for i in range(run.start(), run.end()):
                for pair in (folded[i], folded[i : i + 2]):
                    for phrase, ahead, kind in self._by_pair.get(pair, ()):
                        if i >= ahead and folded.startswith(phrase, i - ahead):
                            hits.append(Hit(kind, i - ahead, i - ahead + len(phrase)))
        return hits


def _stands(phrase: _Phrase, tokens: list[str], at: int) -> bool:
    """Say whether a phrase whose first token fits stands at a place among tokens."""
    length = len(phrase.tokens)
    if length == 1:
        return True
    last = at + length - 1
    if last >= len(tokens) or tuple(tokens[at + 1 : last]) != phrase.tokens[1:-1]:
        return False
    return tokens[last].startswith(phrase.tokens[-1]) if phrase.open_end else tokens[last] == phrase.tokens[-1]


def _is_stem(entry: str) -> bool:
    """Say whether the last word of an entry is a prefix; "name *" is a field one must fill in."""
    return entry.endswith("*") and not entry.endswith(" *")


def checked(name: str, data: object) -> dict[str, tuple[str, ...]]:
    """Return the phrases of a parsed lexicon file by "table.key".

    Raises:
        LexiconError: a table or key is unknown, or an entry is not a sorted, unique, lower-case phrase.
    """
    if not isinstance(data, dict) or data.get("language") != name:
        raise LexiconError(name, f'must begin with language = "{name}"')
    phrases = {}
    for table, keys in data.items():
        if table == "language":
            continue
        if table not in TABLES or not isinstance(keys, dict):
            raise LexiconError(name, f"[{table}] is not a table: use one of {', '.join(sorted(TABLES))}")
        for key, entries in keys.items():
            where = f"{key!r} in [{table}]"
            if key not in TABLES[table]:
                raise LexiconError(name, f"{where} is not a key: use one of {', '.join(sorted(TABLES[table]))}")
            if not isinstance(entries, list) or not all(isinstance(entry, str) and entry.strip() for entry in entries):
                raise LexiconError(name, f"{where} must be a list of phrases")
            for entry in entries:
                if entry != entry.lower().strip() or "*" in entry[:-1]:
                    raise LexiconError(name, f"{entry!r} of {where} must be lower case, stripped, a * only at its end")
            if key != "months" and entries != sorted(set(entries)):
                raise LexiconError(name, f"{where} must be sorted, each phrase once")
            phrases[f"{table}.{key}"] = tuple(entries)
    return phrases


def read_all() -> dict[str, dict[str, tuple[str, ...]]]:
    """Read and check every TOML file of this folder; phrases by language, then by "table.key"."""
    import tomllib  # noqa: PLC0415 - only a developer reads the sources; users read what was compiled

    folder = files(__name__)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    read = {}
    for name in names:
        language = name.removesuffix(".toml")
        try:
            read[language] = checked(language, tomllib.loads((folder / name).read_text("utf-8")))
        except tomllib.TOMLDecodeError as error:
            raise LexiconError(language, str(error)) from error
    return read


def merged(lexicons: Mapping[str, Mapping[str, Iterable[str]]]) -> dict[str, list[str]]:
    """Merge the phrases of all languages into one table each, sorted and unique."""
    tables: dict[str, set[str]] = defaultdict(set)
    for phrases in lexicons.values():
        for kind, entries in phrases.items():
            if kind == "date.months":
                tables[kind].update(f"{i + 1}|{entry}" for i, entry in enumerate(entries))
            else:
                tables[kind].update(entries)
    return {kind: sorted(tables[kind]) for kind in sorted(tables)}


def phrases() -> dict[str, list[str]]:
    """Return the phrases of all languages together, by "table.key", as `compiled.json` holds them."""
    loaded: dict[str, list[str]] = json.loads((files(__name__) / COMPILED).read_text("utf-8"))
    return loaded


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of all languages; made once in a process."""
    return Lexicon(phrases())
