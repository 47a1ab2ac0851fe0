"""The original langdetect behind our types: seeded, one text at a time."""

from __future__ import annotations

from typing import Final

from langdetect import DetectorFactory, LangDetectException
from langdetect.detector_factory import PROFILES_DIRECTORY

from pubclean.page import UNDETERMINED, Language

CODES: Final = {"zh-cn": "zh-Hans", "zh-tw": "zh-Hant"}


def detect(texts: list[str]) -> list[Language]:
    """Return the language of each text, `und` where langdetect finds nothing to go by."""
    # a factory of our own: the seed of the module-wide one is the caller's business
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    factory.seed = 0
    return [_detect_one(factory, text) for text in texts]


def _detect_one(factory: DetectorFactory, text: str) -> Language:
    detector = factory.create()
    detector.append(text)
    try:
        found = detector.get_probabilities()
    except LangDetectException:
        return UNDETERMINED
    return Language(CODES.get(found[0].lang, found[0].lang), min(1.0, found[0].prob)) if found else UNDETERMINED
