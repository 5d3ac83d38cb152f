"""A ``Round`` in, ``通报.docx`` out: a draft in the circular's own form that a person checks, completes and signs.

Never knows how anything was judged. What it says is made in ``circular_text``, how it looks in ``circular_layout``.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from analyzer.export import circular_layout as layout
from analyzer.export.atomic import without_zip_times, write_bytes
from analyzer.export.circular_shortfalls import Confirmed
from analyzer.export.circular_sources import HEADS
from analyzer.export.circular_table import source_table
from analyzer.export.circular_text import compose
from analyzer.types import Round

DRAFT: Final = "（草稿，待人工核定）"
INSIDE: Final = "内部核对用，印发前删去"
_HEADER: Final = "草稿　待核"
_UNSIGNED: Final = ("（发文机关待定）", "（成文日期待定）")
_ANNEX_WIDTHS: Final = (720, 1150, 1250, 3424, 2300)  # twentieths of a point; together 156 mm


def render(round_: Round, *, confirmed: Confirmed = ()) -> bytes:
    """The docx file's bytes; the same for the same round. ``confirmed`` as in ``circular_text.compose``."""
    circular = compose(round_, confirmed=confirmed)
    document = layout.new_document(circular.title, _HEADER)
    layout.title(document, circular.title, DRAFT)
    layout.addressee(document, circular.addressee)
    for paragraph in circular.paragraphs:
        if paragraph.level == "heading":
            layout.heading(document, paragraph.text)
        else:
            layout.body(document, paragraph.text, lead=paragraph.lead, note=paragraph.level == "note")
    sent = [annex for annex in circular.annexes if not annex.inside]
    if sent:
        layout.annex_list(document, [annex.title for annex in sent])
    layout.signature(document, _UNSIGNED)
    # A blank line before the list of annexes and before the signature; a note and the text above it.
    layout.hold_end_together(document, (len(sent) + 1 if sent else 0) + len(_UNSIGNED) + 1 + 2)
    for number, annex in enumerate(circular.annexes, 1):
        label = INSIDE if annex.inside else f"附件{number}" if len(sent) > 1 else "附件"
        layout.annex_head(document, label, annex.title)
        groups = [
            (
                f"{group.mark}{group.caption}",
                [(group.mark.strip("［］"), row.unit, row.told, row.sentence, row.place) for row in group.rows],
            )
            for group in annex.groups
        ]
        if annex.inside:
            layout.body(document, annex.remark, note=True)
        source_table(document, HEADS, _ANNEX_WIDTHS, groups)
        layout.body(document, "" if annex.inside else annex.remark, note=True)  # Word wants a paragraph after a table
    target = io.BytesIO()
    document.save(target)
    return without_zip_times(target.getvalue())


def write(round_: Round, path: Path, *, confirmed: Confirmed = ()) -> Path:
    """Write the draft circular to ``path``."""
    return write_bytes(path, render(round_, confirmed=confirmed))
