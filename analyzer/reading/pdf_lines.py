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
_BACK: Final = 0.25  # em: a step to the left, or an overlap, this wide is no kerning
_TOUCHING: Final = 0.1  # em: no space is seen in a gap this narrow
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
    """The lines pdfium sees, split at wide gaps, in the order of the file; within a line from left to right."""
    found: list[Line] = []
    line: list[int] = []
    for index, code in enumerate(page.codes):
        if index in left_out:
            continue
        if code in BREAKS:
            _split(found, page, number, _left_to_right(page, line))
            line = []
        else:
            line.append(index)
    _split(found, page, number, _left_to_right(page, line))
    return found


def _left_to_right(page: PageText, line: list[int]) -> list[int]:
    """A line whose characters the file gives run by run of one font, as it is seen.

    LibreOffice writes the quotation marks of another font after the words between them. Only where every character
    finds an empty place of its own: what is printed twice or one above the other stays in the order of the file.
    """
    seen = [index for index in line if page.codes[index] not in SPACES]
    if not any(page.box(b)[0] < page.box(a)[0] - _BACK * page.em(a) for a, b in itertools.pairwise(seen)):
        return line
    boxes = [page.box(index) for index in seen]
    if max(box[1] for box in boxes) >= min(box[3] for box in boxes) or abs(page.angle(seen[0])) > _SKEW:
        return line
    seen.sort(key=lambda index: page.box(index)[0])
    if any(page.gap(a, b) < -_BACK for a, b in itertools.pairwise(seen)):
        return line
    result = seen[:1]
    spaces = [(page.box(index), index) for index in line if page.codes[index] in SPACES]
    for a, b in itertools.pairwise(seen):
        if page.gap(a, b) > _TOUCHING:
            after, before = page.box(a)[2] - 1, page.box(b)[0] + 1
            result += [index for box, index in spaces if after <= box[0] and box[2] <= before][:1]
        result.append(b)
    return result


def _split(found: list[Line], page: PageText, number: int, line: list[int]) -> None:
    indices: list[int] = []
    last: int | None = None
    for index in line:
        if page.codes[index] not in SPACES:
            if last is not None and indices[-1] != last and page.gap(last, index) > _SPLIT:
                _add(found, page, number, indices)
                indices = []
            last = index
        indices.append(index)
    _add(found, page, number, indices)


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
