"""Two figures of one thing in, whether their values can both be true, or look like one value slipped in writing, out.

A slip is near, or has the same digits in another order. Never knows what is counted, or of whom.
"""

from __future__ import annotations

import re
from typing import Final

from analyzer.inspection.figures import Figure
from analyzer.types import Qualifier

#: How surely a figure speaks for the whole.
STRONG, FAIR, WEAK = 3, 2, 1
#: Two wholes that differ by more are hardly one figure told twice, unless both say 共.
_NEAR: Final = 1.35
_MAX_FACTOR: Final = 2.0
_TWO_DIGITS: Final = 2


def agree(one: Figure, other: Figure) -> bool:
    """Whether two values can both be true, as exact as they are said to be."""
    if one.indicator.value == other.indicator.value:
        return True
    for rough, sharp in ((one, other), (other, one)):
        low, value = float(rough.indicator.value), float(sharp.indicator.value)
        match rough.indicator.qualifier:
            case Qualifier.ABOUT if abs(low - value) <= 0.12 * max(low, value):
                return True
            case Qualifier.OVER if low <= value <= low * 1.5 or abs(low - value) <= 0.02 * low:
                return True
            case Qualifier.UNDER if value <= low:
                return True
            case Qualifier.RANGE if low <= value <= float(rough.indicator.value_high or low):
                return True
    if all(f.indicator.qualifier is not Qualifier.EXACT for f in (one, other)):
        return abs(one.indicator.value - other.indicator.value) <= 0.2 * max(one.indicator.value, other.indicator.value)
    coarse = max(_step(one), _step(other))
    return abs(one.indicator.value - other.indicator.value) <= coarse


def _step(figure: Figure) -> float:
    """The worth of the last digit that is written: 3.2万 may be anything near by a tenth of ten thousand."""
    text = figure.indicator.text
    scale = 1e8 if "亿" in text else 1e4 if "万" in text else 1e3 if "千" in text else 0.0
    decimals = re.search(r"\.(\d+)", text)
    return scale / 10.0 ** (len(decimals[1]) if decimals else 0)


def _digits(figure: Figure) -> str:
    """The digits of a value that tell it apart: 11.8 is 118, 12500 is 125."""
    value = float(figure.indicator.value)
    return re.sub(r"\D", "", f"{value:.4f}").strip("0")


def swapped(one: Figure, other: Figure) -> bool:
    """318 and 381, 11.8 and 18.1: the same digits in another order."""
    if (
        any(float(f.indicator.value) <= 0 for f in (one, other))
        or not 0.1 < float(one.indicator.value) / float(other.indicator.value) < 10
    ):
        return False
    a, b = _digits(one), _digits(other)
    return a != b and sorted(a) == sorted(b) and len(a) > 1


def rarely_swapped(one: Figure, other: Figure) -> bool:
    """Swapped, and with so many digits that chance hardly does it."""
    return swapped(one, other) and len(_digits(one)) > _TWO_DIGITS


def slipped(one: Figure, other: Figure) -> bool:
    """1260 and 1290: one digit of several is another."""
    a, b = _digits(one), _digits(other)
    return len(a) == len(b) > _TWO_DIGITS and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def near(one: Figure, other: Figure, strengths: tuple[int, int]) -> bool:
    """A slip of the pen is near, or swaps digits; another figure is far."""
    low, high = sorted((float(one.indicator.value), float(other.indicator.value)))
    if low <= 0:
        return False
    if swapped(one, other):
        return rarely_swapped(one, other) or max(strengths) > WEAK
    if min(strengths) <= WEAK:
        return slipped(one, other)
    return high <= low * (_MAX_FACTOR if min(strengths) == STRONG else _NEAR)
