"""Tables in, formatted worksheets of an XlsxWriter workbook out; every text is written as text, never as a formula.

Never knows what the tables say.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from analyzer.export.plain import clean
from analyzer.export.sheet_tables import Cell, Column, Link, Table

FONT: Final = "微软雅黑"
INK: Final = "#1F2933"
LINE: Final = "#D5DBE1"
HEAD: Final = "#E3EAF2"
_CELL_LIMIT: Final = 32_767  # Excel's, in UTF-16 units
_CUT: Final = "……（超出单元格上限，已截断）"
_ROW_LIMIT: Final = 1_048_576
_RIGHT: Final = {"align": "right", "indent": 1}
_BY_TYPE: Final[dict[type, dict[str, Any]]] = {
    type(None): {},
    str: {"text_wrap": True},
    date: {"num_format": "yyyy-mm-dd", "align": "left"},
    int: {"num_format": "#,##0", **_RIGHT},
    float: {"num_format": "#,##0.####", **_RIGHT},
    Link: {"font_color": "#1D4E79", "underline": 1},
}
_LINE_HEIGHT: Final = 14.5  # points, for 10 pt Chinese type
_HIGHEST_ROW: Final = 409.0  # Excel's limit
_TINTS: Final = {
    "caution": {"bg_color": "#FDEBDD", "font_color": "#8A3B12"},
    "good": {"bg_color": "#E6F2EA", "font_color": "#1F5C3A"},
    "quiet": {"bg_color": "#ECEFF2", "font_color": "#52606D"},
}


def cell_text(text: str) -> str:
    """``text`` as a cell may hold it: no control characters, within Excel's limit, a mark where it was cut."""
    text = clean(text)
    if len(text) * 2 <= _CELL_LIMIT or len(text.encode("utf-16-le")) // 2 <= _CELL_LIMIT:
        return text
    room = (_CELL_LIMIT - len(_CUT)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + _CUT


def _height(columns: Sequence[Column], row: Sequence[Cell]) -> float:
    """A row's height in points: LibreOffice and printed pages do not find it out for wrapped text by themselves."""
    most = 1
    for column, value in zip(columns, row, strict=True):
        if isinstance(value, str) and len(value) * 2 > column.width - 2:
            room = max(4.0, column.width - 1)
            most = max(most, sum(max(1, math.ceil(_width(line) / room)) for line in value[:4000].split("\n")))
    return min(_HIGHEST_ROW, 4 + _LINE_HEIGHT * most)


def _width(text: str) -> float:
    """Width in the units of a column: one for a Latin letter, two for a Chinese character."""
    return 1.95 * len(text) - 0.95 * len(text.encode("ascii", "ignore"))


class Paper:
    """An open workbook with its formats. ``sheet`` adds a table; free sheets use ``put`` and ``format``."""

    def __init__(self, workbook: Any, *, footer: str) -> None:
        self.workbook = workbook
        self._footer = cell_text(footer).replace("&", "&&")[:120]
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def format(self, **options: Any) -> Any:
        """A format on top of the house style, made once."""
        key = tuple(options.items())
        if key not in self._formats:
            style = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top", **options}
            self._formats[key] = self.workbook.add_format(style)
        return self._formats[key]

    def put(self, sheet: Any, row: int, column: int, value: Cell, **options: Any) -> None:
        """Write one value by its type: text as text, numbers with thousands separators, dates as dates."""
        style = self.format(**{**_BY_TYPE[type(value)], **options})
        match value:
            case None:
                sheet.write_blank(row, column, None, style)
            case str():
                sheet.write_string(row, column, cell_text(value), style)
            case Link():
                sheet.write_url(row, column, f"internal:'{value.sheet}'!A{value.row}", style, cell_text(value.text))
            case date():
                sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), style)
            case _:
                sheet.write_number(row, column, value, style)

    def page(self, sheet: Any, *, landscape: bool = True) -> None:
        """Print set-up: A4, as wide as the page, with page numbers."""
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer(f"&L&8 {self._footer}&C&8&A&R&8第 &P 页，共 &N 页")

    def sheet(self, table: Table) -> None:
        """Add a worksheet with one table: frozen filterable head under the notes, wrapped cells, print set-up."""
        sheet = self.workbook.add_worksheet(table.name)
        top = len(table.notes)
        self.page(sheet)
        sheet.repeat_rows(top)
        sheet.freeze_panes(top + 1, table.frozen_columns)
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, column.width)
        for number, note in enumerate(table.notes):
            sheet.write_string(number, 0, cell_text(note), self.format(bold=number == 0, font_color="#8A3B12"))
        sheet.set_row(top, max(24.0, _height(table.columns, [column.title for column in table.columns]) + 4))
        head = {"bold": True, "bg_color": HEAD, "border": 1, "border_color": LINE, "valign": "vcenter"}
        for place, column in enumerate(table.columns):
            align = "center" if column.style in ("number", "percent") else "left"
            self.put(sheet, top, place, column.title, align=align, **head)
        rows: Sequence[Sequence[Cell]] = table.rows
        if len(rows) >= _ROW_LIMIT - top:
            cut = len(rows) - (_ROW_LIMIT - top - 2)
            rest = (f"（还有 {cut:,} 行超出工作表上限，没有列出；请导出 csv 查看全部。）",)
            rows = [*rows[: _ROW_LIMIT - top - 2], (*rest, *([None] * (len(table.columns) - 1)))]
        for number, row in enumerate(rows, top + 1):
            sheet.set_row(number, _height(table.columns, row))
            for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
                self._cell(sheet, number, place, column, value)
        if not rows:
            sheet.write_string(top + 1, 0, table.empty, self.format(font_color="#52606D", italic=True))
            return
        sheet.autofilter(top, 0, top + len(rows), len(table.columns) - 1)
        for place, column in enumerate(table.columns):
            self._column_rules(sheet, place, column, (top + 1, top + len(rows)))

    def _cell(self, sheet: Any, row: int, place: int, column: Column, value: Cell) -> None:
        options: dict[str, Any] = {"border": 1, "border_color": LINE}
        if column.style == "percent":
            options |= {"num_format": "0%"}
        elif column.style == "entry":
            options |= {"bg_color": "#FFFBEA"}
        if column.style == "number" and isinstance(value, str):
            options |= {"font_color": "#7B8794", **_RIGHT}
        self.put(sheet, row, place, None if value == "" else value, **options)

    def _column_rules(self, sheet: Any, place: int, column: Column, rows: tuple[int, int]) -> None:
        for text, tint in column.tints:
            sheet.conditional_format(
                rows[0],
                place,
                rows[1],
                place,
                {
                    "type": "cell",
                    "criteria": "==",
                    "value": f'"{text}"',
                    "format": self.workbook.add_format(_TINTS[tint]),
                },
            )
        if column.choices:
            sheet.data_validation(
                rows[0],
                place,
                rows[1],
                place,
                {
                    "validate": "list",
                    "source": list(column.choices),
                    "input_title": column.title,
                    "input_message": column.meaning,
                    "error_type": "warning",
                    "error_title": column.title,
                    "error_message": "这不在列表里。确实要这样写吗？",
                },
            )
