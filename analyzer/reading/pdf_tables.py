"""Ruled tables of a PDF page: their cells by pdfplumber's method, their text by pdfium.

In: the ruling lines and the characters of a page. Out: tables with rows aligned to their grid.
Never knows tables without lines; those are read as text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from analyzer.reading.characters import clean
from analyzer.reading.pdf_page import BREAKS, SPACES, Box, PageText

_NEAR: Final = 3.0  # points: lines nearer than this are one
_TOUCHING: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of cells; a position covered by a merged cell is an empty string."""

    rows: tuple[tuple[str, ...], ...]
    top: float
    bottom: float
    x0: float
    x1: float


def tables_of(edges: Sequence[Box], page: PageText) -> tuple[list[Table], frozenset[int]]:
    """The real tables of a page and the indices of the characters that stand in them."""
    found: list[Table] = []
    taken: set[int] = set()
    for cells in _cells(edges):
        rows = _rows(cells)
        if len(rows[0]) < 2:
            continue  # a frame around text
        texts, characters = _filled(rows, page)
        if sum(bool(text) for row in texts for text in row) < 2:
            continue
        found.append(
            Table(
                rows=texts, x0=min(cell[0] for cell in cells), top=min(cell[1] for cell in cells),
                x1=max(cell[2] for cell in cells), bottom=max(cell[3] for cell in cells),
            )
        )  # fmt: skip
        taken |= characters
    return sorted(found, key=lambda table: table.top), frozenset(taken)


def _cells(edges: Sequence[Box]) -> list[list[Box]]:
    """The cells of each table: pdfplumber's own method, on the edges pdfium gives (it reads them 20 times faster)."""
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

    found = [
        {
            "x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0, "height": bottom - top,
            "orientation": "h" if top == bottom else "v", "object_type": "line",
        }
        for x0, top, x1, bottom in edges
    ]  # fmt: skip
    merged = merge_edges(found, _NEAR, _NEAR, _NEAR, _NEAR)
    merged = merge_edges(merged + _open_sides(merged), _NEAR, _NEAR, _NEAR, _NEAR)
    crossings = edges_to_intersections(merged, _NEAR, _NEAR)
    return list(cells_to_tables(intersections_to_cells(crossings)))


def _open_sides(edges: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The left and right borders many Chinese tables leave out: where two rules of one width frame an inner line."""
    rules = sorted((edge for edge in edges if edge["orientation"] == "h"), key=lambda edge: edge["top"])
    uprights = [edge for edge in edges if edge["orientation"] == "v"]
    sides = []
    for position, upper in enumerate(rules):
        lower = next((rule for rule in rules[position + 1 :] if _as_wide(upper, rule)), None)
        if lower is None or not any(_stands_between(upright, upper, lower) for upright in uprights):
            continue
        for x in (upper["x0"], upper["x1"]):
            sides.append(
                {**upper, "x0": x, "x1": x, "top": upper["top"], "bottom": lower["top"], "orientation": "v", "width": 0,
                 "height": lower["top"] - upper["top"]}
            )  # fmt: skip
    return sides


def _as_wide(upper: dict[str, Any], lower: dict[str, Any]) -> bool:
    return bool(
        lower["top"] - upper["top"] > _NEAR
        and abs(upper["x0"] - lower["x0"]) < 2 * _NEAR
        and abs(upper["x1"] - lower["x1"]) < 2 * _NEAR
    )


def _stands_between(upright: dict[str, Any], upper: dict[str, Any], lower: dict[str, Any]) -> bool:
    return bool(
        upper["x0"] + _NEAR < upright["x0"] < upper["x1"] - _NEAR
        and upright["top"] <= upper["top"] + _NEAR
        and upright["bottom"] >= lower["top"] - _NEAR
    )


def _rows(cells: list[Box]) -> list[list[Box | None]]:
    """Cells on the grid of all their left edges; None where a cell from the left or from above reaches over."""
    xs = _edges(cell[0] for cell in cells)
    ys = _edges(cell[1] for cell in cells)
    rows: list[list[Box | None]] = [[None] * len(xs) for _ in ys]
    for cell in cells:
        rows[bisect_right(ys, cell[1] + _TOUCHING) - 1][bisect_right(xs, cell[0] + _TOUCHING) - 1] = cell
    return rows


def _filled(rows: list[list[Box | None]], page: PageText) -> tuple[tuple[tuple[str, ...], ...], set[int]]:
    """Every character goes to the cell its middle stands in, found on a grid of all edges."""
    cells = [
        (row, column, cell) for row, line in enumerate(rows) for column, cell in enumerate(line) if cell is not None
    ]
    xs = _edges(edge for _, _, cell in cells for edge in (cell[0], cell[2]))
    ys = _edges(edge for _, _, cell in cells for edge in (cell[1], cell[3]))
    grid: dict[tuple[int, int], tuple[int, int]] = {}
    for row, column, (x0, y0, x1, y1) in cells:
        for across in range(bisect_right(xs, x0 + _TOUCHING), bisect_right(xs, x1 - _TOUCHING) + 1):
            for down in range(bisect_right(ys, y0 + _TOUCHING), bisect_right(ys, y1 - _TOUCHING) + 1):
                grid.setdefault((across, down), (row, column))
    members: dict[tuple[int, int], list[int]] = {}
    taken: set[int] = set()
    last: tuple[int, int] | None = None
    for index in range(len(page.codes)):
        if page.codes[index] in BREAKS or page.codes[index] in SPACES:
            if last is not None:
                members[last].append(index)
            continue
        x0, top, x1, bottom = page.box(index)
        place = grid.get((bisect_right(xs, (x0 + x1) / 2), bisect_right(ys, (top + bottom) / 2)))
        last = place
        if place is not None:
            members.setdefault(place, []).append(index)
            taken.add(index)
    texts = tuple(
        tuple(_cell_text(page, members.get((row, column), [])) for column in range(len(line)))
        for row, line in enumerate(rows)
    )
    return texts, taken


def _cell_text(page: PageText, indices: list[int]) -> str:
    return " ".join(clean(page.text(indices))[0].split())


def _edges(values: Iterable[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _TOUCHING:
            edges.append(value)
    return edges
