"""What a table of the workbook is: columns with their meaning, rows of plain values.

In: nothing. Out: ``Column`` and ``Table``, which ``workbook_paper`` puts on paper and the sheet 说明 explains.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from analyzer.types import Number


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a row of another sheet of the book; ``row`` counts from 1, as Excel does."""

    text: str
    sheet: str
    row: int


Cell: TypeAlias = str | int | float | date | Link | None
Style: TypeAlias = Literal["text", "number", "percent", "entry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. ``choices`` make a drop-down list; ``tints`` colour cells that hold exactly this text."""

    title: str
    width: float
    meaning: str
    style: Style = "text"
    choices: tuple[str, ...] = ()
    tints: tuple[tuple[str, str], ...] = ()  # text, name of a tint in workbook_paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One sheet: its purpose in a sentence, its columns, its rows; ``empty`` is said when there are no rows.

    ``notes`` stand above the head of the table, one a line.
    """

    name: str
    purpose: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    empty: str
    frozen_columns: int = 1
    notes: tuple[str, ...] = ()


def iso_date(text: str | None) -> Cell:
    """A full ISO date as a date, so that the workbook can sort it; a month alone stays text."""
    if not text:
        return None
    try:
        return date.fromisoformat(text) if len(text) == 10 else text
    except ValueError:
        return text


def lines(parts: Iterable[str]) -> str:
    """Several statements in one cell, each on its own line."""
    return "\n".join(part for part in parts if part)


def row_text(text: str) -> str:
    """A sentence for one cell; the cells of a table row, joined by TAB, stay apart."""
    return text.replace("\t", "｜")


def ten_thousands(value: Number, unit: str) -> Cell:
    """Money in 万元; nothing for other units."""
    return round(value / 10_000, 4) if unit == "元" else None


def plain_number(value: Number) -> Number:
    """A whole number as an int, so that it is shown without decimals."""
    return int(value) if float(value).is_integer() else value
