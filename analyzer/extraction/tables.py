"""A table's rows in, its figures out: name and unit come from the heads of column and row.

In: the rows as sentences (cells joined by TAB). Out: figure spans with name, unit and holder, offsets in the row's text.
Never knows running text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from analyzer import lexicon
from analyzer.extraction.candidates import candidates
from analyzer.extraction.figure_grammar import FigureSpan
from analyzer.extraction.spans import measure_factor
from analyzer.language.normalise import fold
from analyzer.language.numerals import parse_number, tidy
from analyzer.types import Qualifier, Sentence

_NUMBER_CELL: Final = re.compile(
    r"^\s*(?P<about>约|近)?(?P<number>-?\d[\d,]*(?:\.\d+)?)\s?(?P<scale>[万亿]?)(?P<over>余|多)?(?P<unit>%|[\u4e00-\u9fff]{0,4})\s*$"
)
#: A cell that opens with its number and goes on in words: 7.5，一事一议奖补.
_NUMBER_FIRST: Final = re.compile(
    r"^\s*(?P<about>约|近)?(?P<number>\d[\d,]*(?:\.\d+)?)(?P<scale>)(?P<over>)(?P<unit>)(?=[，；])"
)
_HEAD_UNIT: Final = re.compile(r"[（(/]\s*(?:单位[：:])?\s*(?P<unit>[\u4e00-\u9fff%]{1,4})\s*[）)]?$")
_TABLE_UNIT: Final = re.compile(r"单位[：:]\s*(?P<unit>[\u4e00-\u9fff%]{1,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class _HeadPatterns:
    no_figure: re.Pattern[str]
    totals: re.Pattern[str]
    holders: re.Pattern[str]
    units: tuple[tuple[re.Pattern[str], str], ...]


@cache
def _heads() -> _HeadPatterns:
    """Heads of columns without figures, names of total rows, heads of unit columns, and units a head's words imply."""
    tables = lexicon.figures().tables
    return _HeadPatterns(
        no_figure=re.compile(tables.no_figure_heads),
        totals=re.compile(tables.total_rows),
        holders=re.compile(tables.holder_heads),
        units=tuple((re.compile(head.pattern), head.unit) for head in tables.head_units),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFigure:
    span: FigureSpan
    sentence: int
    name: str
    row_head: str  # the row's first text cell
    owner: str | None  # the unit in the row's first text cell, where the column's head says that it names units
    is_total: bool


def _cells(text: str) -> list[tuple[str, int]]:
    """Cells with their offsets in the row's text."""
    found: list[tuple[str, int]] = []
    place = 0
    for cell in text.split("\t"):
        found.append((cell, place))
        place += len(cell) + 1
    return found


def _is_number(cell: str) -> bool:
    return bool(_NUMBER_CELL.match(fold(cell)))


def _head_rows(rows: Sequence[Sentence]) -> int:
    """How many rows at the top are heads: those without a number cell, at most three, at least one."""
    count = 0
    for row in rows[:3]:
        cells = row.text.split("\t")
        if any(_is_number(cell) for cell in cells[1:]):
            break
        count += 1
    return max(count, 1) if len(rows) > 1 else 0


def _column_heads(rows: Sequence[Sentence], width: int) -> list[str]:
    """One head a column: the head rows' texts joined downwards, merged cells carried to the right."""
    heads = [""] * width
    for row in rows:
        carried = ""
        cells = row.text.split("\t")
        for column in range(width):
            cell = cells[column].strip() if column < len(cells) else ""
            if cell:
                carried = cell
            elif len(rows) == 1 or heads[column]:
                carried = ""
            heads[column] += carried if carried not in heads[column] else ""
    return heads


def _unit_of_head(head: str, table_unit: str | None) -> str | None:
    found = _HEAD_UNIT.search(head.strip())
    if found and measure_factor(found["unit"]):
        return found["unit"]
    for pattern, unit in _heads().units:
        if pattern.search(head):
            return table_unit if unit == "元" and table_unit and table_unit.endswith("元") else unit
    return table_unit


def _name_of_head(head: str) -> str:
    name = _HEAD_UNIT.sub("", head.strip())
    return re.sub(r"[（(].*?[）)]|数$|（.*$", "", name) or head


def table_figures(rows: Sequence[Sentence], *, caption: str = "") -> list[TableFigure]:
    """The figures of one table.

    Args:
        rows: its rows in order.
        caption: the text just before it, where a unit for all cells may stand (单位：万元).
    """
    if len(rows) < 2:
        return []
    heads_count = _head_rows(rows)
    width = max(len(row.text.split("\t")) for row in rows)
    heads = _column_heads(rows[:heads_count], width)
    said = _TABLE_UNIT.search(caption) or next(
        (_TABLE_UNIT.search(row.text) for row in rows[:heads_count] if _TABLE_UNIT.search(row.text)), None
    )
    table_unit = said["unit"] if said and measure_factor(said["unit"]) else None
    found: list[TableFigure] = []
    for row in rows[heads_count:]:
        cells = _cells(row.text)
        row_head = next((cell.strip() for cell, _ in cells if cell.strip() and not _is_number(cell)), "")
        head_column = next((at for at, (cell, _) in enumerate(cells) if cell.strip() and not _is_number(cell)), 0)
        names_units = head_column < len(heads) and bool(_heads().holders.search(heads[head_column]))
        is_total = bool(_heads().totals.search(row_head))
        for column, (cell, offset) in enumerate(cells):
            head = heads[column] if column < len(heads) else ""
            found += _cell_figures(
                cell,
                offset,
                head,
                row,
                row_head,
                owner_named(row_head, heads[head_column])
                if names_units and not is_total and not row_head.startswith("其中")
                else None,
                is_total,
                table_unit,
            )
    return found


def _cell_figures(
    cell: str,
    offset: int,
    head: str,
    row: Sentence,
    row_head: str,
    owner: str | None,
    is_total: bool,
    table_unit: str | None,
) -> list[TableFigure]:
    number = _NUMBER_CELL.match(fold(cell)) or _NUMBER_FIRST.match(fold(cell))
    if not number:
        return []
    if _heads().no_figure.search(head) and not number["unit"]:
        return []
    written = number["unit"] or _unit_of_head(head, table_unit) or _unit_of_head(row_head, None)
    if not written:
        return []
    factor = measure_factor(written)
    value = parse_number(number["number"].lstrip("-") + number["scale"])
    if factor is None or value is None:
        return []
    base, times = factor
    start = offset + number.start("about" if number["about"] else "number")
    end = offset + (
        number.end("unit") if number["unit"] else number.end("over") if number["over"] else number.end("scale")
    )
    qualifier = Qualifier.ABOUT if number["about"] else Qualifier.OVER if number["over"] else Qualifier.EXACT
    span = FigureSpan(
        text=row.text[start:end],
        start=start,
        end=end,
        number_start=offset + number.start("number"),
        number_end=offset + number.end("number"),
        value=tidy(value * times),
        value_high=None,
        unit=base,
        written_unit=written,
        qualifier=qualifier,
        chinese=False,
    )
    name = _name_of_head(head) if head and not _is_number(head) else row_head
    return [TableFigure(span=span, sentence=row.id, name=name, row_head=row_head, owner=owner, is_total=is_total)]


def text_cell_figures(row: str) -> list[FigureSpan]:
    """The candidate figures in a row's cells of running text, with offsets in the row."""
    return [
        _moved(span, offset, row)
        for cell, offset in _cells(row)
        if not _NUMBER_CELL.match(fold(cell))
        for span in candidates(cell)
    ]


def owner_named(cell: str, head: str) -> str:
    """The unit a row's first cell names: 白塔 under the head 村名 is 白塔村."""
    return cell + "村" if "村" in head and re.fullmatch(r"[\u4e00-\u9fff]{2,4}(?<![村镇乡居区道])", cell) else cell


def _moved(span: FigureSpan, offset: int, text: str) -> FigureSpan:
    """A span found in a cell, with offsets in the row."""
    return replace(
        span,
        text=text[span.start + offset : span.end + offset],
        start=span.start + offset,
        end=span.end + offset,
        number_start=span.number_start + offset,
        number_end=span.number_end + offset,
    )
