"""A Word document (docx, docm, dotx, dotm; transitional or ISO strict) → a ``Document``.

In: the file's bytes. Out: blocks in reading order, title, headers and footers apart, warnings.
Never knows language; never runs a macro or follows a link.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from analyzer.errors import notice
from analyzer.reading.docx_body import Body, Piece, diagram_lines, referenced
from analyzer.reading.docx_inline import Inline
from analyzer.reading.docx_numbering import Numbering
from analyzer.reading.docx_package import Package
from analyzer.reading.docx_parts import Parts
from analyzer.reading.docx_styles import Styles, without_table_styles
from analyzer.reading.docx_xml import r, w
from analyzer.reading.page_numbers import without_page_number
from analyzer.reading.titles import HEAD, Line, joined, title_lines
from analyzer.types import Block, BlockKind, Document

_MAY_BE_TITLE = (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.TEXT_BOX)


def read_docx(data: bytes) -> Document:
    """The document in ``data``.

    Raises:
        ReadError: ``damaged_zip``, ``damaged_xml``, ``missing_part``, ``zip_bomb``, ``xml_entity``, ``encrypted``.
    """
    parts = Parts(Package(data))
    parts.check_surroundings()
    inline = Inline(Styles(parts.related("styles", prepared=without_table_styles)))
    body = Body(inline.styles, Numbering(parts.related("numbering")), inline, _diagrams(parts))
    body.walk(parts.main)
    title, blocks = _titled(body.pieces)
    blocks += [Block(kind=BlockKind.FOOTNOTE, text=text) for text in _notes(parts, body, inline)]
    furniture = _furniture(parts, body)
    _warn(parts, body, inline)
    return Document(
        format="docx", blocks=tuple(blocks), title=title, furniture=furniture,
        warnings=tuple(notice(code, detail) for code, detail in sorted(parts.warnings.items())),
    )  # fmt: skip


def _titled(pieces: list[Piece]) -> tuple[str | None, list[Block]]:
    """The pieces as blocks, the lines of the title joined into one block."""
    near_top = [index for index, piece in enumerate(pieces[: 2 * HEAD]) if piece.kind in _MAY_BE_TITLE]
    lines = [
        Line(text=piece.text, centred=piece.centred, size=piece.size, styled=piece.titled, heading=piece.level == 1)
        for piece in (pieces[index] for index in near_top)
    ]
    found = title_lines(lines, _body_size(pieces))
    chosen = [near_top[index] for index in found]
    title = joined([pieces[index].text for index in chosen]) or None
    blocks = []
    for index, piece in enumerate(pieces):
        if title and index in chosen:
            if index == chosen[0]:
                blocks.append(Block(kind=BlockKind.TITLE, text=title))
            continue
        blocks.append(
            Block(kind=piece.kind, text=piece.text, level=piece.level, table=piece.table, row=piece.row)
        )  # fmt: skip
    return title, blocks


def _body_size(pieces: list[Piece]) -> float:
    sizes: Counter[float] = Counter()
    for piece in pieces:
        if piece.size:
            sizes[piece.size] += len(piece.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _diagrams(parts: Parts) -> Callable[[str], list[str]]:
    def lines(relation: str) -> list[str]:
        relationship = parts.relationships.get(relation)
        root = None if relationship is None or relationship.external else parts.optional(relationship.target)
        return [] if root is None else diagram_lines(root)

    return lines


def _notes(parts: Parts, body: Body, inline: Inline) -> list[str]:
    texts = []
    for kind in ("footnote", "endnote"):
        wanted = [note for note_kind, note in inline.notes if note_kind == kind]
        root = parts.related(f"{kind}s") if wanted else None
        if root is not None:
            texts += ["\n".join(body.lines(note)) for note in referenced(root, kind, wanted)]
    return [text for text in texts if text]


def _furniture(parts: Parts, body: Body) -> tuple[str, ...]:
    """Headers and footers that a section uses, each line once, page numbers left out."""
    wanted = [
        reference.get(r("id"))
        for section in parts.main.iter(w("sectPr"))
        for reference in section
        if reference.tag in (w("headerReference"), w("footerReference"))
    ]
    lines: dict[str, None] = {}
    for relation in dict.fromkeys(wanted):
        relationship = parts.relationships.get(relation or "")
        root = None if relationship is None or relationship.external else parts.optional(relationship.target)
        if root is not None:
            lines.update(dict.fromkeys(without_page_number(line.replace("\t", " ")) for line in body.lines(root)))
    return tuple(line for line in lines if line)


def _warn(parts: Parts, body: Body, inline: Inline) -> None:
    if inline.insertions or inline.deletions:
        parts.warnings["tracked_changes"] = f"插入 {inline.insertions} 处，删除 {inline.deletions} 处"
    if inline.hidden:
        parts.warnings["hidden_text"] = f"{inline.hidden} 处"
    if body.removed:
        parts.warnings.setdefault("control_chars", f"{body.removed} 个")
    if body.unread:
        parts.warnings.setdefault("repaired", f"嵌入的 {body.unread} 个外部片段未读取")
    if inline.active:
        parts.warnings.setdefault("active_content", "会取外部内容的域")
