"""The errors pubclean raises itself; the facts stand on them as attributes."""

from __future__ import annotations


class PubcleanError(Exception):
    """The base of every error of this package that is not a plain `TypeError` or `ValueError`."""


class LexiconError(PubcleanError, ValueError):
    """A lexicon file breaks the rules of its format.

    Attributes:
        name: the lexicon.
        problem: what is wrong, and where.
    """

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"lexicon {name!r}: {problem}")
        self.name, self.problem = name, problem

    def __reduce__(self) -> tuple[type[LexiconError], tuple[str, str]]:
        """Rebuild from the facts, in whichever process."""
        return type(self), (self.name, self.problem)


class WorkerDiedError(PubcleanError, RuntimeError):
    """A process that shared the work was killed or crashed.

    Attributes:
        first, last: numbers of the texts it may have died of, the same where it dies of one whenever that is read.
    """

    def __init__(self, first: int, last: int) -> None:
        which = (
            f"text {first}" if first == last else f"one of the texts {first} to {last}, each of which can be read alone"
        )
        super().__init__(f"a worker died of {which}: was it killed, or short of memory?")
        self.first, self.last = first, last

    def __reduce__(self) -> tuple[type[WorkerDiedError], tuple[int, int]]:
        """Rebuild from the facts, in whichever process."""
        return type(self), (self.first, self.last)


def require_str(text: object, what: str = "text") -> str:
    """Return `text` if it is a `str`, or say what to do.

    >>> require_str(b"bytes")
    Traceback (most recent call last):
    ...
    TypeError: text must be str, not bytes: decode it first, e.g. data.decode("utf-8", "replace")
    """
    if isinstance(text, str):
        return text
    advice = ': decode it first, e.g. data.decode("utf-8", "replace")' if isinstance(text, bytes) else ""
    raise TypeError(f"{what} must be str, not {type(text).__name__}{advice}")
