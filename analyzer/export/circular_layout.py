"""Paragraphs and tables in, a docx by GB/T 9704—2012 out: A4, 22 lines of 28 characters, the standard's type faces.

Never knows what a circular says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from analyzer.export.atomic import CREATED
from analyzer.export.plain import clean

TITLE_FACE: Final = "方正小标宋简体"
BODY_FACE: Final = "仿宋_GB2312"
HEADING_FACE: Final = "黑体"
SUB_FACE: Final = "楷体_GB2312"
LATIN_FACE: Final = "Times New Roman"
#: 225 mm of type area by 22 lines, in twentieths of a point.
_LINE_PITCH: Final = "579"
_LINE: Final = 28
_BODY: Final = 16
#: 156 mm hold 27.6 characters of 16 pt; a quarter of a point less between them makes 28.
_TIGHTER: Final = "-5"


def new_document(title: str) -> Any:
    """An empty document with page, grid, styles and page numbers set."""
    import docx
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), _LINE_PITCH)
    section._sectPr.append(grid)

    normal = document.styles["Normal"]
    normal.font.size = Pt(_BODY)
    _set_faces(normal.element.get_or_add_rPr(), BODY_FACE)
    tighter = OxmlElement("w:spacing")
    tighter.set(qn("w:val"), _TIGHTER)
    _put(normal.element.rPr, tighter, after="w:rFonts")
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    normal.element.rPr.append(language)
    for name, face in (("Title", TITLE_FACE), ("Heading 1", HEADING_FACE)):
        _plain_style(document.styles[name], face)
    _page_numbers(document)

    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = clean(title)[:200], "", ""
    properties.comments, properties.keywords, properties.subject = "", "", ""
    properties.created = properties.modified = properties.last_printed = CREATED
    return document


def _put(parent: Any, child: Any, *, after: str) -> None:
    """Insert ``child`` after the last of the run properties that the schema puts before it."""
    from docx.oxml.ns import qn

    order = ("w:rStyle", "w:rFonts", "w:b", "w:bCs", "w:i", "w:iCs", "w:color")
    before = [element for element in parent if element.tag in {qn(name) for name in (*order, after)}]
    if before:
        before[-1].addnext(child)
    else:
        parent.insert(0, child)


def _set_faces(properties: Any, face: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    fonts.set(qn("w:ascii"), LATIN_FACE)
    fonts.set(qn("w:hAnsi"), LATIN_FACE)
    fonts.set(qn("w:cs"), LATIN_FACE)
    fonts.set(qn("w:eastAsia"), face)
    # Quotation marks and dashes belong to both scripts: without the hint Word sets them narrow and Latin.
    fonts.set(qn("w:hint"), "eastAsia")


def _plain_style(style: Any, face: str) -> None:
    """A built-in heading style without the template's colours, rules and spacing; it keeps its outline level."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.bold, style.font.italic, style.font.size = False, False, Pt(_BODY)
    style.font.color.rgb = RGBColor(0, 0, 0)
    _set_faces(style.element.get_or_add_rPr(), face)
    for name in ("w:spacing", "w:kern"):
        for element in style.element.rPr.findall(qn(name)):
            style.element.rPr.remove(element)
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        style.element.pPr.remove(borders)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)


def _page_numbers(document: Any) -> None:
    """— 1 — in 14 pt, one character in from the outer edge: right on odd pages, left on even ones."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        paragraph.paragraph_format.right_indent = paragraph.paragraph_format.left_indent = Pt(14)
        _run(paragraph, "— ", face="宋体", size=14)
        _field(paragraph, "PAGE")
        _run(paragraph, " —", face="宋体", size=14)


def _field(paragraph: Any, code: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind, text in (("begin", None), (None, code), ("separate", None), ("text", "1"), ("end", None)):
        run = _run(paragraph, "1" if kind == "text" else "", face="宋体", size=14)
        if kind is None:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {text} "
            run._r.append(instruction)
        elif kind != "text":
            sign = OxmlElement("w:fldChar")
            sign.set(qn("w:fldCharType"), kind)
            run._r.append(sign)


def _run(paragraph: Any, text: str, *, face: str | None = None, size: float | None = None) -> Any:
    from docx.shared import Pt

    run = paragraph.add_run(clean(text))
    _set_faces(run._r.get_or_add_rPr(), face or BODY_FACE)
    if size:
        run.font.size = Pt(size)
    return run


def _paragraph(document: Any, *, style: str | None = None, line: float = _LINE, indent: bool = True) -> Any:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = document.add_paragraph(style=style)
    layout = paragraph.paragraph_format
    layout.line_spacing = Pt(line)
    layout.space_before = layout.space_after = Pt(0)
    layout.widow_control = False  # the standard fills every page with 22 lines
    if indent:
        layout.first_line_indent = Pt(_BODY * 2)
        paragraph._p.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), "200")
    return paragraph


def title(document: Any, text: str, remark: str) -> None:
    """The title in 22 pt and the remark under it, both centred."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    head = _paragraph(document, style="Title", line=36, indent=False)
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(head, text, face=TITLE_FACE, size=22)
    below = _paragraph(document, indent=False)
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(below, remark, face=SUB_FACE)
    _paragraph(document, indent=False)


def addressee(document: Any, text: str) -> None:
    """Whom the circular goes to, from the left edge."""
    _run(_paragraph(document, indent=False), text)


def heading(document: Any, text: str) -> None:
    """一、…… in 黑体."""
    paragraph = _paragraph(document, style="Heading 1")
    paragraph.paragraph_format.keep_with_next = True
    _run(paragraph, text, face=HEADING_FACE)


def body(document: Any, text: str, *, lead: str = "", note: bool = False) -> None:
    """A paragraph of text; ``lead`` in 楷体 at its start, a whole ``note`` in 楷体."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = _paragraph(document)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if lead:
        _run(paragraph, lead, face=SUB_FACE)
    _run(paragraph, text, face=SUB_FACE if note else None)


def annex_list(document: Any, titles: Sequence[str]) -> None:
    """附件：1. …… one blank line under the text."""
    from docx.shared import Pt

    _paragraph(document, indent=False)
    for number, text in enumerate(titles, 1):
        paragraph = _paragraph(document, indent=False)
        paragraph.paragraph_format.left_indent = Pt(_BODY * (2 if number == 1 else 5))
        label = f"{number}. {text}" if len(titles) > 1 else text
        _run(paragraph, f"附件：{label}" if number == 1 else label)


def signature(document: Any, lines: Sequence[str]) -> None:
    """Who sends it and when, on the right, four characters in."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    _paragraph(document, indent=False)
    for text in lines:
        paragraph = _paragraph(document, indent=False)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(_BODY * 4)
        paragraph.paragraph_format.keep_together = True
        _run(paragraph, text)


def annex_head(document: Any, label: str, text: str) -> None:
    """附件1 at the top left of a new page, its title centred."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = _paragraph(document, style="Heading 1", indent=False)
    paragraph.paragraph_format.page_break_before = True
    _run(paragraph, label, face=HEADING_FACE)
    head = _paragraph(document, line=40, indent=False)
    head.paragraph_format.space_after = Pt(8)
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(head, text, face=TITLE_FACE, size=22)
