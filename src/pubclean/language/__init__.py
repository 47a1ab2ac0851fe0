"""The language of a text, of many texts, and of the blocks of a page: the same answer everywhere.

The verbs import what they need when they are called: numpy is not light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pubclean.errors import require_str
from pubclean.incoming import each_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pubclean.page import Language

__all__ = [
    "content_language",
    "detect_language",
    "detect_languages",
    "langdetect_languages",
    "page_languages",
]


def detect_language(text: str, *, candidates: Iterable[str] | None = None) -> Language:
    """Detect the language of a text, among `candidates` if they are given, else among the 55 we know.

    >>> detect_language("Nous mesurons les marées de douze petits lacs.").code
    'fr'

    Raises:
        TypeError: `text` is no str.
        ValueError: a candidate is not known.
    """
    return detect_languages([require_str(text)], candidates=candidates)[0]


def detect_languages(texts: Iterable[str | None], *, candidates: Iterable[str] | None = None) -> list[Language]:
    """Detect the language of each text, judged alone; a missing value is an empty text.

    >>> [found.code for found in detect_languages(["Guten Morgen, liebe Leute", "good morning to you", "42"])]
    ['de', 'en', 'und']

    Raises:
        TypeError: `texts` is one text, or has anything but str and missing values in it.
        ValueError: a candidate is not known.
    """
    from pubclean.language.detection import detect, known_codes  # noqa: PLC0415

    return detect(list(each_text(texts)), known_codes(candidates))


def langdetect_languages(texts: Iterable[str | None]) -> list[Language]:
    """Detect the language of each text with the original langdetect, seeded anew for every text.

    >>> langdetect_languages(["Nous mesurons les marées de douze petits lacs."])[0].code
    'fr'

    Raises:
        TypeError: `texts` is one text, or has anything but str and missing values in it.
    """
    from pubclean.language import original  # noqa: PLC0415

    return original.detect(list(each_text(texts)))


def page_languages(texts: Sequence[str], weights: Sequence[float] | None = None) -> list[Language]:
    """Detect the language of every block of one page, in order, short blocks leaning on their neighbours.

    `weights` says how much each block counts for its neighbours, 1 when left out.

    >>> [found.code for found in page_languages(["Publications de l'équipe", "Contact", "Nos projets"])]
    ['fr', 'fr', 'fr']
    """
    from pubclean.language import page  # noqa: PLC0415

    return page.page_languages(texts, weights)


def content_language(languages: Sequence[Language], sizes: Sequence[int]) -> Language:
    """Weigh the languages of the content blocks of a page by their sizes.

    >>> from pubclean.page import Language
    >>> content_language([Language("en", 0.9), Language("fr", 0.9), Language("en", 1.0)], [80, 100, 900]).code
    'en'
    """
    from pubclean.language import page  # noqa: PLC0415

    return page.content_language(languages, sizes)
