"""The characters of one PDF page as pdfium reads them, with their places.

In: a pypdfium2 page. Out: ``PageText``: characters, boxes from the top left, the text of any subset.
Never knows lines, paragraphs, drawings or other pages.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias

import pypdfium2.raw as pdfium

from analyzer.reading.characters import is_cjk, join

Box: TypeAlias = tuple[float, float, float, float]  # x0, top, x1, bottom in points from the page's top left

SPACES: Final = frozenset({32, 0xA0, 0x3000, 0x2002, 0x2003, 0x2009})
BREAKS: Final = frozenset({10, 13})
# No code at all; and pdfium's signs for a word broken over two lines.
_SPECIAL: Final = {0: "\ufffd", 2: "-", 0xFFFE: "-", 0xAD: "-"}
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SEEN_SPACE: Final = 0.12  # em: a space the writer typed is seen from this width on
_WIDE_GAP: Final = 0.8  # em: only a gap this wide separates ideographs where pdfium supplied the space itself


def placing(page: Any) -> Callable[[float, float, float, float], Box]:
    """From the file's coordinates (from the bottom left, not turned) to those of the page as it is shown."""
    page_left, page_bottom, page_right, page_top = page.get_bbox()
    rotation = page.get_rotation()

    def placed(left: float, bottom: float, right: float, top: float) -> Box:
        if rotation == 90:
            return (bottom - page_bottom, left - page_left, top - page_bottom, right - page_left)
        if rotation == 180:
            return (page_right - right, bottom - page_bottom, page_right - left, top - page_bottom)
        if rotation == 270:
            return (page_top - top, page_right - right, page_top - bottom, page_right - left)
        return (left - page_left, page_top - top, right - page_left, page_top - bottom)

    return placed


class PageText:
    """The characters of one page. ``codes[i]`` belongs to ``box(i)``; 10 and 13 are pdfium's own line ends."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._handle = page.get_textpage()
        raw = self._handle.raw
        self.codes: list[int] = [pdfium.FPDFText_GetUnicode(raw, i) for i in range(pdfium.FPDFText_CountChars(raw))]
        self._characters = [_SPECIAL.get(code) or chr(code) for code in self.codes]
        self.width, self.height = page.get_size()
        self._placed = placing(page)
        self._boxes: dict[int, Box] = {}
        self._rectangle = pdfium.FS_RECTF()
        self._reference = ctypes.byref(self._rectangle)

    def close(self) -> None:
        self._handle.close()

    def box(self, index: int) -> Box:
        """The box of a character with its side bearings: a full stop is as wide as any ideograph."""
        box = self._boxes.get(index)
        if box is None:
            rectangle = self._rectangle
            pdfium.FPDFText_GetLooseCharBox(self._handle.raw, index, self._reference)
            box = self._boxes[index] = self._placed(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        return box

    def angle(self, index: int) -> float:
        return float(pdfium.FPDFText_GetCharAngle(self._handle.raw, index))

    def is_generated(self, index: int) -> bool:
        """Whether pdfium supplied this character, a space or a line end, from the places of its neighbours."""
        return bool(pdfium.FPDFText_IsGenerated(self._handle.raw, index) == 1)

    def em(self, index: int) -> float:
        """The size of a character in points: an ideograph is as wide as its font is high."""
        x0, top, x1, bottom = self.box(index)
        return x1 - x0 if is_ideograph(self.codes[index]) and x1 - x0 > 2 else (bottom - top) / 1.2

    def text(self, indices: Iterable[int]) -> str:
        """The text of some characters in the given order, lines joined, spaces kept only where they are seen."""
        codes, characters = self.codes, self._characters
        whole, line = "", ""
        last: int | None = None
        spaced: int | None = None  # the first space since the last character
        for index in indices:
            code = codes[index]
            if code in BREAKS:
                whole, line, last, spaced = join(whole, line), "", None, None
            elif code in SPACES:
                spaced = index if spaced is None else spaced
            else:
                if spaced is not None and last is not None and self._is_seen(last, spaced, index):
                    line += " "
                line += characters[index]
                last, spaced = index, None
        return _whole(join(whole, line) if whole else line)

    @property
    def raw(self) -> str:
        """All characters as the file names them, nothing cleaned: what a garbled text is known by."""
        return _whole("".join(self._characters))

    def gap(self, before: int, after: int) -> float:
        """The white between two characters of one line, in em."""
        return (self.box(after)[0] - self.box(before)[2]) / max(self.em(before), 1.0)

    def _is_seen(self, before: int, space: int, after: int) -> bool:
        if not is_cjk(chr(self.codes[before])) and not is_cjk(chr(self.codes[after])):
            return True
        return self.gap(before, after) > (_WIDE_GAP if self.is_generated(space) else _SEEN_SPACE)


def is_ideograph(code: int) -> bool:
    """Whether a code is an ideograph, which is as wide as its font is high; quotation marks may be half as wide."""
    return 0x3400 <= code <= 0x9FFF or 0x20000 <= code <= 0x3134F


def _whole(text: str) -> str:
    """Characters beyond the first plane, which pdfium may give in two halves, put together."""
    if _SURROGATE.search(text):
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
