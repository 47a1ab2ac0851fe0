"""The original langdetect behind our types: seeded, one text at a time."""

from __future__ import annotations

from functools import cache
from typing import Final

from langdetect import DetectorFactory, LangDetectException
from langdetect.detector_factory import PROFILES_DIRECTORY

from pubclean.page import UNDETERMINED, Language

CODES: Final = {"zh-cn": "zh-Hans", "zh-tw": "zh-Hant"}


def detect(texts: list[str]) -> list[Language]:
    """Return the language of each text, `und` where langdetect finds nothing to go by."""
    return [_detect_one(text) for text in texts]


@cache
def factory() -> DetectorFactory:
    """Return a factory of our own, read once a process: the seed of the module-wide one is the caller's business."""
    ours = DetectorFactory()
    ours.load_profile(PROFILES_DIRECTORY)
    ours.seed = 0
    return ours


def _detect_one(text: str) -> Language:
    detector = factory().create()
    detector.append(text)
    try:
        found = detector.get_probabilities()
    except LangDetectException:
        return UNDETERMINED
    return Language(CODES.get(found[0].lang, found[0].lang), min(1.0, found[0].prob)) if found else UNDETERMINED
