"""Label the blocks of a page until what is left of it would lose nothing more, were it a page of its own.

So cleaning twice is cleaning once. A page that will not settle is taken for one with no furniture at all.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import compress
from typing import TYPE_CHECKING, NamedTuple

from pubclean.appearance import HEAD
from pubclean.boilerplate import Sheet
from pubclean.lexicons import Lexicon, folded_phrases
from pubclean.looks import look_at
from pubclean.page import BOILERPLATE, Label, Reason
from pubclean.repeats import SHORTEST, find_repeats
from pubclean.surroundings import LABELS
from pubclean.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pubclean.options import Options
    from pubclean.passages import Passages

REREADINGS = 16  # how often what is left of a page may lose more when it is read as a page of its own
_PHRASE = (Reason("a phrase of the caller", 1.0),)
_OF_SITE = (Reason("stands on many pages of the site", 1.0),)
_FURNITURE = tuple(label in BOILERPLATE for label in LABELS)
_NO_FURNITURE = LABELS.index(Label.OTHER)


@lru_cache(maxsize=64)
def _table(labels: frozenset[Label | str]) -> bytes:
    """Return which places in `LABELS` are those of some labels, as `bytes.translate` takes it."""
    return bytes(label in labels for label in LABELS).ljust(256, b"\0")


_FURNITURE_TABLE = _table(BOILERPLATE)
_REPEATING = _table(frozenset(SHORTEST))


class Told(NamedTuple):
    """What a block is whatever its page says: the place of its label in `LABELS`, and who told so."""

    label: int
    why: tuple[Reason, ...]


class Settled(NamedTuple):
    """What the blocks of a page were taken for in the end: places in `LABELS`, and what each repeats.

    The readings are kept for who asks why: the blocks that were still there, and what they were taken for.
    """

    found: bytes
    repeats: dict[int, int]
    told: dict[int, Told]
    sheet: Sheet
    readings: list[tuple[Sequence[int], bytes]]

    def labels(self) -> list[Label]:
        """Return the label of each block."""
        return list(map(LABELS.__getitem__, self.found))

    def boilerplate(self) -> list[bool]:
        """Return whether each label names furniture of the site."""
        return list(map(_FURNITURE.__getitem__, self.found))

    def of(self, labels: frozenset[Label | str]) -> bytes:
        """Return for each block whether its label is one of some."""
        return self.found.translate(_table(labels))

    def kept(self, options: Options) -> list[int]:
        """Return the blocks that the text of the page keeps."""
        staying = compress(range(len(self.found)), self.found.translate(_staying(frozenset(options.keep))))
        if options.keep_duplicates or not self.repeats:
            return list(staying)
        return [i for i in staying if i not in self.repeats]

    def why(self) -> list[tuple[Reason, ...]]:
        """Return the reasons of each label: of the reading that gave it."""
        if not self.readings:
            return [()] * len(self.found)
        why = self.sheet.reasons()
        for alive, found in self.readings[1:]:
            lost = found.translate(_FURNITURE_TABLE)
            if any(lost):
                for i, reasons in compress(zip(alive, self.sheet.reasons(alive, reread=True), strict=True), lost):
                    why[i] = reasons
        for i, told in self.told.items():
            why[i] = told.why
        return why


@lru_cache(maxsize=64)
def _staying(keep: frozenset[Label | str]) -> bytes:
    """Return which labels stay, as a table."""
    return _table(frozenset(LABELS) - BOILERPLATE | keep)


def settle(passages: Passages, options: Options, furniture: Mapping[str, Label]) -> Settled:
    """Label blocks and find repeats, reading by reading; `furniture` is what is known of the site, by folded text."""
    texts = passages.texts
    wrapped = bytearray(len(texts))
    for i in compress(range(len(texts)), passages.edits):
        wrapped[i] = len(passages.edits[i]) > passages.marked[i]
    sheet = Sheet(look_at(texts, passages.marked, wrapped), model=options.model, caution=options.caution)
    told, staying_labels = _told(texts, options, furniture), _staying(frozenset(options.keep))
    settled = Settled(b"", {}, told, sheet, [])
    final = bytearray(len(texts))
    alive: Sequence[int] = range(len(texts))
    for reading in range(REREADINGS):
        found = _overruled(sheet.label(alive if reading else None, reread=reading > 0), alive, told)
        settled.readings.append((alive, found))
        _note(final, alive, found, first=not reading)
        mask = found.translate(staying_labels)
        staying = list(compress(alive, mask))
        lost = len(staying) < len(alive)
        if not lost:  # no text is given up for one that may itself be furniture yet
            running = compress(zip(alive, found, strict=True), found.translate(_REPEATING))
            settled.repeats.update(find_repeats([(i, texts[i], LABELS[label]) for i, label in running]))
            if not options.keep_duplicates:
                staying = [i for i in staying if i not in settled.repeats]
                lost = len(staying) < len(alive)
        if not lost and (reading or not any(passages.edits)):
            return settled._replace(found=bytes(final))
        alive = staying
    return settled._replace(found=bytes([_NO_FURNITURE]) * len(texts), repeats={}, readings=[])


def _overruled(found: bytes, alive: Sequence[int], told: dict[int, Told]) -> bytes:
    """Return the labels found, those told in their place."""
    pairs = zip(alive, found, strict=True)
    return bytes(told[i].label if i in told else label for i, label in pairs) if told else found


def _note(final: bytearray, alive: Sequence[int], found: bytes, *, first: bool) -> None:
    """Note the labels of a reading; a later one only says what else is furniture."""
    if first:
        final[:] = found
    elif any(lost := found.translate(_FURNITURE_TABLE)):
        for i, label in compress(zip(alive, found, strict=True), lost):
            final[i] = label


@lru_cache(maxsize=16)
def _lexicon_of(phrases: tuple[tuple[Label, tuple[str, ...]], ...]) -> Lexicon:
    return Lexicon(folded_phrases({f"{label.value}.phrases": entries for label, entries in phrases}))


def _told(texts: Sequence[str], options: Options, furniture: Mapping[str, Label]) -> dict[int, Told]:
    """Return the blocks that are furniture of the site, and those in which the caller's own phrases stand."""
    found: dict[int, Told] = {}
    if furniture:
        labels = ((i, furniture.get(fold(text))) for i, text in enumerate(texts))
        found = {i: Told(LABELS.index(label), _OF_SITE) for i, label in labels if label}
    phrases = tuple((Label(label), tuple(entries)) for label, entries in options.phrases.items())
    if phrases:
        lexicon = _lexicon_of(phrases)
        hits = ((i, lexicon.find(fold(text[:HEAD]))) for i, text in enumerate(texts))
        kinds = ((i, Label(hit[0].kind.partition(".")[0])) for i, hit in hits if hit)
        found |= {i: Told(LABELS.index(label), _PHRASE) for i, label in kinds}
    return found
