"""The blocks of a docx in reading order: paragraphs, headings, lists, tables, text boxes.

In: an element that holds blocks (the body, a cell, a box, a note). Out: ``Piece`` after ``Piece``.
Never knows the container, nor which piece is the title.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from analyzer.reading.characters import clean
from analyzer.reading.docx_inline import Box, Inline, diagram_relation
from analyzer.reading.docx_numbering import Numbering
from analyzer.reading.docx_styles import Style, Styles, outline_level, paragraph_size
from analyzer.reading.docx_xml import VAL, Element, a, children, is_on, mc, value, w
from analyzer.reading.headings import heading_level, is_prose
from analyzer.types import BlockKind

MAX_SPAN: Final = 63  # Word's own limit of columns; a file may claim 300,000,000
_WHITE: Final = " \t\n\u3000"

_P, _TBL, _TR, _TC, _PPR, _RPR, _R = w("p"), w("tbl"), w("tr"), w("tc"), w("pPr"), w("rPr"), w("r")
_SKIPPED: Final = frozenset(
    {w("sectPr"), w("sdtPr"), w("sdtEndPr"), w("tblPr"), w("tblGrid"), w("trPr"), w("tcPr"), w("customXmlPr"),
     w("del"), w("moveFrom"), w("tblPrEx")}
)  # fmt: skip
_ALT_CHUNK = w("altChunk")
_ALTERNATE, _PSTYLE, _NUM_PR, _NUM_ID, _ILVL, _JC, _OUTLINE, _VANISH, _DEL, _MOVE_FROM = (
    mc("AlternateContent"), w("pStyle"), w("numPr"), w("numId"), w("ilvl"), w("jc"), w("outlineLvl"), w("vanish"),
    w("del"), w("moveFrom"),
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Piece:
    """A block to be, with the look by which a title is known."""

    kind: BlockKind
    text: str
    level: int | None = None
    table: int | None = None
    row: int | None = None
    centred: bool = False
    size: float = 0.0
    titled: bool = False


class Body:
    """Walks one document. ``diagram`` gives the lines of a SmartArt by its relationship id."""

    def __init__(
        self, styles: Styles, numbering: Numbering, inline: Inline, diagram: Callable[[str], list[str]]
    ) -> None:
        self._styles = styles
        self._numbering = numbering
        self._inline = inline
        self._diagram = diagram
        self._pending = ""  # text of a paragraph whose mark was removed: it runs on into the next
        self._tables = 0
        self.removed = 0
        self.unread = 0  # other documents Word would merge in when it opens this one
        self.pieces: list[Piece] = []

    def walk(self, container: Element) -> list[Piece]:
        """All pieces of ``container``, added to those before."""
        self._walk(container, lambda element: self._emit(element, BlockKind.PARAGRAPH), self._table)
        self._flush(BlockKind.PARAGRAPH)
        return self.pieces

    def lines(self, container: Element) -> list[str]:
        """The text of a note, a header or a cell as lines; its tables row by row."""
        before, self.pieces = self.pieces, []
        try:
            return [piece.text for piece in self.walk(container)]
        finally:
            self.pieces = before

    def _walk(self, container: Element, paragraph: Callable[[Element], None], table: Callable[[Element], None]) -> None:
        for child in container:
            tag = child.tag
            if tag == _P:
                paragraph(child)
            elif tag == _TBL:
                table(child)
            elif tag in _SKIPPED:
                continue
            elif tag == _ALTERNATE:
                branch = next((branch for branch in child if branch.find(f".//{w('t')}") is not None), None)
                if branch is not None:
                    self._walk(branch, paragraph, table)
            elif tag == _ALT_CHUNK:
                self.unread += 1
            elif tag == _R:  # a run outside any paragraph: wrong, but its text is there
                paragraph(child)
            elif len(child):
                self._walk(child, paragraph, table)

    def _emit(self, element: Element, usual: BlockKind) -> None:
        piece, boxes = self._piece(element, usual)
        if piece is not None:
            self.pieces.append(piece)
        for box in boxes:
            self._box(box)

    def _box(self, box: Box) -> None:
        for line in self._drawn_lines(box):
            self.pieces.append(Piece(kind=BlockKind.TEXT_BOX, text=line))
        if not isinstance(box, list):
            held, self._pending = self._pending, ""
            self._walk(box, lambda element: self._emit(element, BlockKind.TEXT_BOX), self._table)
            self._flush(BlockKind.TEXT_BOX)
            self._pending = held

    def _drawn_lines(self, box: Box) -> list[str]:
        if isinstance(box, list):
            return [text for text in map(self._clean, box) if text]
        relation = diagram_relation(box)
        return [text for text in map(self._clean, self._diagram(relation)) if text] if relation else []

    def _piece(self, element: Element, usual: BlockKind) -> tuple[Piece | None, list[Box]]:
        properties = element.find(_PPR)
        style = self._styles[value(properties, _PSTYLE)]
        raw, boxes = self._inline.paragraph(element, hidden=style.vanish)
        if self._pending:
            raw, self._pending = self._pending + raw, ""
        if _mark_is_gone(properties):
            self._pending = raw
            return None, boxes
        text = self._clean(raw)
        number = self._number(properties, style)
        if not text:
            return None, boxes
        if number:
            text = number + text
        piece = Piece(kind=usual, text=text, centred=_is_centred(properties, style, raw), titled=style.title)
        piece.size = _first_size(element) or style.size or 10.5
        if usual is BlockKind.PARAGRAPH:
            piece.kind, piece.level = _kind(text, number, _outline(properties, style))
        return piece, boxes

    def _clean(self, raw: str) -> str:
        text, removed = clean(raw)
        self.removed += removed
        return text.strip(_WHITE)

    def _flush(self, kind: BlockKind) -> None:
        text, self._pending = self._clean(self._pending), ""
        if text:
            self.pieces.append(Piece(kind=kind, text=text))

    def _number(self, properties: Element | None, style: Style) -> str | None:
        """The list number as shown; "" for a bullet; None where the paragraph is in no list."""
        own = None if properties is None else properties.find(_NUM_PR)
        number = value(own, _NUM_ID) or style.number
        if not number or number == "0":
            return None
        level = value(own, _ILVL)
        if level is not None and level.isdecimal():
            return self._numbering.next(number, int(level))
        tied = self._numbering.level_of_style(number, style.id)
        return self._numbering.next(number, tied if tied is not None else style.level or 0)

    def _table(self, table: Element) -> None:
        number, self._tables = self._tables, self._tables + 1
        open_merges: set[int] = set()  # columns where a cell from above still reaches down
        index = 0
        for row in _descendants(table, _TR):
            row_properties = row.find(w("trPr"))
            if row_properties is not None:
                if row_properties.find(_DEL) is not None:
                    self._inline.deletions += 1
                    continue
                if is_on(row_properties.find(w("hidden"))):
                    self._inline.hidden += 1
                    continue
            cells = [""] * _span(value(row_properties, w("gridBefore")), least=0)
            nested: list[Element] = []
            for cell in _descendants(row, _TC):
                self._cell(cell, cells, nested, open_merges)
            cells += [""] * _span(value(row_properties, w("gridAfter")), least=0)
            if any(cells):
                self.pieces.append(Piece(kind=BlockKind.TABLE_ROW, text="\t".join(cells), table=number, row=index))
            index += 1
            for inner in nested:
                self._table(inner)

    def _cell(self, cell: Element, cells: list[str], nested: list[Element], open_merges: set[int]) -> None:
        properties = cell.find(w("tcPr"))
        span, covered, column = 1, False, len(cells)
        if properties is not None:
            if properties.find(w("cellDel")) is not None:
                self._inline.deletions += 1
                return
            span = _span(value(properties, w("gridSpan")), least=1)
            down, right = properties.find(w("vMerge")), properties.find(w("hMerge"))
            begins = down is not None and down.get(VAL) == "restart"
            covered = (down is not None and not begins and column in open_merges) or (
                right is not None and right.get(VAL) != "restart" and column > 0
            )
            if down is None:
                open_merges.discard(column)
            else:
                open_merges.add(column)
        else:
            open_merges.discard(column)
        cells.append("" if covered else self._cell_text(cell, nested))
        cells.extend([""] * (span - 1))

    def _cell_text(self, cell: Element, nested: list[Element]) -> str:
        lines: list[str] = []

        def paragraph(element: Element) -> None:
            piece, boxes = self._piece(element, BlockKind.TABLE_ROW)
            if piece is not None:
                lines.append(piece.text)
            for box in boxes:
                lines.extend(self._drawn_lines(box))
                if not isinstance(box, list):
                    self._walk(box, paragraph, nested.append)

        held, self._pending = self._pending, ""
        self._walk(cell, paragraph, nested.append)
        lines.append(self._clean(self._pending))
        self._pending = held
        return " ".join(" ".join(lines).split())


def _kind(text: str, number: str | None, outline: int | None) -> tuple[BlockKind, int | None]:
    if outline and not is_prose(text):
        return BlockKind.HEADING, outline
    looks = heading_level(text)
    if number is not None and (looks is None or looks > 2):
        return BlockKind.LIST_ITEM, None
    return (BlockKind.PARAGRAPH, None) if looks is None else (BlockKind.HEADING, looks)


def _outline(properties: Element | None, style: Style) -> int | None:
    own = outline_level(value(properties, _OUTLINE))
    return style.heading if own is None else own or None


def _mark_is_gone(properties: Element | None) -> bool:
    """Whether the paragraph's mark was deleted or hidden, so that it runs on into the next."""
    mark = None if properties is None else properties.find(_RPR)
    if mark is None:
        return False
    return mark.find(_DEL) is not None or mark.find(_MOVE_FROM) is not None or bool(is_on(mark.find(_VANISH)))


def _is_centred(properties: Element | None, style: Style, raw: str) -> bool:
    own = value(properties, _JC)
    if own is not None:
        return own == "center"
    margin = raw[: len(raw) - len(raw.lstrip(_WHITE))]
    return bool(style.centred) or margin.count(" ") + 2 * margin.count("\u3000") + 4 * margin.count("\t") >= 8


def _first_size(paragraph: Element) -> float | None:
    for run in paragraph.iter(_R):
        properties = run.find(_RPR)
        if properties is not None and run.find(w("t")) is not None:
            return paragraph_size(properties)
    return None


def _descendants(parent: Element, name: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, also those within content controls and custom XML, none of a nested table."""
    for child in parent:
        if child.tag == name:
            yield child
        elif child.tag not in _SKIPPED and child.tag not in (_P, _TBL, _TR, _TC):
            yield from _descendants(child, name)


def _span(text: str | None, *, least: int) -> int:
    return min(max(int(text), least), MAX_SPAN) if text and text.isdecimal() and len(text) < 10 else (
        MAX_SPAN if text and text.isdecimal() else least
    )  # fmt: skip


def diagram_lines(root: Element) -> list[str]:
    """The texts of a SmartArt's data part, one a paragraph."""
    return ["".join(text.text or "" for text in paragraph.iter(a("t"))) for paragraph in root.iter(a("p"))]


def referenced(notes: Element, kind: str, wanted: list[str]) -> list[Element]:
    """The notes of a footnotes or endnotes part that the text calls, in its order."""
    by_id = {element.get(w("id")): element for element in children(notes, w(kind)) if element.get(w("type")) is None}
    return [by_id[note] for note in dict.fromkeys(wanted) if note in by_id]
