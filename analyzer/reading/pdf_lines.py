"""The characters of a page → its lines from top to bottom, column after column where there are two.

In: a ``PageText`` and the characters to leave out. Out: ``Line`` after ``Line``, each with its place and size.
Never knows what a line says, nor other pages.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Final

from analyzer.reading.characters import clean, is_cjk
from analyzer.reading.pdf_page import BREAKS, SPACES, PageText, is_ideograph

_SPLIT: Final = 1.5  # em: a gap this wide within a line may be a gutter or a tab
_SKEW: Final = 0.06  # radians: more than this off the right angles is a watermark


@dataclass(slots=True, kw_only=True)
class Line:
    """A line, or the part of one up to a wide gap."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    page: int  # from 0
    width: float  # of the page
    height: float
    sized: bool = True  # ``size`` was taken from an ideograph and can be trusted
    column: int = 0
    parts: list[Line] = field(default_factory=list)  # of a line made of several
    skewed: bool = False


def segments(page: PageText, number: int, left_out: frozenset[int]) -> list[Line]:
    """The lines pdfium sees, split at wide gaps, in the order of the file."""
    found: list[Line] = []
    indices: list[int] = []
    last: int | None = None
    for index, code in enumerate(page.codes):
        if index in left_out:
            continue
        if code in BREAKS:
            _add(found, page, number, indices)
            indices, last = [], None
        elif code in SPACES:
            indices.append(index)
        else:
            if last is not None and indices[-1] != last and page.gap(last, index) > _SPLIT:
                _add(found, page, number, indices)
                indices = []
            indices.append(index)
            last = index
    _add(found, page, number, indices)
    return found


def _add(found: list[Line], page: PageText, number: int, indices: list[int]) -> None:
    seen = [index for index in indices if page.codes[index] not in SPACES]
    if not seen:
        return
    first, last = page.box(seen[0]), page.box(seen[-1])
    ideograph = next((index for index in seen[:12] if is_ideograph(page.codes[index]) and page.em(index) > 2), None)
    text = clean(page.text(indices))[0].strip()
    angle = page.angle(seen[0])
    if text:
        found.append(
            Line(
                text=text, x0=min(first[0], last[0]), x1=max(first[2], last[2]), top=min(first[1], last[1]),
                bottom=max(first[3], last[3]), size=page.em(seen[0] if ideograph is None else ideograph),
                sized=ideograph is not None, page=number, width=page.width, height=page.height,
                skewed=angle > 0 and abs(math.remainder(angle, math.pi / 2)) > _SKEW,
            )
        )  # fmt: skip


def rows(parts: Sequence[Line]) -> list[Line]:
    """Parts that stand side by side, as one line each, from top to bottom."""
    whole: list[list[Line]] = []
    for part in sorted(parts, key=lambda part: (part.top + part.bottom) / 2):
        if whole and _beside(whole[-1], part):
            whole[-1].append(part)
        else:
            whole.append([part])
    return [_as_one(sorted(row, key=lambda part: part.x0)) for row in whole]


def _beside(row: list[Line], part: Line) -> bool:
    other = row[0]
    overlap = min(other.bottom, part.bottom) - max(other.top, part.top)
    if overlap < 0.6 * min(other.bottom - other.top, part.bottom - part.top):
        return False
    return all(part.x0 >= one.x1 - 0.4 * part.size or part.x1 <= one.x0 + 0.4 * part.size for one in row)


def _as_one(row: list[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    text = row[0].text
    for before, after in itertools.pairwise(row):
        gap = (after.x0 - before.x1) / max(before.size, 1.0)
        touching = is_cjk(before.text[-1]) or is_cjk(after.text[0])
        text += ("" if gap < (0.8 if touching else 0.15) else " ") + after.text
    return replace(
        max(row, key=lambda part: len(part.text)), text=text, x0=row[0].x0, x1=max(part.x1 for part in row),
        top=min(part.top for part in row), bottom=max(part.bottom for part in row), parts=row,
    )  # fmt: skip


def ordered(lines: list[Line]) -> list[Line]:
    """Lines in reading order: where a band of the page is set in two columns, the left one before the right one."""
    gutter = _gutter(lines)
    if gutter is None:
        return lines
    result: list[Line] = []
    band: list[Line] = []
    for line in lines:
        if any(part.x0 < gutter - 1 and part.x1 > gutter + 1 for part in line.parts or [line]):
            result += _columns(band, gutter)
            result.append(line)
            band = []
        else:
            band.append(line)
    return result + _columns(band, gutter)


def _gutter(lines: list[Line]) -> float | None:
    """Where a white stripe near the middle parts the page, if text fills both sides of it."""
    parts = [part for line in lines for part in line.parts or [line]]
    if len(parts) < 8:
        return None
    width = parts[0].width
    if sum(part.x0 >= 0.34 * width for part in parts) < 4 or sum(part.x1 <= 0.66 * width for part in parts) < 4:
        return None
    best: tuple[int, float] | None = None
    for step in range(-15, 16):
        x = width / 2 + step * width / 100
        left = sum(part.x1 <= x + 1 for part in parts)
        right = sum(part.x0 >= x - 1 for part in parts)
        crossing = len(parts) - left - right
        if left >= 4 and right >= 4 and crossing <= 0.4 * len(parts):
            score = crossing * 100 + abs(step)
            if best is None or score < best[0]:
                best = (score, x)
    return None if best is None else best[1]


def _columns(band: list[Line], gutter: float) -> list[Line]:
    parts = [part for line in band for part in line.parts or [line]]
    sides = [[part for part in parts if part.x1 <= gutter + 1], [part for part in parts if part.x1 > gutter + 1]]
    if not all(len(side) >= 4 and _is_filled(side) for side in sides):
        return band
    # Side by side over most of their height, or it is a column of text with something set beside it.
    tops, bottoms = zip(*((side[0].top, max(part.bottom for part in side)) for side in sides), strict=True)
    if min(bottoms) - max(tops) < 0.4 * (max(bottoms) - min(tops)):
        return band
    return [replace(line, column=number) for number, side in enumerate(sides, 1) for line in rows(side)]


def _is_filled(side: list[Line]) -> bool:
    """Running text fills its column; the cells of a table without lines do not."""
    across = max(part.x1 for part in side) - min(part.x0 for part in side)
    return median(part.x1 - part.x0 for part in side) > 0.7 * across and median(len(part.text) for part in side) >= 8
