"""What a PDF page shows beside its text: ruling lines, pictures, and text nobody sees.

In: a pypdfium2 page. Out: ``Drawn``. Never knows the text.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import pypdfium2.raw as pdfium

from analyzer.reading.pdf_page import Box, placing

_Matrix: TypeAlias = tuple[float, float, float, float, float, float]
_STILL: Final[_Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

MAX_DEPTH: Final = 3  # form objects within form objects looked into
MAX_OBJECTS: Final = 20_000
MAX_EDGES: Final = 4_000  # a page with more is a drawing
_MAX_POINTS: Final = 200  # of one path; a longer one is a curve or a map
_SHORTEST: Final = 4.0  # points
_ALIGNED: Final = 1.0
_THICKEST: Final = 3.0


@dataclass(slots=True, kw_only=True)
class Drawn:
    """``edges`` are the lines along the page's axes, as boxes without width or without height."""

    edges: list[Box] = field(default_factory=list)
    objects: int = 0
    texts: int = 0
    unseen_texts: int = 0  # render mode 3: the text layer an OCR program lays under a scan
    picture: float = 0.0  # share of the page the largest picture covers

    @property
    def ruled(self) -> bool:
        """Whether the lines can make a table: a row of two columns, whose outer sides may be left open."""
        if len(self.edges) > MAX_EDGES or self.objects > MAX_OBJECTS:
            return False
        across = len({round(edge[1] / 3) for edge in self.edges if edge[1] == edge[3]})
        down = len({round(edge[0] / 3) for edge in self.edges if edge[0] == edge[2]})
        return across >= 2 and down >= 1

    @property
    def scanned(self) -> bool:
        return self.picture > 0.4


def drawn(page: Any) -> Drawn:
    """What the objects of ``page`` draw; looks into form objects."""
    width, height = page.get_size()
    look = _Look(placing(page), max(width * height, 1.0))
    look.into(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, _STILL, 0)
    return look.found


class _Look:
    """One walk over the objects of a page, with the buffers pdfium fills."""

    def __init__(self, placed: Callable[[float, float, float, float], Box], area: float) -> None:
        self.found = Drawn()
        self._placed = placed
        self._area = area
        self._matrix = pdfium.FS_MATRIX()
        self._sides = tuple(ctypes.c_float() for _ in range(4))

    def into(
        self, holder: Any, count: Callable[[Any], int], get: Callable[[Any, int], Any], outer: _Matrix, depth: int
    ) -> None:
        for index in range(count(holder)):
            self.found.objects += 1
            if self.found.objects > MAX_OBJECTS:
                return
            item = get(holder, index)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self.found.texts += 1
                self.found.unseen_texts += pdfium.FPDFTextObj_GetTextRenderMode(item) == 3
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(item, outer)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self._picture(item, outer)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                inner = self._matrix_of(item, outer)
                self.into(item, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, inner, depth + 1)

    def _path(self, item: Any, outer: _Matrix) -> None:
        count = pdfium.FPDFPath_CountSegments(item)
        if not 2 <= count <= _MAX_POINTS or len(self.found.edges) > MAX_EDGES:
            return
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
        if not stroke.value and (not fill.value or not self._is_thin(item)):
            return  # a shade behind text has edges, but nobody sees lines
        a, b, c, d, e, f = self._matrix_of(item, outer)
        x, y = ctypes.c_float(), ctypes.c_float()
        start: tuple[float, float] | None = None
        before: tuple[float, float] | None = None
        for index in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(item, index)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
            point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                start = point
            elif kind == pdfium.FPDF_SEGMENT_LINETO and before is not None:
                self._edge(before, point)
            if pdfium.FPDFPathSegment_GetClose(segment) and start is not None:
                self._edge(point, start)
            before = point

    def _is_thin(self, item: Any) -> bool:
        """Whether a filled path is a line drawn as a narrow rectangle (Word does so)."""
        left, bottom, right, top = self._sides
        if not pdfium.FPDFPageObj_GetBounds(item, *(ctypes.byref(side) for side in self._sides)):
            return False
        return bool(min(right.value - left.value, top.value - bottom.value) <= _THICKEST)

    def _edge(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        left, right = sorted((start[0], end[0]))
        bottom, top = sorted((start[1], end[1]))
        x0, y0, x1, y1 = self._placed(left, bottom, right, top)
        if y1 - y0 <= _ALIGNED and x1 - x0 >= _SHORTEST:
            self.found.edges.append((x0, y0, x1, y0))
        elif x1 - x0 <= _ALIGNED and y1 - y0 >= _SHORTEST:
            self.found.edges.append((x0, y0, x0, y1))

    def _picture(self, item: Any, outer: _Matrix) -> None:
        a, b, c, d, _, _ = self._matrix_of(item, outer)  # a picture is the unit square, placed
        self.found.picture = max(self.found.picture, abs(a * d - b * c) / self._area)

    def _matrix_of(self, item: Any, outer: _Matrix) -> _Matrix:
        inner = self._matrix
        if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(inner)):
            return outer
        a, b, c, d, e, f = outer
        return (
            inner.a * a + inner.b * c, inner.a * b + inner.b * d, inner.c * a + inner.d * c, inner.c * b + inner.d * d,
            inner.e * a + inner.f * c + e, inner.e * b + inner.f * d + f,
        )  # fmt: skip
