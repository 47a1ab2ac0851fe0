"""A slow twin of `re` that counts its steps, and texts made to keep it busy: time without a clock."""

from __future__ import annotations

import itertools
import re
import sys
from functools import cache
from re import _compiler, _constants, _parser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Next = Callable[[int], int]  # from a place to where the rest of the pattern ends, or NOWHERE
    Step = Callable[[int, Next], int]

NOWHERE = -1
TAILS = ("", "\0", " ")
ALPHABET, PUMPS = 5, 32  # characters of a pattern tried against each other; texts that are repeated, at most


class Endless(Exception):  # noqa: N818 - not an error of the pattern's user
    """More steps than were allowed."""


class Counter:
    """One pattern, taken apart as `re` takes it apart, matched by plain backtracking."""

    def __init__(self, pattern: re.Pattern[str], *, anchored: bool) -> None:
        self.anchored = anchored  # only ever matched from the start of a text, or against the whole of it
        self.tree = _parser.parse(pattern.pattern, pattern.flags)
        self.flags = pattern.flags
        self.text, self.steps, self.most = "", 0, 0
        self._match = self._sequence(list(self.tree))

    def steps_over(self, text: str, most: int) -> int:
        """Count the steps of finding every match; raise `Endless` past `most`."""
        self.text, self.steps, self.most = text, 0, most
        match, start = self._match, 0
        if self.anchored:
            match(0, lambda at: at if at == len(text) else NOWHERE)
            return self.steps
        while start <= len(text):
            end = match(start, lambda at: at)
            start = max(end, start + 1)
        return self.steps

    def _tick(self) -> None:
        self.steps += 1
        if self.steps > self.most:
            raise Endless

    def _sequence(self, items: list) -> Step:
        steps = [self._step(operator, operand) for operator, operand in items]

        def run(at: int, then: Next, number: int = 0) -> int:
            if number == len(steps):
                return then(at)
            return steps[number](at, lambda after: run(after, then, number + 1))

        return run

    def _step(self, operator, operand) -> Step:  # noqa: PLR0911 - one a kind
        name = str(operator)
        if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            least, most, body = operand
            return self._repeat(least, int(most), self._sequence(list(body)), name)
        if name == "BRANCH":
            return self._branch([self._sequence(list(each)) for each in operand[1]])
        if name == "SUBPATTERN":
            return self._sequence(list(operand[3]))
        if name == "ATOMIC_GROUP":
            return self._alone(self._sequence(list(operand)))
        if name in {"ASSERT", "ASSERT_NOT"}:
            return self._look(operand[0], self._sequence(list(operand[1])), operand[1], wanted=name == "ASSERT")
        if name == "AT":
            return self._place(str(operand))
        return self._one(operator, operand)

    def _one(self, operator, operand) -> Step:
        accepts = accepting(operator, operand, self.flags)

        def run(at: int, then: Next) -> int:
            self._tick()
            return then(at + 1) if at < len(self.text) and accepts(self.text[at]) else NOWHERE

        return run

    def _repeat(self, least: int, most: int, body: Step, name: str) -> Step:
        def run(at: int, then: Next, done: int = 0, before: int = NOWHERE) -> int:
            self._tick()
            again = done < most and (at != before or done < least)
            if name == "MIN_REPEAT" and done >= least and (end := then(at)) != NOWHERE:
                return end
            if again and (end := body(at, lambda after: run(after, then, done + 1, at))) != NOWHERE:
                return end
            return then(at) if name != "MIN_REPEAT" and done >= least else NOWHERE

        return self._alone(run) if name == "POSSESSIVE_REPEAT" else run

    def _branch(self, ways: list[Step]) -> Step:
        def run(at: int, then: Next) -> int:
            self._tick()
            return next((end for way in ways if (end := way(at, then)) != NOWHERE), NOWHERE)

        return run

    def _alone(self, body: Step) -> Step:
        def run(at: int, then: Next) -> int:
            end = body(at, lambda after: after)
            return NOWHERE if end == NOWHERE else then(end)

        return run

    def _look(self, direction: int, body: Step, items, *, wanted: bool) -> Step:
        width = items.getwidth()[0] if direction < 0 else 0

        def run(at: int, then: Next) -> int:
            self._tick()
            found = at >= width and body(at - width, lambda after: after) != NOWHERE
            return then(at) if found is wanted else NOWHERE

        return run

    def _place(self, name: str) -> Step:
        sign = {"AT_BEGINNING": "^", "AT_BEGINNING_STRING": r"\A", "AT_END": "$", "AT_END_STRING": r"\Z",
                "AT_BOUNDARY": r"\b", "AT_NON_BOUNDARY": r"\B"}[name]  # fmt: skip
        there = re.compile(sign, self.flags)

        def run(at: int, then: Next) -> int:
            self._tick()
            return then(at) if there.match(self.text, at) else NOWHERE

        return run


def accepting(operator, operand, flags: int) -> Callable[[str], bool]:
    """Say which characters an item of one character takes, by `re` itself."""
    tree = _parser.parse("a", flags)
    tree.data[:] = [(operator, operand)]
    return cache(lambda char: _compiler.compile(tree, flags).match(char) is not None)


def samples(items) -> Iterator[str]:
    """Yield texts a part of a pattern takes: one for each way through it, each repeat as short as it may be."""
    ways: list[list[str]] = []
    for operator, operand in items:
        name = str(operator)
        if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            ways.append([each * max(1, operand[0]) for each in samples(operand[2])])
        elif name == "BRANCH":
            ways.append([each for way in operand[1] for each in itertools.islice(samples(way), 2)])
        elif name == "SUBPATTERN":
            ways.append(list(samples(operand[3])))
        elif name == "ATOMIC_GROUP":
            ways.append(list(samples(operand)))
        elif name not in {"AT", "ASSERT", "ASSERT_NOT"}:
            accepts = accepting(operator, operand, 0)
            ways.append([char for char in CHARACTERS if accepts(char)][:2] or [_named(operand)])
    longest = max(map(len, ways), default=1)
    yield from ("".join(way[number % len(way)] for way in ways if way) for number in range(longest))


CHARACTERS = [*"a1A \n.-,'\"(/:@;_x", "é", "中", "\0", "·", "…"]


def _named(operand) -> str:
    """A character that an item names itself."""
    while isinstance(operand, (list, tuple)):
        operand = operand[-1] if isinstance(operand[-1], (int, list, tuple)) else operand[0]
    return chr(operand) if isinstance(operand, int) else "a"


def repeats(items, before: str = "") -> Iterator[tuple[str, object]]:
    """Yield every repeat that may go on for long, with a text that leads to it."""
    for operator, operand in items:
        name = str(operator)
        if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            if operand[1] is _constants.MAXREPEAT or operand[1] > 8:
                yield before, operand[2]
            yield from repeats(operand[2], before)
        elif name == "BRANCH":
            for way in operand[1]:
                yield from repeats(way, before)
        elif name in {"SUBPATTERN", "ATOMIC_GROUP"}:
            yield from repeats(operand[3] if name == "SUBPATTERN" else operand, before)
        before += next(samples([(operator, operand)]), "")


def worst_texts(counter: Counter, size: int) -> Iterator[str]:
    """Yield texts of about a size that pump each repeat of a pattern, and mixtures of what it takes."""
    tree = list(counter.tree)
    leads = {"": None} | dict.fromkeys(lead for lead, _ in repeats(tree))
    pumps = dict.fromkeys(each for _, body in repeats(tree) for each in samples(body) if each)
    pumps |= dict.fromkeys(each for each in samples(tree) if each)
    alphabet = list(dict.fromkeys("".join(pumps)))[:ALPHABET]
    pumps |= dict.fromkeys(map("".join, itertools.product(alphabet, repeat=2)))
    for pump in list(pumps)[:PUMPS]:
        for tail in TAILS:
            yield (pump * size)[:size] + tail
    for lead, pump in itertools.product(list(leads)[:8], list(pumps)[:8]):
        yield lead + (pump * size)[:size] + "\0"


sys.setrecursionlimit(max(sys.getrecursionlimit(), 40_000))
