"""A report's indicators in, everything it says in figures out, whether or not it was taken for an indicator.

Adds the other figures of running text, and gives the rows of a list of items (项目 | 完成数) their item as name. Never
knows whether two figures contradict one another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Final

from analyzer.inspection.amounts import Amount, words_pattern
from analyzer.inspection.figures import TAB, Figure
from analyzer.inspection.tables import Row, Table, tables_of
from analyzer.language.numerals import tidy
from analyzer.types import Analysis, FigureKind, Indicator, Qualifier, Sentence

_CELL: Final = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>[\u4e00-\u9fff]{0,4})")
_BRACKETS: Final = re.compile(r"[（(](?P<unit>[^）)]{1,6})[）)]")
_SCALES: Final = {"万": 1e4, "亿": 1e8}
#: A longer cell is a sentence, no item.
_LONGEST_ITEM: Final = 16


def _bare(
    sentence: Sentence, start: int, end: int, *, name: str, value: float, unit: str, qualifier: Qualifier
) -> Indicator:
    return Indicator(
        text=sentence.text[start:end],
        value=tidy(value),
        value_high=None,
        unit=unit,
        indicator=name,
        canonical=None,
        qualifier=qualifier,
        kind=FigureKind.OUTPUT,
        holder=None,
        planned=False,
        sentence=sentence.id,
        start=start,
        end=end,
    )


def _unnamed(amount: Amount, number: int) -> Figure:
    span = amount.span
    indicator = _bare(
        amount.sentence,
        span.start,
        span.end,
        name=amount.lead,
        value=float(span.value),
        unit=span.unit,
        qualifier=span.qualifier,
    )
    return Figure(index=number, indicator=indicator, sentence=amount.sentence)


def _item_column(table: Table) -> tuple[int, int | None] | None:
    """The column that tells how much of each item was done, and that of the unit; None where the table is no list."""
    head = table.rows[0].cells
    if not words_pattern("item_heads").search(head[0]):
        return None
    unit = next((place for place, cell in enumerate(head) if cell in ("单位", "计量单位")), None)
    for place, cell in enumerate(head[1:], 1):
        if place != unit and not words_pattern("other_columns").search(cell):
            return place, unit
    return None


def _item(row: Row, columns: tuple[int, int | None], figures: Sequence[Figure], number: int) -> Figure | None:
    """The figure of an item's row; the unit stands in its cell, behind the item or in a column of its own."""
    column, unit_column = columns
    label = row.cells[0]
    cell = _CELL.fullmatch(row.cells[column]) if column < len(row.cells) else None
    if cell is None or not label or len(label) > _LONGEST_ITEM or row.is_total or row.is_part_of_row_above:
        return None
    in_label = _BRACKETS.search(label)
    own = row.cells[unit_column] if unit_column is not None and unit_column < len(row.cells) else ""
    unit = cell["unit"] or own or (in_label["unit"] if in_label else "")
    scale = next((factor for sign, factor in _SCALES.items() if unit.startswith(sign)), 1.0)
    unit = unit.lstrip("万亿")
    name = _BRACKETS.sub("", label)
    known = next((f for f in figures if f.sentence.id == row.sentence.id and f.column == column), None)
    if known is not None:
        indicator = replace(known.indicator, indicator=name, canonical=None, unit=unit or known.indicator.unit)
        return replace(known, indicator=indicator, label=name)
    cells = row.sentence.text.split(TAB)
    start = sum(len(each) + 1 for each in cells[:column])
    value = float(cell["number"].replace(",", "")) * scale
    bare = _bare(
        row.sentence,
        start,
        start + len(cells[column]),
        name=name,
        value=value,
        unit=unit,
        qualifier=Qualifier.EXACT,
    )
    return Figure(index=number, indicator=bare, sentence=row.sentence, label=name) if unit else None


def _of_tables(analysis: Analysis, figures: Sequence[Figure], numbers: Iterator[int]) -> Iterator[Figure]:
    """Figures of tables that say more than the indicator does: items, and the one 小计 at the end."""
    for table in tables_of(analysis):
        columns = _item_column(table)
        for row in table.rows[1:] if columns else ():
            assert columns is not None
            item = _item(row, columns, figures, next(numbers))
            if item is not None:
                yield item
        sums = [row for row in table.rows if row.is_total or row.is_subtotal]
        if len(sums) == 1 and sums[0].is_subtotal and sums[0] is table.rows[-1]:
            yield from (replace(f, closes_table=True) for f in figures if f.sentence.id == sums[0].sentence.id)


def claims_of(
    analysis: Analysis, figures: Sequence[Figure], amounts: Mapping[int, Sequence[Amount]]
) -> tuple[Figure, ...]:
    """All figures in reading order; those that are no indicator have an index below 0."""
    numbers = count(-1, -1)
    better = {(f.sentence.id, f.indicator.start): f for f in _of_tables(analysis, figures, numbers)}
    found = {(f.sentence.id, f.indicator.start): f for f in figures} | better
    for line in amounts.values():
        for amount in line:
            if amount.index is None and not amount.is_range:
                found.setdefault((amount.sentence.id, amount.span.start), _unnamed(amount, next(numbers)))
    return tuple(found[key] for key in sorted(found))
