"""The dates of two texts that share passages in, which of them was there first out.

The day a report came in is known for certain, the date under it is what its author wrote: the first decides, the second
only where the first does not. Never knows what the texts say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

First = Literal["this", "other", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """ISO dates (YYYY-MM-DD or YYYY-MM) or None: when a text came in, and the date it bears."""

    received: str | None = None
    own: str | None = None


def _earlier(one: str | None, other: str | None) -> First:
    if not one or not other:
        return "unknown"
    one, other = one[: len(other)], other[: len(one)]  # a month says nothing about days
    return "unknown" if one == other else "this" if one < other else "other"


def who_was_first(one: Dates, other: Dates) -> First:
    """Which of two texts was there first.

    >>> who_was_first(Dates(own="2012-05"), Dates(own="2012-06-20"))
    'this'
    """
    by_arrival = _earlier(one.received, other.received)
    return by_arrival if by_arrival != "unknown" else _earlier(one.own, other.own)
