"""A ``Round`` in, ``通报.docx`` out: a draft in the circular's own form that a person checks, completes and signs.

Beside it stands 通报核对清单.docx, the list for the office alone: what names a unit for a fault is no part of the draft.
Never knows how anything was judged. What it says is made in ``circular_text``, how it looks in ``circular_layout``.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

from analyzer.export import circular_annex as annex_pages
from analyzer.export import circular_layout as layout
from analyzer.export.atomic import without_zip_times, write_bytes
from analyzer.export.circular_shortfalls import Confirmed
from analyzer.export.circular_sources import CHECK_HEADS, HEADS, Annex, Group
from analyzer.export.circular_table import Cell, source_table
from analyzer.export.circular_text import Circular, compose
from analyzer.types import Round

DRAFT: Final = "（草稿，待人工核定）"
INSIDE: Final = "内部核对用，不随通报印发"
_HEADER: Final = "草稿　待核"
_UNSIGNED: Final = ("（发文机关待定）", "（成文日期待定）")
_NOTHING: Final = "本轮没有需要核对的内容。"
#: Twentieths of a point: 180 mm of an upright page, 267 mm of one on its side.
_ANNEX_WIDTHS: Final = (1_640, 4_650, 3_250, 660)
_LIST_WIDTHS: Final = (2_100, 2_750, 6_300, 3_250, 730)

Rows: TypeAlias = list[Sequence[Cell]]


def render(round_: Round, *, confirmed: Confirmed = ()) -> bytes:
    """The draft's bytes; the same for the same round. ``confirmed`` as in ``circular_text.compose``."""
    return _draft(compose(round_, confirmed=confirmed))


def write(round_: Round, path: Path, *, confirmed: Confirmed = ()) -> Path:
    """Write the draft circular to ``path`` and the list for checking beside it; see ``checklist_path``."""
    circular = compose(round_, confirmed=confirmed)
    draft, checklist = _draft(circular), _checklist(circular)
    write_bytes(checklist_path(path), checklist)
    return write_bytes(path, draft)


def checklist_path(path: Path) -> Path:
    """Where the list for checking stands: 通报核对清单.docx beside 通报.docx."""
    return path.with_name(f"{path.stem}核对清单{path.suffix}")


def _draft(circular: Circular) -> bytes:
    document = layout.new_document(circular.title, _HEADER)
    layout.title(document, circular.title, DRAFT)
    layout.addressee(document, circular.addressee)
    for paragraph in circular.paragraphs:
        if paragraph.level == "heading":
            layout.heading(document, paragraph.text)
        else:
            layout.body(document, paragraph.text, lead=paragraph.lead, note=paragraph.level == "note")
    annexes = [annex for annex in circular.annexes if not annex.inside]
    if annexes:
        layout.annex_list(document, [annex.title for annex in annexes])
    layout.signature(document, _UNSIGNED)
    # A blank line before the list of annexes and before the signature; a note and the text above it.
    layout.hold_end_together(document, (len(annexes) + 1 if annexes else 0) + len(_UNSIGNED) + 1 + 2)
    for number, annex in enumerate(annexes, 1):
        if number == 1:
            annex_pages.narrow_section(document)
        label = f"附件{number}" if len(annexes) > 1 else "附件"
        annex_pages.annex_head(document, label, annex.title, new_page=number > 1)
        annex_pages.small(document, annex.remark)
        groups = [(f"{group.mark}{group.caption}", list(_rows(group))) for group in annex.groups]
        source_table(document, HEADS, _ANNEX_WIDTHS, groups)
        annex_pages.small(document, "")  # Word wants a paragraph after a table
    return _bytes(document)


def _checklist(circular: Circular) -> bytes:
    inside = next((annex for annex in circular.annexes if annex.inside), None)
    title = inside.title if inside else "通报核对清单"
    document = layout.new_document(title, INSIDE)
    annex_pages.lay_on_side(document)
    annex_pages.list_title(document, title)
    annex_pages.small(document, inside.remark if inside else _NOTHING)
    if inside:
        source_table(document, CHECK_HEADS, _LIST_WIDTHS, _checked(inside))
        annex_pages.small(document, "")
    return _bytes(document)


def _checked(annex: Annex) -> list[tuple[str, Rows]]:
    return [(f"{group.mark}{group.caption}", list(_rows(group, told=True))) for group in annex.groups]


def _rows(group: Group, *, told: bool = False) -> Iterator[Sequence[Cell]]:
    """The cells of a group's rows; what is the same as in the row above is not repeated."""
    unit = said = source = None
    for row in group.rows:
        same = row.unit == unit
        total = f"（共{row.subtotal}）" if row.subtotal else ""
        cells: list[Cell] = ["" if same else f"{row.unit}{total}"]
        if told:
            cells.append("" if same and row.told == said else row.told)
        cells.append((row.sentence, row.stress))
        cells.append("" if same and row.source == source else row.source)
        cells.append("" if row.number is None else f"{row.number}")
        unit, said, source = row.unit, row.told, row.source
        yield cells


def _bytes(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return without_zip_times(target.getvalue())
