"""The tables and keys that lexicon files may have, and how each is matched."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLES: Mapping[str, frozenset[str]] = {
    "consent": frozenset({"topic", "voice", "headings", "categories", "buttons"}),
    "truncation": frozenset({"bracketed", "bare", "alone", "cues", "fillers"}),
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
    "person": frozenset({"labels", "roles", "others", "joiners", "surnames"}),
    "abstract": frozenset({"labels", "voice"}),
    "prose": frozenset({"voice"}),
    "date": frozenset({"labels", "months", "words"}),
    "venue": frozenset({"labels", "words", "status"}),
}

WHOLE_LINE = frozenset({"lines", "headings", "categories", "buttons", "labels", "roles", "alone"})
# read by the module that needs them, never matched; all other keys hold phrases that match anywhere in a line
LISTS = frozenset(
    {
        "truncation.bracketed", "truncation.bare", "truncation.cues", "truncation.fillers", "date.months", "date.words",
        "person.joiners", "person.surnames",
    }
)  # fmt: skip
# lists whose entries are kept with their language, "de|lesen": words count only beside others of the same
BY_LANGUAGE = frozenset({"truncation.cues", "truncation.fillers", "person.surnames"})


def lines_only(kind: str) -> bool:
    """Say whether the phrases of a kind, "table.key", are matched as whole lines alone."""
    return kind.partition(".")[2] in WHOLE_LINE - {"roles"}  # "Doctorante (2022–2025), laboratoire d'optique"
