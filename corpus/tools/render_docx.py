"""Annotated report in, the bytes of a Word file that a clerk might have sent out.

The visible text is exactly the annotated text; page headers and footers are extra. Never knows labels, nor where files lie.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final

import word_xml
from annotated import AnnotatedReport, LabelledSentence
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from labels import Line, lines_of, title_of
from look import NUMBER, draw, look_of

VERSION: Final = 1  # raise it when a change here should make the pdf files anew
_LATIN: Final = "Times New Roman"
_LEAD: Final = re.compile(r"（[一二三四五六七八九十]）|[一二三四五六七八九]是|\d[．.、]")
#: LibreOffice has none of the Chinese office fonts; these stand in when a pdf is made.
PDF_FONTS: Final = {
    "仿宋_GB2312": "Noto Serif CJK SC", "楷体_GB2312": "Noto Serif CJK SC", "宋体": "Noto Serif CJK SC",
    "方正小标宋简体": "Noto Serif CJK SC", "黑体": "Noto Sans CJK SC", "微软雅黑": "Noto Sans CJK SC",
}  # fmt: skip


def render(report: AnnotatedReport, *, fonts: dict[str, str] | None = None) -> bytes:
    """The report as docx bytes; ``fonts`` gives other fonts for the named ones."""
    return _Page(report, fonts or {}).bytes()


class _Page:
    """One document while it is written."""

    def __init__(self, report: AnnotatedReport, fonts: dict[str, str]) -> None:
        self.report = report
        self.look = look_of(report)
        self.fonts = fonts
        self.document: Any = Document()
        self.lines = lines_of(report)
        self.list_number = word_xml.add_chinese_numbering(self.document) if self.look.numbered else None
        self.revised = False

    def bytes(self) -> bytes:
        self._styles()
        self._sections()
        index = 0
        while index < len(self.lines):
            if self.lines[index].part == "row":
                rows = [line for line in self.lines[index:] if line.table == self.lines[index].table]
                self._table(rows)
                index += len(rows)
            else:
                self._line(index)
                index += 1
        self._properties()
        return word_xml.fixed_bytes(self.document)

    # ── the page around the text ──

    def _font(self, holder: Any, name: str, size: float, *, bold: bool | None = None, red: bool = False) -> None:
        word_xml.set_font(holder, east=self.fonts.get(name, name), latin=_LATIN, size=size, bold=bold, red=red)

    def _styles(self) -> None:
        look, styles = self.look, self.document.styles
        word_xml.set_language(styles)
        self._font(styles["Normal"], look.body, look.size)
        self._font(styles["Header"], "宋体", 9)
        self._font(styles["Footer"], "宋体", self._footer_size())
        self._font(styles["Title"], look.title_font, look.title_size, bold=look.title_font == "宋体")
        for name, font, size in (
            ("Heading 1", look.title_font if look.title == "heading" else look.heading_fonts[0], look.size),
            ("Heading 2", look.heading_fonts[look.title != "heading"], look.size),
            ("Heading 3", look.heading_fonts[1], look.size),
        ):
            self._font(styles[name], font, size, bold=True)
            styles[name].paragraph_format.space_before = styles[name].paragraph_format.space_after = Pt(0)
        # LibreOffice drops a mark that hangs over the margin when it writes a pdf.
        styles["Normal"].element.get_or_add_pPr().insert(0, parse_xml(f'<w:overflowPunct {nsdecls("w")} w:val="0"/>'))
        for border in list(styles["Title"].element.iter(qn("w:pBdr"))):
            border.getparent().remove(border)

    def _sections(self) -> None:
        look, section = self.look, self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Mm, look.margins)
        unit, campaign = self.report.head["unit"], self.report.head.get("campaign")
        header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
        if look.header == "stamp":
            received = dt.date.fromisoformat(self.report.head["submitted"])
            header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            text = f"收文　第063号　{received.year}年{received.month}月{received.day}日　市“{campaign}”活动办公室"
            self._font(header.add_run(text), "宋体", 10.5, bold=True, red=True)
        elif look.header != "none":
            header.alignment = WD_ALIGN_PARAGRAPH.CENTER if look.header == "unit" else WD_ALIGN_PARAGRAPH.RIGHT
            self._font(header.add_run(unit if look.header == "unit" else f"{unit}“{campaign}”活动材料"), "宋体", 9)
        self._footer(footer)
        if self._has_red_head():
            section.different_first_page_header_footer = True
            red_head = section.first_page_header.paragraphs[0]
            red_head.alignment = WD_ALIGN_PARAGRAPH.CENTER
            red_head.paragraph_format.space_before = Pt(36)
            self._font(red_head.add_run(f"{self._issuer()}文件"), "方正小标宋简体", 36, red=True)
            self._footer(section.first_page_footer.paragraphs[0])

    def _has_red_head(self) -> bool:
        # In a pdf the red head would be body text to any reader, and it is not in the labels.
        return self.lines[0].part == "number" and bool(self._issuer()) and self.report.head.get("format") != "pdf"

    def _issuer(self) -> str:
        return next((line.text for line in self.lines if line.part == "signature"), "")

    def _footer_size(self) -> float:
        return 14 if self.look.footer in ("dashes", "right") else 9

    def _footer(self, paragraph: Any) -> None:
        kind = self.look.footer
        if kind == "none":
            return
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if kind == "right" else WD_ALIGN_PARAGRAPH.CENTER
        before, between, after = {
            "dashes": ("- ", "", " -"), "right": ("— ", "", " —"), "bare": ("", "", ""), "of": ("第 ", " 页 共 ", " 页"),
        }[kind]  # fmt: skip

        def run() -> Any:
            added = paragraph.add_run()
            self._font(added, "宋体", self._footer_size())
            return added

        if before:
            run().text = before
        word_xml.add_field(run(), "PAGE", "1")
        if between:
            run().text = between
            word_xml.add_field(run(), "NUMPAGES", "2")
        if after:
            run().text = after

    def _properties(self) -> None:
        properties, head = self.document.core_properties, self.report.head
        sent = dt.date.fromisoformat(str(head.get("submitted") or "2012-06-20"))
        stamp = dt.datetime.combine(sent, dt.time(9, 30))
        properties.author = properties.last_modified_by = head["unit"]
        properties.title = title_of(self.report) or ""
        properties.comments = properties.keywords = ""
        properties.created = properties.modified = properties.last_printed = stamp
        properties.revision = 1 + draw(head["id"], "revision", 9)

    # ── the text ──

    def _paragraph(self, *, style: str | None = None, centred: bool = False, indented: bool = False) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        form = paragraph.paragraph_format
        form.space_after = form.space_before = Pt(0)
        if self.look.exact_line:
            form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(self.look.exact_line)
        else:
            form.line_spacing = 1.5
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif self.look.justified and not style:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        if indented and not self.look.typed_indent:
            word_xml.first_line(paragraph, size=self.look.size)
        return paragraph

    def _line(self, index: int) -> None:
        line = self.lines[index]
        match line.part:
            case "number" | "byline" | "masthead":
                self._head_line(index, line)
            case "title":
                self._title(index, line)
            case "heading1" | "heading2":
                self._heading(line)
            case "addressee":
                paragraph = self._paragraph()
                run = paragraph.add_run(line.text)
                if self.look.control:
                    word_xml.insert_control(run._r, alias="主送", block=False)
            case "signature" | "dateline":
                self._closing(line)
            case "foot":
                self._foot(line)
            case _:
                self._body(line)

    def _head_line(self, index: int, line: Line) -> None:
        paragraph = self._paragraph(centred=True)
        if line.part == "masthead":
            paragraph.paragraph_format.line_spacing = 1.2
            self._font(paragraph.add_run(line.text), "方正小标宋简体", 36, red=True)
            return
        paragraph.add_run(line.text)
        ends_head = index + 1 == len(self.lines) or self.lines[index + 1].part not in ("byline", "number")
        under_masthead = any(before.part == "masthead" for before in self.lines[:index])
        if ends_head and (under_masthead or (line.part == "number" and index == 0)):
            word_xml.rule_below(paragraph, red=True)
            self._paragraph()
        elif ends_head:
            self._paragraph()

    def _title(self, index: int, line: Line) -> None:
        look = self.look
        style = {"style": "Title", "heading": "Heading 1"}.get(look.title)
        paragraph = self._paragraph(style=style, centred=True)
        paragraph.paragraph_format.line_spacing = 1.3
        run = paragraph.add_run(line.text)
        if index and self.lines[index - 1].part == "title" and line.text.startswith("——"):
            self._font(run, "楷体_GB2312", look.size, bold=False)
        elif look.title == "plain":
            run.bold = True
        else:
            self._font(run, look.title_font, look.title_size, bold=look.title_font == "宋体")
        if index + 1 < len(self.lines) and self.lines[index + 1].part not in ("title", "byline", "number"):
            self._paragraph()

    def _heading(self, line: Line) -> None:
        look, deeper = self.look, int(line.part == "heading2")
        style = f"Heading {1 + deeper + (look.title == 'heading')}" if look.heading == "style" else None
        paragraph = self._paragraph(style=style, indented=True)
        text = line.text
        if self.list_number is not None and not deeper:
            text = NUMBER.sub("", text, count=1)
            word_xml.number_with(paragraph, self.list_number)
        elif look.typed_indent:
            text = "\u3000\u3000" + text
        run = paragraph.add_run(text)
        if look.heading == "look":
            self._font(
                run, look.heading_fonts[deeper], look.size, bold=not (look.heading_fonts[0] == "黑体" and not deeper)
            )

    def _closing(self, line: Line) -> None:
        paragraph = self._paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(self.look.size * (2 if line.part == "signature" else 3))
        if line.part == "signature":
            paragraph.paragraph_format.space_before = Pt(self.look.size * 2)
        paragraph.add_run(line.text)
        if self.look.control and line.part == "dateline":
            word_xml.insert_control(paragraph._p, alias="成文日期", block=True)

    def _foot(self, line: Line) -> None:
        paragraph = self._paragraph(indented=not self.look.box)
        paragraph.add_run(line.text)
        if self.look.box:
            paragraph.paragraph_format.line_spacing = 1.0
            word_xml.move_to_box(paragraph, width=400, height=36, number=len(self.document.paragraphs))

    def _body(self, line: Line) -> None:
        look = self.look
        paragraph = self._paragraph(indented=True)
        if look.typed_indent:
            paragraph.add_run("\u3000\u3000")
        pieces = [sentence.text for sentence in line.sentences]
        lead = look.lead_bold and len(pieces) > 1 and len(pieces[0]) <= 24 and bool(_LEAD.match(pieces[0]))
        if lead:
            paragraph.add_run(pieces.pop(0)).bold = True
        if look.tracked and not self.revised and self._revise(paragraph, pieces):
            return
        for piece in pieces if look.split_runs else ["".join(pieces)]:
            paragraph.add_run(piece)

    def _revise(self, paragraph: Any, pieces: list[str]) -> bool:
        """A clause of the paragraph as a tracked insertion in place of a shorter wording."""
        clauses = re.findall(r"[^，。；：]+[，。；：]*", "".join(pieces))
        if len(clauses) < 4:
            return False
        chosen = 1 + draw(self.report.head["id"], "clause", len(clauses) - 2)
        for place, clause in enumerate(clauses):
            run = paragraph.add_run(clause)
            if place == chosen:
                day = str(self.report.head.get("submitted") or "2012-06-20")
                word_xml.mark_inserted(run, deleted="认真抓好落实，", author="办公室", date=day, number=501)
        self.revised = True
        return True

    def _table(self, rows: list[Line]) -> None:
        cells = [_cells(row.sentences[0]) for row in rows]
        table = self.document.add_table(rows=len(cells), cols=max(map(len, cells)), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        word_xml.repeat_head(table.rows[0])
        for place, texts in enumerate(cells):
            drawn = table.rows[place].cells
            for column, text in enumerate(texts):
                paragraph = drawn[column].paragraphs[0]
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                if text:
                    self._font(paragraph.add_run(text), "宋体", 12, bold=place == 0)
            empty = next((column for column, text in enumerate(texts[1:], 1) if text), len(texts)) - 1
            if place and empty:  # 合计 and nothing beside it: one cell, as clerks draw it
                drawn[0].merge(drawn[empty])
        self._paragraph()


def _cells(row: LabelledSentence) -> tuple[str, ...]:
    return row.cells or (row.text,)
