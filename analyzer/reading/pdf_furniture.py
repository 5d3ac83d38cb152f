"""Headers, footers and page numbers of a PDF: lines at the edge that come back page after page.

In: the lines of every page. Out: the lines without them, and what the headers and footers say.
Never knows how lines were made or what becomes of them.
"""

from __future__ import annotations

import re
from collections import Counter
from statistics import median
from typing import Final

from analyzer.reading.page_numbers import is_bare_number, is_page_number, without_page_number
from analyzer.reading.pdf_lines import Line

_ZONE: Final = 0.13  # of the page's height, at the top and at the bottom
_DEEP: Final = 3  # lines from the edge looked at
_SAME_PLACE: Final = 6.0  # points
_OUTER_NUMBER: Final = re.compile(r"\s+\d{1,4}$|^\d{1,4}\s{1,}(?=\D)(?!\S+\s*\d*$)")
_NUMBERS: Final = re.compile(r"\d+|[一二三四五六七八九十]+(?=页)")


def without_furniture(pages: list[list[Line]]) -> tuple[list[list[Line]], tuple[str, ...]]:
    """The pages' lines without furniture, and the furniture's texts, each once, without page numbers."""
    repeated = _repeated(pages)
    offsets = _number_offsets(pages)
    kept: list[list[Line]] = []
    texts: dict[str, None] = {}
    for lines in pages:
        edges = _edges(lines)
        rest: list[Line] = []
        for position, line in enumerate(lines):
            edge = position in edges
            if line.skewed or (edge and _fold(line) in repeated and _stands_alike(line, repeated[_fold(line)])):
                texts[_without_number(line.text)] = None
            elif edge and _is_number(line, position, lines, offsets):
                continue
            else:
                rest.append(line)
        kept.append(rest)
    return kept, tuple(text for text in texts if text)


def _edges(lines: list[Line]) -> set[int]:
    """The indices of the lines near the top and the bottom."""
    edges = set()
    for position in (*range(min(_DEEP, len(lines))), *range(max(0, len(lines) - _DEEP), len(lines))):
        line = lines[position]
        if line.bottom < _ZONE * line.height or line.top > (1 - _ZONE) * line.height:
            edges.add(position)
    return edges


def _fold(line: Line) -> str:
    return _NUMBERS.sub("#", line.text.replace(" ", ""))


def _repeated(pages: list[list[Line]]) -> dict[str, float]:
    """Folded texts that stand at the same height on several pages, with that height."""
    if len(pages) < 2:
        return {}
    tops: dict[str, list[float]] = {}
    for lines in pages:
        for position in _edges(lines):
            tops.setdefault(_fold(lines[position]), []).append(lines[position].top)
    enough = 2 if len(pages) <= 6 else max(3, len(pages) // 4)  # left and right pages differ; so do first pages
    return {
        text: median(heights)
        for text, heights in tops.items()
        if len(heights) >= enough and sum(abs(top - median(heights)) < _SAME_PLACE for top in heights) >= enough
    }


def _without_number(text: str) -> str:
    """What a header says; a number at its end or beginning that changes from page to page is the page's."""
    return _OUTER_NUMBER.sub("", without_page_number(text)).strip()


def _stands_alike(line: Line, top: float) -> bool:
    return abs(line.top - top) < _SAME_PLACE


def _number_offsets(pages: list[list[Line]]) -> Counter[int]:
    """How far bare numbers at the edge are from the count of pages; a common distance means they are page numbers."""
    offsets: Counter[int] = Counter()
    for number, lines in enumerate(pages):
        for position in _edges(lines):
            text = lines[position].text.strip("-—–－ ")
            if text.isascii() and text.isdecimal():
                offsets[int(text) - number] += 1
    return offsets


def _is_number(line: Line, position: int, lines: list[Line], offsets: Counter[int]) -> bool:
    if not is_page_number(line.text):
        return False
    if not is_bare_number(line.text):
        return True
    if position not in (0, len(lines) - 1):
        return False
    text = line.text.strip()
    if text.isdecimal() and offsets[int(text) - line.page] >= 2:
        return True
    if len(lines) == 1:
        return True
    neighbour = lines[1] if position == 0 else lines[-2]
    gap = neighbour.top - line.bottom if position == 0 else line.top - neighbour.bottom
    alone = gap > 0.6 * max(line.size, neighbour.size)
    # A number that ends a paragraph stands at its left margin and as near as any other line.
    return alone or abs((line.x0 + line.x1) / 2 - line.width / 2) < line.size
