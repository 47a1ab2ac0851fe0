r"""Turn scraped page dumps into clean, deduplicated text, and say what was taken out and why.

>>> import pubclean
>>> page = pubclean.parse("We use cookies to improve your experience. You can refuse them.\nTides of small lakes")
>>> [str(block.label) for block in page.blocks]
['consent', 'title']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pubclean.duplicates import Deduplication, DuplicateIndex, Match, deduplicate
    from pubclean.errors import PubcleanError
    from pubclean.language import detect_language, detect_languages
    from pubclean.options import Options
    from pubclean.page import Block, Edit, Evidence, Label, Language, Page, Record
    from pubclean.pipeline import Cleaner, clean, clean_many, parse, parse_many, segment
    from pubclean.truncation import strip_truncation

__version__ = "0.1.0"

# name → the module it lives in; each is imported when first asked for, so that `import pubclean` stays light
_HOMES = {
    "Block": "page",
    "Cleaner": "pipeline",
    "Deduplication": "duplicates",
    "DuplicateIndex": "duplicates",
    "Edit": "page",
    "Evidence": "page",
    "Label": "page",
    "Language": "page",
    "Match": "duplicates",
    "Options": "options",
    "Page": "page",
    "PubcleanError": "errors",
    "Record": "page",
    "clean": "pipeline",
    "clean_many": "pipeline",
    "deduplicate": "duplicates",
    "detect_language": "language",
    "detect_languages": "language",
    "parse": "pipeline",
    "parse_many": "pipeline",
    "segment": "pipeline",
    "strip_truncation": "truncation",
}

__all__ = [
    "Block",
    "Cleaner",
    "Deduplication",
    "DuplicateIndex",
    "Edit",
    "Evidence",
    "Label",
    "Language",
    "Match",
    "Options",
    "Page",
    "PubcleanError",
    "Record",
    "clean",
    "clean_many",
    "deduplicate",
    "detect_language",
    "detect_languages",
    "parse",
    "parse_many",
    "segment",
    "strip_truncation",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
