"""Paragraphs and tables in, a docx by GB/T 9704—2012 out: A4, 22 lines of 28 characters, the standard's type faces.

Never knows what a circular says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from analyzer.export.atomic import CREATED
from analyzer.export.circular_sources import MARK
from analyzer.export.plain import clean

TITLE_FACE: Final = "方正小标宋简体"
BODY_FACE: Final = "仿宋_GB2312"
HEADING_FACE: Final = "黑体"
SUB_FACE: Final = "楷体_GB2312"
LATIN_FACE: Final = "Times New Roman"
#: Faces to take where one of the standard's is not installed, best first.
FALLBACKS: Final = {
    TITLE_FACE: "方正小标宋_GBK,华文中宋,宋体,SimSun,Noto Serif CJK SC",
    BODY_FACE: "仿宋,FangSong,华文仿宋,Noto Serif CJK SC",
    HEADING_FACE: "SimHei,微软雅黑,Noto Sans CJK SC",
    SUB_FACE: "楷体,KaiTi,华文楷体,Noto Serif CJK SC",
}
#: What an office takes out before it sends the circular: all of a style can be selected at once.
MARK_STYLE: Final = "出处标记"
NOTE_STYLE: Final = "起草说明"
#: 225 mm of type area by 22 lines, in twentieths of a point.
_LINE_PITCH: Final = "579"
_LINE: Final = 28
_BODY: Final = 16
#: 156 mm hold 27.6 characters of 16 pt; a quarter of a point less between them makes 28.
_TIGHTER: Final = "-5"


def new_document(title: str, header: str) -> Any:
    """An empty document with page, grid, styles, page numbers and a running ``header`` set."""
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
    _own_styles(document)
    _page_numbers(document)
    _running_header(document, header)
    _name_fallbacks(document)

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


def _own_styles(document: Any) -> None:
    """The styles of what is taken out of a draft: small raised marks, and notes to the person who completes it."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import RGBColor

    mark = document.styles.add_style(MARK_STYLE, WD_STYLE_TYPE.CHARACTER)
    _set_faces(mark.element.get_or_add_rPr(), BODY_FACE)
    mark.font.superscript = True
    mark.font.color.rgb = RGBColor(0x40, 0x40, 0x40)
    note = document.styles.add_style(NOTE_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    note.base_style = document.styles["Normal"]
    _set_faces(note.element.get_or_add_rPr(), SUB_FACE)


def _running_header(document: Any, text: str) -> None:
    """A grey line at the head of every page; deleting it on one odd and one even page removes it from all."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt, RGBColor

    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        paragraph = header.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = new_run(paragraph, text, face=HEADING_FACE, size=14)
        run.font.color.rgb = RGBColor(0x80, 0x80, 0x80)
        paragraph.paragraph_format.space_after = Pt(0)


def _name_fallbacks(document: Any) -> None:
    """Write into the font table which face stands in for one of the standard's that is not installed."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement, parse_xml
    from docx.oxml.ns import qn
    from lxml import etree

    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    table = parse_xml(part.blob)
    for name, others in FALLBACKS.items():
        font = OxmlElement("w:font")
        font.set(qn("w:name"), name)
        for tag, value in (("w:altName", others), ("w:charset", "86"), ("w:family", "auto"), ("w:pitch", "variable")):
            element = OxmlElement(tag)
            element.set(qn("w:val"), value)
            font.append(element)
        table.append(font)
    part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)


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
        new_run(paragraph, "— ", face="宋体", size=14)
        _field(paragraph, "PAGE")
        new_run(paragraph, " —", face="宋体", size=14)


def _field(paragraph: Any, code: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind, text in (("begin", None), (None, code), ("separate", None), ("text", "1"), ("end", None)):
        run = new_run(paragraph, "1" if kind == "text" else "", face="宋体", size=14)
        if kind is None:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {text} "
            run._r.append(instruction)
        elif kind != "text":
            sign = OxmlElement("w:fldChar")
            sign.set(qn("w:fldCharType"), kind)
            run._r.append(sign)


def new_run(paragraph: Any, text: str, *, face: str | None = None, size: float | None = None) -> Any:
    """Text at the end of a paragraph, in the body's face and size unless told otherwise."""
    from docx.shared import Pt

    run = paragraph.add_run(clean(text))
    _set_faces(run._r.get_or_add_rPr(), face or BODY_FACE)
    if size:
        run.font.size = Pt(size)
    return run


def new_paragraph(document: Any, *, style: str | None = None, line: float = _LINE, indent: bool = True) -> Any:
    """An empty paragraph at the end, lines of exactly ``line`` points, indented by two characters."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = document.add_paragraph(style=style)
    layout = paragraph.paragraph_format
    layout.line_spacing = Pt(line)
    layout.space_before = layout.space_after = Pt(0)
    layout.widow_control = False  # the standard fills every page with 22 lines
    # Word's default, but LibreOffice cuts punctuation off at the edge of a justified line unless it is told.
    overflow = OxmlElement("w:overflowPunct")
    overflow.set(qn("w:val"), "1")
    paragraph._p.get_or_add_pPr().insert_element_before(
        overflow, "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid",
        "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:rPr",
    )  # fmt: skip
    if indent:
        layout.first_line_indent = Pt(_BODY * 2)
        paragraph._p.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), "200")
    return paragraph


def title(document: Any, text: str, remark: str) -> None:
    """The title in 22 pt and the remark under it, both centred."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    head = new_paragraph(document, style="Title", line=36, indent=False)
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    new_run(head, text, face=TITLE_FACE, size=22)
    below = new_paragraph(document, indent=False)
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    new_run(below, remark, face=SUB_FACE)
    new_paragraph(document, indent=False)


def addressee(document: Any, text: str) -> None:
    """Whom the circular goes to, from the left edge."""
    new_run(new_paragraph(document, indent=False), text)


def heading(document: Any, text: str) -> None:
    """一、…… in 黑体."""
    paragraph = new_paragraph(document, style="Heading 1")
    paragraph.paragraph_format.keep_with_next = True
    new_run(paragraph, text, face=HEADING_FACE)


def body(document: Any, text: str, *, lead: str = "", note: bool = False) -> None:
    """A paragraph of text with raised reference marks; ``lead`` in 楷体 at its start, a whole ``note`` in 楷体."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = new_paragraph(document, style=NOTE_STYLE if note else None)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if lead:
        new_run(paragraph, lead, face=SUB_FACE)
    end = 0
    for mark in MARK.finditer(text):
        new_run(paragraph, text[end : mark.start()], face=SUB_FACE if note else None)
        new_run(paragraph, mark[0]).style = MARK_STYLE
        end = mark.end()
    new_run(paragraph, text[end:], face=SUB_FACE if note else None)


def annex_list(document: Any, titles: Sequence[str]) -> None:
    """附件：1. …… one blank line under the text."""
    from docx.shared import Pt

    new_paragraph(document, indent=False)
    for number, text in enumerate(titles, 1):
        paragraph = new_paragraph(document, indent=False)
        paragraph.paragraph_format.left_indent = Pt(_BODY * (2 if number == 1 else 5))
        label = f"{number}. {text}" if len(titles) > 1 else text
        new_run(paragraph, f"附件：{label}" if number == 1 else label)


def signature(document: Any, lines: Sequence[str]) -> None:
    """Who sends it and when, on the right, four characters in."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    new_paragraph(document, indent=False)
    for text in lines:
        paragraph = new_paragraph(document, indent=False)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(_BODY * 4)
        paragraph.paragraph_format.keep_together = True
        new_run(paragraph, text)


def hold_end_together(document: Any, last: int) -> None:
    """Keep the ``last`` paragraphs on one page: no page of a circular may hold nothing but the signature."""
    for paragraph in document.paragraphs[-last:-1]:
        paragraph.paragraph_format.keep_with_next = True
