"""A plain text file → a ``Document``; lines wrapped by hand are joined, a paragraph a line stays so.

In: the file's bytes. Out: paragraphs and headings in order, the title if the first lines look like one.
Never knows language or layout beyond lines and blanks.
"""

from __future__ import annotations

import itertools
import unicodedata
from typing import Final

from analyzer.errors import notice
from analyzer.reading.characters import clean, join
from analyzer.reading.encoding import decoded
from analyzer.reading.headings import heading_level
from analyzer.reading.titles import HEAD, Line, joined, title_lines
from analyzer.types import Block, BlockKind, Document, Notice

_NARROWEST: Final = 20  # columns; nobody wraps a text narrower
_WIDEST: Final = 120
_ENDS: Final = "。！？；：.!?;:…”）)"
_MARGIN: Final = 4  # columns a wrapped line may fall short: punctuation and words are not broken


def read_text(data: bytes) -> Document:
    """The document in ``data``.

    Raises:
        ReadError: ``type_mismatch`` for what is no text.
    """
    text, warnings = cleaned(data)
    paragraphs = _paragraphs(text.split("\n"))
    lines = [Line(text=text.strip(), centred=_is_centred(text)) for text in paragraphs[:HEAD]]
    chosen = title_lines(lines, 0.0)
    title = joined([lines[index].text for index in chosen]) or None
    blocks = []
    for index, paragraph in enumerate(paragraphs):
        if title and index == chosen[0]:
            blocks.append(Block(kind=BlockKind.TITLE, text=title))
        elif index not in chosen:
            blocks.append(_block(paragraph.strip(" \t\u3000")))
    return Document(format="txt", blocks=tuple(blocks), title=title, warnings=warnings)


def cleaned(data: bytes) -> tuple[str, tuple[Notice, ...]]:
    """The text of a file without invisible characters, and warnings."""
    text, doubt = decoded(data)
    text, removed = clean(text)
    warnings = [notice("control_chars", f"{removed} 个")] if removed else []
    if doubt is not None:
        warnings.append(notice("encoding", doubt))
    return text, tuple(warnings)


def _block(text: str) -> Block:
    level = heading_level(text)
    return Block(kind=BlockKind.PARAGRAPH if level is None else BlockKind.HEADING, text=text, level=level)


def _paragraphs(lines: list[str]) -> list[str]:
    """Paragraphs with their leading blanks, by which a centred title is known."""
    limit = _wrap_width(lines)
    found: list[str] = []
    before: str | None = None
    for line in lines:
        line = line.rstrip()
        if not line.strip():
            before = None
            continue
        runs_on = (
            limit is not None and before is not None and not _is_indented(line)
            and _width(before) >= limit - _MARGIN - _first_word(line)
        )  # fmt: skip
        if runs_on:
            found[-1] = join(found[-1], line)
        else:
            found.append(line)
        before = line
    return found


def _wrap_width(lines: list[str]) -> int | None:
    """The column at which a text was wrapped by hand, or None where each line is a paragraph."""
    widths = [_width(line) for line in lines if line.strip()]
    if len(widths) < 4:
        return None
    limit = sorted(widths)[-max(1, len(widths) // 20)]
    if not _NARROWEST <= limit <= _WIDEST or max(widths) > limit + _MARGIN:
        return None
    inner = [
        before
        for before, after in itertools.pairwise(lines)
        if before.strip() and after.strip() and not _is_indented(after)
    ]
    full = [line for line in inner if _width(line) >= limit - _MARGIN]
    broken = [line for line in full if line.rstrip()[-1] not in _ENDS]
    return limit if len(full) >= max(2, 0.4 * len(inner)) and len(broken) >= 0.5 * len(full) else None


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line.rstrip())


def _first_word(line: str) -> int:
    """Columns the first unbreakable thing of a line takes beyond one ideograph."""
    word = line.split(maxsplit=1)[0] if line.split() else ""
    return len(word) if word.isascii() else 0


def _is_indented(line: str) -> bool:
    return line.startswith(("  ", "\t", "\u3000"))


def _is_centred(text: str) -> bool:
    margin = text[: len(text) - len(text.lstrip(" \t\u3000"))]
    return margin.count(" ") + 2 * margin.count("\u3000") + 4 * margin.count("\t") >= 8
