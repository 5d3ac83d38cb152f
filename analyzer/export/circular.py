"""A ``Round`` in, ``通报.docx`` out: a draft in the circular's own form that a person checks, completes and signs.

Never knows how anything was judged. What it says is made in ``circular_text``, how it looks in ``circular_layout``.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from analyzer.export import circular_layout as layout
from analyzer.export.atomic import without_zip_times, write_bytes
from analyzer.export.circular_table import source_table
from analyzer.export.circular_text import compose
from analyzer.types import Round

DRAFT: Final = "（草稿，待人工核定）"
_UNSIGNED: Final = ("（发文机关待定）", "（成文日期待定）")
_ANNEX_WIDTHS: Final = (1400, 1200, 3600, 2644)  # twentieths of a point; together 156 mm


def render(round_: Round) -> bytes:
    """The docx file's bytes; the same for the same round."""
    circular = compose(round_)
    document = layout.new_document(circular.title)
    layout.title(document, circular.title, DRAFT)
    layout.addressee(document, circular.addressee)
    for paragraph in circular.paragraphs:
        if paragraph.level == "heading":
            layout.heading(document, paragraph.text)
        else:
            layout.body(document, paragraph.text, lead=paragraph.lead, note=paragraph.level == "note")
    if circular.annexes:
        layout.annex_list(document, [annex.title for annex in circular.annexes])
    layout.signature(document, _UNSIGNED)
    for number, annex in enumerate(circular.annexes, 1):
        label = f"附件{number}" if len(circular.annexes) > 1 else "附件"
        layout.annex_head(document, label, annex.title)
        groups = [
            (caption, [(row.unit, row.told, row.sentence, row.place) for row in rows]) for caption, rows in annex.groups
        ]
        source_table(document, annex.heads, _ANNEX_WIDTHS, groups)
        layout.body(document, annex.remark, note=True)  # Word wants a paragraph after a table
    target = io.BytesIO()
    document.save(target)
    return without_zip_times(target.getvalue())


def write(round_: Round, path: Path) -> Path:
    """Write the draft circular to ``path``."""
    return write_bytes(path, render(round_))
