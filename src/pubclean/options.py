"""What a caller may choose; checked when made, so that a wrong choice is told at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Literal, get_args

from pubclean.page import BOILERPLATE, Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LanguageBackend = Literal["pubclean", "langdetect"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How pages are read.

    Attributes:
        keep: boilerplate labels whose blocks `Page.text` keeps all the same.
        keep_duplicates: keep blocks that repeat an earlier one of the page.
        phrases: further phrases per boilerplate label; a line that says one is taken for that label.
        model: ask the weights that were learned from labelled pages. Without them labels come from phrases alone: a
            line that a table of phrases lists whole and what speaks as a banner are boilerplate, all else is content.
        caution: how much surer the model must be before a block is boilerplate, in the unit of `Evidence.weight`: at
            1.0, boilerplate must be e times as likely as content. Below 0 it is bolder. No rule asks for caution.
        language_backend: `"langdetect"` asks the package of that name, seeded, block by block.

    Raises:
        TypeError: a field has a value of the wrong kind.
        ValueError: a label is no boilerplate label, a phrase is empty, caution is no finite number, or a backend is
            unknown.

    >>> Options(keep={"promo"}, phrases={"legal": ["a site of the harbour board"]}).keep
    frozenset({<Label.PROMO: 'promo'>})
    """

    keep: Iterable[Label | str] = frozenset()
    keep_duplicates: bool = False
    phrases: Mapping[Label | str, Iterable[str]] = field(default_factory=dict)
    model: bool = True
    caution: float = 0.0
    language_backend: LanguageBackend = "pubclean"

    def __post_init__(self) -> None:
        """Check every field, and make the collections immutable."""
        if isinstance(self.keep, str):
            raise TypeError(f"keep must be a collection of labels, not a str: use {{{self.keep!r}}}")
        object.__setattr__(self, "keep", frozenset(_boilerplate(label, "keep") for label in self.keep))
        phrases = {}
        for label, entries in dict(self.phrases).items():
            if isinstance(entries, str):
                raise TypeError(f"phrases[{str(label)!r}] must be a list of phrases, not a str: use [{entries!r}]")
            found = tuple(entries)
            if not all(isinstance(entry, str) and entry.strip(" *") for entry in found):
                raise ValueError(f"phrases[{str(label)!r}] holds an entry without a word")
            phrases[_boilerplate(label, "phrases")] = found
        object.__setattr__(self, "phrases", phrases)
        if not isinstance(self.model, bool):
            raise TypeError(f"model must be True or False, not {self.model!r}")
        if isinstance(self.caution, bool) or not isinstance(self.caution, int | float):
            raise TypeError(f"caution must be a number, not {self.caution!r}")
        if not abs(self.caution) < inf:  # nor is what is no number less
            raise ValueError(f"caution must be a finite number, not {self.caution!r}")
        if self.language_backend not in get_args(LanguageBackend):
            known = " or ".join(repr(name) for name in get_args(LanguageBackend))
            raise ValueError(f"language_backend must be {known}, not {self.language_backend!r}")


def _boilerplate(label: Label | str, where: str) -> Label:
    known = ", ".join(sorted(BOILERPLATE))
    try:
        found = Label(label)
    except ValueError:
        raise ValueError(f"{where}: {label!r} is no label: use one of {known}") from None
    if found not in BOILERPLATE:
        raise ValueError(f"{where}: {found.value!r} is no boilerplate label: use one of {known}")
    return found
