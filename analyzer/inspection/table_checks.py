"""A report's tables in, columns whose rows do not add up to their 合计 out.

Read from the cells, so that a figure nobody extracted still counts. A column is left alone when a cell is no plain
number, when its units differ, or when its head says that it is a rate. Never knows running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from analyzer.inspection.figures import Figure, place, plain
from analyzer.inspection.tables import Row, Table, tables_of
from analyzer.language.normalise import fold
from analyzer.types import Analysis, Check

_NUMBER: Final = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>[\u4e00-\u9fff%]{0,4})")
#: The rows of a list of some units make less of the whole than this.
_NEARLY_ALL: Final = 0.85
_NOTHING: Final = frozenset({"", "-", "—", "——", "/", "无", "0"})
_NOT_SUMMED: Final = re.compile(r"率|比|%|均|每|序号|编号|排名|名次|得分|分数|年|日期|时间|电话|备注|增幅|增长")


def _column(rows: Sequence[Row], column: int) -> list[tuple[float, str, int]] | None:
    """Value, unit and decimals of each row's cell, or None where one is not a plain number."""
    found = []
    for row in rows:
        cell = fold(row.cells[column]).strip() if column < len(row.cells) else ""
        if cell in _NOTHING:
            found.append((0.0, "", 0))
            continue
        number = _NUMBER.fullmatch(cell)
        if not number:
            return None
        written = number["number"].replace(",", "")
        found.append((float(written), number["unit"], len(written.partition(".")[2])))
    return found


def at(figures: Sequence[Figure], row: Row, column: int) -> list[int]:
    return [f.index for f in figures if f.sentence.id == row.sentence.id and f.column == column]


def head_of(table: Table, column: int) -> str:
    head = table.rows[0].cells
    return head[column] if column < len(head) and head[column] else f"第{column + 1}列"


def _check_total(
    table: Table, rows: Sequence[Row], total: Row, figures: Sequence[Figure], *, complete: bool
) -> Iterator[Check]:
    if len(rows) < 2:
        return
    for column in range(len(total.cells)):
        label = head_of(table, column)
        cells = _column([*rows, total], column)
        if cells is None or _NOT_SUMMED.search(label):
            continue
        parts, (stated, unit, _) = cells[:-1], cells[-1]
        if fold(total.cells[column]).strip() in _NOTHING or not any(value for value, _, _ in parts):
            continue
        if len({each for _, each, _ in cells if each}) > 1:
            continue
        decimals = max(each for _, _, each in cells)
        slack = 0.5 * 10**-decimals * len(cells) if decimals else 0.0
        added = sum(value for value, _, _ in parts)
        if not complete and added < _NEARLY_ALL * stated:
            continue
        if abs(added - stated) > slack + 1e-6:
            indicators = [index for row in (*rows, total) for index in at(figures, row, column)]
            yield Check(
                code="sum_mismatch",
                message=f"表格“{label}”一列各行相加是{plain(added)}{unit}，“{total.cells[0] or total.cells[1]}”一行写的是"
                f"{plain(stated)}{unit}（{place(total.sentence)}），请核实。",
                indicators=tuple(sorted(indicators)),
            )


def second_head(row: Row) -> bool:
    return not any(re.search(r"\d", cell) for cell in row.cells)


def table_mismatches(analysis: Analysis, figures: Sequence[Figure], *, complete: bool = True) -> Iterator[Check]:
    """Columns that do not add up; with 小计 rows each block is added up to its own.

    Without ``complete`` (a circular's table may list some units only) sums far below their 合计 say nothing.
    """
    for table in tables_of(analysis):
        body: list[Row] = []  # rows since the last subtotal
        every: list[Row] = []
        for row in table.rows[1:]:
            if row.is_part_of_row_above or second_head(row):
                continue
            if row.is_subtotal:
                yield from _check_total(table, body, row, figures, complete=complete)
                body = []
            elif row.is_total:
                yield from _check_total(table, every, row, figures, complete=complete)
                body, every = [], []
            else:
                body.append(row)
                every.append(row)
        if every and table.rows[1].is_total and len(every) == len(table.rows) - 2:  # 合计 stands first
            yield from _check_total(table, every, table.rows[1], figures, complete=complete)
