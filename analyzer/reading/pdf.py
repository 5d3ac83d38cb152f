"""A PDF → a ``Document``: pdfium reads, pdfplumber helps with ruled tables and reads where pdfium cannot.

In: the file's bytes. Out: blocks with their page, title, headers and footers apart, warnings.
Never knows language; pictures are not read, only named as pages without text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from analyzer.errors import ReadError, notice
from analyzer.reading.characters import clean
from analyzer.reading.garbled import LIMIT, garbled_share
from analyzer.reading.headings import heading_level
from analyzer.reading.pdf_drawn import Drawn, drawn
from analyzer.reading.pdf_furniture import without_furniture
from analyzer.reading.pdf_lines import Line, ordered, rows, segments
from analyzer.reading.pdf_page import PageText
from analyzer.reading.pdf_paragraphs import Paragraph, body_size, margins_of, paragraphs, pitch_of
from analyzer.reading.pdf_plumber import Plumber, plumbed_lines
from analyzer.reading.pdf_tables import Table, tables_of
from analyzer.reading.titles import HEAD, joined, title_lines
from analyzer.reading.titles import Line as TitleLine
from analyzer.types import Block, BlockKind, Document

_CATALOG = re.compile(rb"(\d+ \d+) obj\s*<<[^>]{0,200}?/Type\s*/Catalog\b")
_PATIENCE = 3  # pages on which the second reader may fail to help; a broken font costs it seconds each time
_LOCKED = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)


@dataclass(slots=True, kw_only=True)
class _Page:
    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    drawn: Drawn = field(default_factory=Drawn)
    garbled: bool = False


def read_pdf(data: bytes, *, max_pages: int, max_characters: int) -> Document:
    """The document in ``data``.

    Raises:
        ReadError: ``encrypted``, ``damaged_pdf``, ``no_pages``, ``no_text``, ``garbled_text``, ``too_many_pages``,
            ``too_large``.
    """
    warnings: dict[str, str | None] = {}
    plumber = Plumber(data)
    try:
        pdf = _opened(data)
        try:
            if pdf is None:
                warnings["repaired"] = None
            elif pdfium.FPDFDoc_GetJavaScriptActionCount(pdf.raw) > 0 or b"/Launch" in data:
                warnings["active_content"] = None
            if b"%%EOF" not in data[-4096:]:
                warnings.setdefault("repaired", "文件尾部缺失")
            pages = _pages(pdf, plumber, max_pages, max_characters)
        finally:
            if pdf is not None:
                pdf.close()
    finally:
        plumber.close()
    return _document(pages, warnings)


def _opened(data: bytes) -> Any:
    """The file opened by pdfium, mended if its end was cut off, or None where only the second reader may manage."""
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        # pdfium leaves the last file's error standing where it sets none itself, so the code alone proves nothing.
        if getattr(error, "err_code", None) in _LOCKED and b"/Encrypt" in data:
            raise ReadError("encrypted") from error
    catalogs = _CATALOG.findall(data) if b"trailer" not in data[-4096:] else []
    if not catalogs:
        return None
    try:
        trailer = b"\ntrailer << /Root %s R >>\nstartxref\n0\n%%%%EOF\n" % catalogs[-1]
        return pypdfium2.PdfDocument(data + trailer)
    except pypdfium2.PdfiumError:
        return None


def _pages(pdf: Any, plumber: Plumber, max_pages: int, max_characters: int) -> list[_Page]:
    count = len(pdf) if pdf is not None else plumber.count()
    if count == 0:
        raise ReadError("no_pages")
    if count > max_pages:
        raise ReadError("too_many_pages", f"{count} 页，上限 {max_pages} 页")
    pages: list[_Page] = []
    characters = 0
    for number in range(count):
        page = _page(pdf, plumber, number) if pdf is not None else _Page(lines=plumbed_lines(plumber, number))
        characters += sum(len(line.text) for line in page.lines)
        if characters > max_characters:
            raise ReadError("too_large", f"上限 {max_characters // 10_000} 万字")
        pages.append(page)
    return pages


def _page(pdf: Any, plumber: Plumber, number: int) -> _Page:
    """One page by pdfium; by pdfplumber where that finds nothing or nonsense."""
    try:
        handle = pdf[number]
    except pypdfium2.PdfiumError:  # this page is broken, the others need not be
        return _Page(lines=plumbed_lines(plumber, number))
    try:
        page = _Page(drawn=drawn(handle))
        text = PageText(handle)
        try:
            taken: frozenset[int] = frozenset()
            if page.drawn.ruled and text.codes:
                page.tables, taken = tables_of(page.drawn.edges, text)
            page.lines = rows(segments(text, number, taken))
            share = garbled_share(text.raw)
        finally:
            text.close()
    finally:
        handle.close()
    if (not page.lines and not page.tables and page.drawn.texts) or share > LIMIT:
        other = plumbed_lines(plumber, number) if plumber.fruitless < _PATIENCE else []
        if other and garbled_share("\n".join(line.text for line in other)) <= min(LIMIT, share or 1.0):
            page.lines, page.tables = other, []
        else:
            plumber.fruitless += 1
            page.garbled = share > LIMIT
    return page


def _document(pages: list[_Page], warnings: dict[str, str | None]) -> Document:
    garbled = [number for number, page in enumerate(pages, 1) if page.garbled]
    written = sum(bool(page.lines or page.tables) for page in pages)
    if garbled and 2 * len(garbled) >= written:
        raise ReadError("garbled_text", f"共 {len(garbled)} 页")
    for page in pages:
        if page.garbled:
            page.lines, page.tables = [], []
    kept, furniture = without_furniture([page.lines for page in pages])
    for page, lines in zip(pages, kept, strict=True):
        page.lines = ordered(lines)
    if not any(page.lines or page.tables for page in pages):
        raise ReadError("no_text")
    scanned = [n for n, page in enumerate(pages, 1) if not (page.lines or page.tables) and page.drawn.scanned]
    if scanned or garbled:
        told = [f"第 {_ranges(scanned)} 页是图片"] if scanned else []
        warnings["scanned_pages"] = "；".join(told + ([f"第 {_ranges(garbled)} 页是乱码"] if garbled else []))
    ocr = any(page.drawn.unseen_texts > 0.5 * page.drawn.texts and page.drawn.scanned for page in pages)
    if ocr:
        warnings["ocr"] = None
    title, blocks = _blocks(pages)
    return Document(
        format="pdf", blocks=tuple(blocks), title=title, furniture=tuple(clean(text)[0] for text in furniture),
        pages=len(pages), warnings=tuple(notice(code, detail) for code, detail in sorted(warnings.items())), ocr=ocr,
    )  # fmt: skip


def _blocks(pages: list[_Page]) -> tuple[str | None, list[Block]]:
    """Runs of lines between tables become paragraphs; the rows of a table stand where it stood."""
    lines = [line for page in pages for line in page.lines]
    em = body_size(lines) or 12.0
    margins = margins_of(lines, em)
    runs, tables = _runs(pages)
    found = paragraphs(runs, margins, em, pitch_of(lines))
    title, chosen = _title([paragraph for run in found for paragraph in run], em)
    blocks: list[Block] = []
    position = 0
    for run, following in zip(found, tables, strict=True):
        for paragraph in run:
            if title and position == chosen[0]:
                blocks.append(Block(kind=BlockKind.TITLE, text=title, page=paragraph.page + 1))
            elif position not in chosen:
                blocks.append(_block(paragraph))
            position += 1
        blocks += following
    return title, blocks


def _block(paragraph: Paragraph) -> Block:
    level = heading_level(paragraph.text)
    kind = BlockKind.PARAGRAPH if level is None else BlockKind.HEADING
    return Block(kind=kind, text=paragraph.text, page=paragraph.page + 1, level=level)


def _runs(pages: list[_Page]) -> tuple[list[list[Line]], list[list[Block]]]:
    """Lines up to each table, and the rows of the table (or none) that follows them."""
    runs: list[list[Line]] = [[]]
    tables: list[list[Block]] = [[]]
    number, width, row = -1, 0, 0
    for index, page in enumerate(pages):
        waiting = list(page.tables)
        for line in [*page.lines, None]:
            while waiting and (line is None or line.top >= waiting[0].top):
                table = waiting.pop(0)
                again = index > 0 and not runs[-1] and len(tables) > 1 and len(table.rows[0]) == width
                if not again:  # a table that goes on at the top of the next page stays one table
                    number, row = number + 1, 0
                    tables[-1] = []
                    target = tables[-1]
                else:
                    target = tables[-2]
                for cells in table.rows:
                    if any(cells) and not (again and row and "\t".join(cells) == _first(target)):
                        target.append(
                            Block(
                                kind=BlockKind.TABLE_ROW, text="\t".join(cells), page=index + 1, table=number, row=row
                            )
                        )
                    row += 1
                width = len(table.rows[0])
                if not again:
                    runs.append([])
                    tables.append([])
            if line is not None:
                runs[-1].append(line)
    return runs, tables


def _first(rows_of_table: list[Block]) -> str:
    """The head of a table, which may be repeated on the next page."""
    return rows_of_table[0].text if rows_of_table else ""


def _title(top: list[Paragraph], em: float) -> tuple[str | None, range]:
    lines = [TitleLine(text=p.text, centred=p.centred, size=p.size) for p in top[:HEAD]]
    chosen = title_lines(lines, em)
    return joined([top[index].text for index in chosen]) or None, chosen


def _ranges(numbers: list[int]) -> str:
    """``1-3、7``."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return "、".join(str(part[0]) if len(part) == 1 else f"{part[0]}-{part[-1]}" for part in parts)
