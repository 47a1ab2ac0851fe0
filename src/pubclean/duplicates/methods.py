"""The two methods by name, with the threshold each takes when none is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from pubclean.kernel.plan import copies_plan, jaccard_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from pubclean.kernel.plan import Plan

MethodName = Literal["copies", "jaccard"]


class Method(NamedTuple):
    """A method: its default threshold, and what makes an engine's plan from a threshold."""

    threshold: float
    plan: Callable[[float], Plan]


METHODS = {"copies": Method(0.80, copies_plan), "jaccard": Method(0.80, jaccard_plan)}


def plan_of(method: str, threshold: float | None) -> Plan:
    """Return the plan of a method at a threshold, both checked.

    >>> plan_of("jaccard", 80)
    Traceback (most recent call last):
    ...
    ValueError: threshold is a share above 0 and up to 1, not 80

    Raises:
        ValueError: no such method, or the threshold is not within (0, 1].
        TypeError: the threshold is not a number.
    """
    if method not in METHODS:
        raise ValueError(f"method is one of {', '.join(map(repr, METHODS))}, not {method!r}")
    if threshold is None:
        return METHODS[method].plan(METHODS[method].threshold)
    if isinstance(threshold, bool) or not isinstance(threshold, (int, float)):
        raise TypeError(f"threshold is a number or None, not {type(threshold).__name__}")
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold is a share above 0 and up to 1, not {threshold:g}")
    return METHODS[method].plan(float(threshold))
