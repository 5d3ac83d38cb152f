"""A report's tables in, rows that break what the table's other rows keep out: 上门＋电话＝小计, 办结÷受理＝办结率.

The other rows are the proof of how the columns hang together; where most of them do not keep it, nothing is said.
Never knows running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from analyzer.inspection.figures import Figure, place, plain
from analyzer.inspection.table_checks import at, head_of, second_head
from analyzer.inspection.tables import Row, Table, tables_of
from analyzer.language.normalise import fold
from analyzer.types import Analysis, Check

_TOTAL_HEAD: Final = re.compile(r"合\s*计|小\s*计|总\s*计|总\s*数|共\s*计|总额")
_RATE_HEAD: Final = re.compile(r"率|占比|比例")
_GROWTH_HEAD: Final = re.compile(r"增长|增幅|增减|升降|同比|涨幅|降幅")
_CELL: Final = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?)\s*%?[\u4e00-\u9fff]{0,3}")
#: So many rows must keep a relation before one that breaks it is named.
_LEAST_PROOFS: Final = 2
_LEAST_SHARE: Final = 0.6


def _cells(table: Table) -> list[tuple[Row, list[tuple[float, int] | None]]]:
    """Each row of figures with the value and decimals of its cells, None for a cell of words."""
    found = []
    for row in table.rows[1:]:
        if second_head(row):
            continue
        cells: list[tuple[float, int] | None] = []
        for cell in row.cells:
            number = _CELL.fullmatch(fold(cell).strip())
            written = number["number"].replace(",", "") if number else ""
            cells.append((float(written), len(written.partition(".")[2])) if number else None)
        found.append((row, cells))
    return found


def _check(row: Row, message: str, columns: Sequence[int], figures: Sequence[Figure]) -> Check:
    name = next((cell for cell in row.cells if cell and not cell.isdigit()), row.cells[0])
    return Check(
        code="sum_mismatch",
        message=f"表格“{name}”一行（{place(row.sentence)}）{message}，表里别的行都对得上，请核实。",
        indicators=tuple(sorted({index for column in columns for index in at(figures, row, column)})),
    )


def _row_totals(table: Table, figures: Sequence[Figure]) -> Iterator[Check]:
    rows = _cells(table)
    width = len(table.rows[0].cells)
    for total in (column for column in range(width) if _TOTAL_HEAD.search(head_of(table, column))):
        spans = [range(first, total) for first in range(1, total - 1)]
        spans += [range(total + 1, last) for last in range(total + 3, width + 1)]
        best: tuple[int, int, range] | None = None
        for columns in spans:
            fits = [_row_fits(cells, columns, total) for _, cells in rows]
            proofs, told = fits.count(True), len(fits) - fits.count(None)
            if proofs >= _LEAST_PROOFS and proofs >= _LEAST_SHARE * told and (best is None or proofs > best[0]):
                best = (proofs, told, columns)
        if best is None:
            continue
        for row, cells in rows:
            if _row_fits(cells, best[2], total) is False:
                values = [cells[column] for column in best[2]]
                added = " + ".join(plain(value[0]) for value in values if value)
                whole = sum(value[0] for value in values if value)
                stated = cells[total]
                assert stated is not None  # a row that does not fit has one
                said = f"{added} = {plain(whole)}，“{head_of(table, total)}”写的是{plain(stated[0])}"
                yield _check(row, said, [*best[2], total], figures)


def _row_fits(cells: Sequence[tuple[float, int] | None], columns: range, total: int) -> bool | None:
    """Whether the columns make the total; None where the row cannot tell."""
    if total >= len(cells) or columns.stop > len(cells):
        return None
    stated, values = cells[total], [cells[column] for column in columns]
    known = [value for value in values if value is not None]
    if stated is None or len(known) < 2:
        return None
    decimals = max(each[1] for each in (*known, stated))
    slack = 0.5 * 10.0**-decimals * len(known) if decimals else 0.0
    return abs(sum(value for value, _ in known) - stated[0]) <= slack + 1e-6


def _rates(table: Table, figures: Sequence[Figure]) -> Iterator[Check]:
    rows = _cells(table)
    width = len(table.rows[0].cells)
    counts = [column for column in range(1, width) if not _RATE_HEAD.search(head_of(table, column))]
    for rate in (column for column in range(1, width) if _RATE_HEAD.search(head_of(table, column))):
        for part, whole in ((p, w) for p in counts for w in counts if p != w):
            fits = [_rate_fits(cells, part, whole, rate) for _, cells in rows]
            proofs, told = fits.count(True), len(fits) - fits.count(None)
            if proofs < _LEAST_PROOFS + 1 or proofs < 0.7 * told:
                continue
            for row, cells in rows:
                if _rate_fits(cells, part, whole, rate) is False:
                    a, b, stated = cells[part], cells[whole], cells[rate]
                    assert a is not None
                    assert b is not None
                    assert stated is not None
                    said = (
                        f"“{head_of(table, part)}”{plain(a[0])}与“{head_of(table, whole)}”{plain(b[0])}之比是"
                        f"{plain(round(100 * a[0] / b[0], 1))}%，“{head_of(table, rate)}”写的是{plain(stated[0])}%"
                    )
                    yield _check(row, said, [part, whole, rate], figures)
            break


def _rate_fits(cells: Sequence[tuple[float, int] | None], part: int, whole: int, rate: int) -> bool | None:
    if max(part, whole, rate) >= len(cells):
        return None
    a, b, stated = cells[part], cells[whole], cells[rate]
    if a is None or b is None or stated is None or b[0] <= 0 or a[0] == 0:
        return None
    return abs(100 * a[0] / b[0] - stated[0]) <= 10.0 ** -stated[1] + 1e-6


def _growths(table: Table, figures: Sequence[Figure]) -> Iterator[Check]:
    """2020年 1250, 2021年 1525, 增长 22%."""
    rows = _cells(table)
    width = len(table.rows[0].cells)
    for rate in (column for column in range(3, width) if _GROWTH_HEAD.search(head_of(table, column))):
        for old, new in ((rate - 2, rate - 1), (rate - 1, rate - 2)):
            fits = [_growth_fits(cells, old, new, rate) for _, cells in rows]
            proofs, told = fits.count(True), len(fits) - fits.count(None)
            if proofs < _LEAST_PROOFS or proofs < _LEAST_SHARE * told:
                continue
            for row, cells in rows:
                if _growth_fits(cells, old, new, rate) is False:
                    a, b, stated = cells[old], cells[new], cells[rate]
                    assert a is not None
                    assert b is not None
                    assert stated is not None
                    actual = plain(round(100 * (b[0] - a[0]) / a[0], 1))
                    said = (
                        f"从{plain(a[0])}到{plain(b[0])}是{actual}%，“{head_of(table, rate)}”写的是{plain(stated[0])}%"
                    )
                    yield replace(_check(row, said, [old, new, rate], figures), code="rise_mismatch")
            break


def _growth_fits(cells: Sequence[tuple[float, int] | None], old: int, new: int, rate: int) -> bool | None:
    if max(old, new, rate) >= len(cells):
        return None
    a, b, stated = cells[old], cells[new], cells[rate]
    if a is None or b is None or stated is None or a[0] <= 0:
        return None
    return abs(abs(100 * (b[0] - a[0]) / a[0]) - stated[0]) <= 10.0 ** -stated[1] + 1e-6


def row_mismatches(analysis: Analysis, figures: Sequence[Figure]) -> Iterator[Check]:
    """Rows whose sum or rate does not fit."""
    for table in tables_of(analysis):
        yield from _row_totals(table, figures)
        yield from _rates(table, figures)
        yield from _growths(table, figures)
