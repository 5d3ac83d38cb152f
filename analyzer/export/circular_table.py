"""Rows of text in, a ruled table at the end of a docx out; written as XML, because python-docx's cells are slow.

Never knows what the rows say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from analyzer.export.circular_layout import BODY_FACE, HEADING_FACE, LATIN_FACE, SUB_FACE
from analyzer.export.plain import clean

#: A cell's text, or a text and from where to where it is set bold.
Cell: TypeAlias = str | tuple[str, tuple[int, int]]

_HALF_POINTS: Final = "18"  # 9 pt, 小五
_LINE: Final = "230"  # 11.5 pt
_PADDING: Final = "50"  # 2.5 pt left and right


def source_table(
    document: Any,
    heads: Sequence[str],
    widths: Sequence[int],
    groups: Sequence[tuple[str, Sequence[Sequence[Cell]]]],
) -> None:
    """Append a table: a head that repeats on every page, then every group under a caption across all columns.

    ``widths`` are in twentieths of a point.
    """
    table = _element("w:tbl")
    properties = _element("w:tblPr", table)
    _element("w:tblW", properties, w=str(sum(widths)), type="dxa")
    _element("w:jc", properties, val="center")
    borders = _element("w:tblBorders", properties)
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        _element(f"w:{side}", borders, val="single", sz="4", space="0", color="808080")
    _element("w:tblLayout", properties, type="fixed")
    margins = _element("w:tblCellMar", properties)
    for side in ("left", "right"):
        _element(f"w:{side}", margins, w=_PADDING, type="dxa")
    grid = _element("w:tblGrid", table)
    for width in widths:
        _element("w:gridCol", grid, w=str(width))
    _row(table, heads, widths, face=HEADING_FACE, repeat=True)
    for caption, rows in groups:
        _row(table, [caption], [sum(widths)], face=SUB_FACE, span=len(widths), keep=True)
        for row in rows:
            _row(table, row, widths, face=BODY_FACE)
    document.element.body.insert_element_before(table, "w:sectPr")


def _element(tag: str, parent: Any = None, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    if parent is not None:
        parent.append(element)
    return element


def _row(
    table: Any,
    cells: Sequence[Cell],
    widths: Sequence[int],
    *,
    face: str,
    span: int = 1,
    repeat: bool = False,
    keep: bool = False,
) -> None:
    row = _element("w:tr", table)
    properties = _element("w:trPr", row)
    _element("w:cantSplit", properties)
    if repeat:
        _element("w:tblHeader", properties)
    for text, width in zip(cells, widths, strict=True):
        cell = _element("w:tc", row)
        shape = _element("w:tcPr", cell)
        _element("w:tcW", shape, w=str(width), type="dxa")
        if span > 1:
            _element("w:gridSpan", shape, val=str(span))
        if repeat:
            _element("w:shd", shape, val="clear", color="auto", fill="EDEDED")
        paragraph = _element("w:p", cell)
        layout = _element("w:pPr", paragraph)
        if keep or repeat:
            _element("w:keepNext", layout)
        _element("w:snapToGrid", layout, val="0")  # small type: not on the text's 22 lines
        _element("w:spacing", layout, before="0", after="0", line=_LINE, lineRule="exact")
        if isinstance(text, str):
            _run(paragraph, text, face)
        else:
            whole, (start, end) = text
            for part, bold in ((whole[:start], False), (whole[start:end], True), (whole[end:], False)):
                if part:
                    _run(paragraph, part, face, bold=bold)


def _run(paragraph: Any, text: str, face: str, *, bold: bool = False) -> None:
    run = _element("w:r", paragraph)
    style = _element("w:rPr", run)
    _element("w:rFonts", style, ascii=LATIN_FACE, hAnsi=LATIN_FACE, cs=LATIN_FACE, eastAsia=face, hint="eastAsia")
    if bold:
        _element("w:b", style)
    _element("w:spacing", style, val="0")
    _element("w:sz", style, val=_HALF_POINTS)
    _element("w:szCs", style, val=_HALF_POINTS)
    told = _element("w:t", run)
    told.text = clean(text)
    told.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
