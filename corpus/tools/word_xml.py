"""Raw WordprocessingML that python-docx does not offer: fields, boxes, controls, revisions, numbering, fonts.

In: texts and places in a document. Out: elements put there, or a package with fixed bytes. Never knows what a
report is or how it should look.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any, Final

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from lxml import etree

_ZIP_TIME: Final = (2012, 7, 1, 9, 0, 0)
_WORD_SPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_EMU: Final = 12700  # a point


def set_font(holder: Any, *, east: str, latin: str, size: float, bold: bool | None = None, red: bool = False) -> None:
    """Fonts of a run or style, for Chinese and Latin text apart; theme fonts and colours are taken off."""
    properties = holder.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    if fonts is not None:
        properties.remove(fonts)
    fonts = parse_xml(
        f'<w:rFonts {nsdecls("w")} w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{east}" w:cs="{latin}" w:hint="eastAsia"/>'
    )
    style = properties.find(qn("w:rStyle"))
    properties.insert(0 if style is None else 1, fonts)
    colour = properties.find(qn("w:color"))
    if colour is not None:
        properties.remove(colour)
    holder.font.size = Pt(size)
    if bold is not None:
        holder.font.bold = bold
    if red:
        from docx.shared import RGBColor

        holder.font.color.rgb = RGBColor(0xE6, 0x00, 0x12)


def set_language(styles: Any) -> None:
    """Chinese as the language of Chinese text, so that glyphs are the mainland forms."""
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def first_line(paragraph: Any, *, size: float) -> None:
    """First-line indent of two characters, as Word writes it."""
    indent = paragraph.paragraph_format.element.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), str(int(size * 2 * 20)))


def rule_below(paragraph: Any, *, red: bool) -> None:
    """A line across the page under the paragraph, the red one of official documents or a thin black one."""
    border = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="{18 if red else 6}" w:space="6" '
        f'w:color="{"E60012" if red else "000000"}"/></w:pBdr>'
    )
    properties = paragraph._p.get_or_add_pPr()
    spacing = properties.find(qn("w:spacing"))
    if spacing is None:
        properties.append(border)
    else:
        spacing.addprevious(border)


def add_field(run: Any, code: str, shown: str) -> None:
    """A field such as PAGE, with what it last showed."""
    for name, text in (("begin", None), (None, code), ("separate", None), ("shown", shown), ("end", None)):
        if name == "shown":
            run._r.append(parse_xml(f"<w:t {nsdecls('w')}>{text}</w:t>"))
        elif name is None:
            run._r.append(parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve"> {text} </w:instrText>'))
        else:
            run._r.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{name}"/>'))


def insert_control(element: Any, *, alias: str, block: bool) -> None:
    """Wrap a paragraph (``block``) or a run in a content control."""
    control = parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:alias w:val="{alias}"/><w:tag w:val="{"block" if block else "run"}"/>'
        f"<w:text/></w:sdtPr><w:sdtContent/></w:sdt>"
    )
    if block:  # a plain-text control may not hold a paragraph
        control.find(qn("w:sdtPr")).remove(control.find(f"{qn('w:sdtPr')}/{qn('w:text')}"))
    element.addprevious(control)
    control.find(qn("w:sdtContent")).append(element)


def mark_inserted(run: Any, *, deleted: str, author: str, date: str, number: int) -> None:
    """Make ``run`` a tracked insertion that replaced ``deleted``."""
    attributes = f'w:author="{author}" w:date="{date}T10:20:00Z"'
    insertion = parse_xml(f'<w:ins {nsdecls("w")} w:id="{number}" {attributes}/>')
    run._r.addprevious(insertion)
    insertion.append(run._r)
    deletion = parse_xml(
        f'<w:del {nsdecls("w")} w:id="{number + 1}" {attributes}><w:r><w:delText xml:space="preserve">'
        f"{deleted}</w:delText></w:r></w:del>"
    )
    properties = run._r.find(qn("w:rPr"))
    if properties is not None:
        deletion[0].insert(0, parse_xml(etree.tostring(properties)))
    insertion.addprevious(deletion)


def move_to_box(paragraph: Any, *, width: float, height: float, number: int) -> None:
    """Put the paragraph's runs into a text box anchored where it stands; an older program reads the VML branch."""
    inner = "".join(etree.tostring(run, encoding="unicode") for run in paragraph._p.findall(qn("w:r")))
    for run in paragraph._p.findall(qn("w:r")):
        paragraph._p.remove(run)
    content = f"<w:txbxContent><w:p>{inner}</w:p></w:txbxContent>"
    x, y = int(width * _EMU), int(height * _EMU)
    paragraph._p.append(
        parse_xml(
            f"<w:r {_WORD_SPACES}><mc:AlternateContent>"
            f'<mc:Choice Requires="wps"><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{x}" cy="{y}"/><wp:docPr id="{number}" name="文本框 {number}"/><wp:cNvGraphicFramePr/>'
            '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
            f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{x}" cy="{y}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/>'
            f"</a:solidFill></a:ln></wps:spPr><wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp>"
            "</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
            f'<mc:Fallback><w:pict><v:shape style="width:{width:g}pt;height:{height:g}pt"><v:textbox>{content}</v:textbox>'
            "</v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )


def add_chinese_numbering(document: Any) -> int:
    """A list numbered 一、 二、 三、; its number for ``number_with``."""
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType w:val="singleLevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/>'
        '<w:lvlText w:val="%1、"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
        "</w:abstractNum>"
    )
    numbering.insert(0, abstract)
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    return 90


def number_with(paragraph: Any, number: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number


def repeat_head(row: Any) -> None:
    """The table's head row again on every page."""
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))


def fixed_bytes(document: Any, *, dropped: Sequence[str] = ("thumbnail",)) -> bytes:
    """The package with fixed member dates and order, so that the same report gives the same file."""
    package = document.part.package
    for identity, relationship in list(package.rels.items()):
        if relationship.reltype.rsplit("/", 1)[-1] in dropped:
            del package.rels[identity]
    written = io.BytesIO()
    document.save(written)
    result = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        names = sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            member = zipfile.ZipInfo(name, date_time=_ZIP_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            member.create_system = 3
            target.writestr(member, source.read(name))
    return result.getvalue()
