"""A document in, the pages behind the circular's text out: narrow margins, small type, heads of the annexes.

Never knows what an annex says.
"""

from __future__ import annotations

from typing import Any

from analyzer.export.circular_layout import HEADING_FACE, SUB_FACE, TITLE_FACE, new_paragraph, new_run


def narrow_section(document: Any) -> None:
    """From here on pages with narrow margins and without the text's grid, for tables in small type."""
    from docx.enum.section import WD_SECTION

    _tighten(document.add_section(WD_SECTION.NEW_PAGE))


def lay_on_side(document: Any) -> None:
    """A whole document of wide pages with narrow margins."""
    from docx.enum.section import WD_ORIENT

    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    _tighten(section)


def _tighten(section: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm

    section.left_margin = section.right_margin = Mm(15)
    section.top_margin, section.bottom_margin = Mm(18), Mm(17)
    section.header_distance = section.footer_distance = Mm(8)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)


def list_title(document: Any, text: str) -> None:
    """The title of a list that is no circular, centred."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    head = new_paragraph(document, style="Title", line=30, indent=False)
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    new_run(head, text, face=TITLE_FACE, size=18)


def small(document: Any, text: str) -> None:
    """A line above or below a table, in small type."""
    paragraph = new_paragraph(document, line=14, indent=False)
    new_run(paragraph, text, face=SUB_FACE, size=9)


def annex_head(document: Any, label: str, text: str, *, new_page: bool) -> None:
    """附件1 at the top left of a page, its title centred."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = new_paragraph(document, style="Heading 1", indent=False)
    paragraph.paragraph_format.page_break_before = new_page
    new_run(paragraph, label, face=HEADING_FACE)
    head = new_paragraph(document, line=30, indent=False)
    head.paragraph_format.space_after = Pt(4)
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    new_run(head, text, face=TITLE_FACE, size=18)
