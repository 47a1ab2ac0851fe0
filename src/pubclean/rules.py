"""Rules of one feature each, which stand in the model's place where a caller wants no model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pubclean.features import FEATURES
from pubclean.page import Label
from pubclean.surroundings import BIAS, LABELS
from pubclean.weights import UNIT

if TYPE_CHECKING:
    from numpy.typing import NDArray

RULED = ("nav", "share", "related", "comments", "newsletter", "legal")
LONG = 9  # the step of length from which a text is prose
SURE, LIKELY = 10, 2  # in whole units


def _rules() -> dict[str, tuple[Label, int]]:
    """Return what each feature of a rule speaks for, and how loud.

    A line that a table lists whole, or that is little but a phrase of it, is what the table says; one that is also
    listed as content is content. What speaks as a banner is one.
    """
    rules = {f"line {label}.lines": (Label(label), SURE) for label in (*RULED, "section", "ui")}
    rules |= {f"mostly {label}.phrases": (Label(label), SURE) for label in RULED}
    rules |= {f"line consent.{key}": (Label.CONSENT, SURE) for key in ("headings", "categories", "buttons")}
    rules |= {f"line {label}.labels": (Label.UI, SURE) for label in ("abstract", "date", "person", "title", "venue")}
    rules |= {"banner voice": (Label.CONSENT, SURE), "bias": (Label.OTHER, 1)}
    long = [f"length {step}" for step in range(LONG, len(FEATURES)) if f"length {step}" in FEATURES]
    return rules | dict.fromkeys(long, (Label.PROSE, LIKELY))


def ruled() -> NDArray[np.int16]:
    """Return the rules as a table of weights, that of a page's only pass.

    >>> table = ruled()
    >>> LABELS[table[FEATURES.index("line nav.lines")].argmax()]
    <Label.NAV: 'nav'>
    """
    table = np.zeros((BIAS + 1, len(LABELS)), np.int16)
    for feature, (label, loud) in _rules().items():
        table[BIAS if feature == "bias" else FEATURES.index(feature), LABELS.index(label)] = loud * UNIT
    return table
