"""A Markdown file → a ``Document``: # headings, lists, tables, paragraphs without their marks.

In: the file's bytes. Out: blocks in order. Never knows HTML beyond leaving its tags out.
"""

from __future__ import annotations

import re
from typing import Final

from analyzer.reading.characters import join
from analyzer.reading.headings import heading_level
from analyzer.reading.text import cleaned
from analyzer.reading.titles import Line, title_lines
from analyzer.types import Block, BlockKind, Document

_HEADING: Final = re.compile(r" {0,3}(#{1,6})[ \t]*(.*?)[ \t]*#*$")
_UNDERLINE: Final = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_RULE: Final = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_FENCE: Final = re.compile(r" {0,3}(```+|~~~+)")
_BULLET: Final = re.compile(r"\s*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?(.*)$")
_NUMBERED: Final = re.compile(r"\s*(\d{1,4}[.)])[ \t]+(.*)$")
_ROW: Final = re.compile(r"\s*\|?(?:[^|\\]|\\.)*\|")
_DIVIDER: Final = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_HARD_BREAK: Final = re.compile(r"(?: {2,}|\\)$")
_INLINE: Final = (
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"!\[([^\]]*)\]\([^)]*\)"), ""),
    (re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\[[^\]]*\])"), r"\1"),
    (re.compile(r"<(https?://[^>\s]+|[^>\s@]+@[^>\s]+)>"), r"\1"),
    (re.compile(r"</?[A-Za-z][^>]*>"), ""),
    (re.compile(r"(`+)(.+?)\1"), r"\2"),
    (re.compile(r"(\*{1,3}|~~)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w])(_{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w])"), r"\2"),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)


def read_markdown(data: bytes) -> Document:
    """The document in ``data``.

    Raises:
        ReadError: ``type_mismatch`` for what is no text.
    """
    text, warnings = cleaned(data)
    blocks = _Reader(_without_front_matter(text.split("\n"))).blocks()
    first = next((index for index, block in enumerate(blocks) if block.kind is BlockKind.HEADING), None)
    if first is not None and blocks[first].level == 1 and not any(block.level == 1 for block in blocks[first + 1 :]):
        chosen = range(first, first + 1)
    else:
        chosen = title_lines([Line(text=block.text, heading=block.level == 1) for block in blocks[:6]], 0.0)[:1]
    title = blocks[chosen[0]].text if chosen else None
    if title is not None:
        blocks[chosen[0]] = Block(kind=BlockKind.TITLE, text=title)
    return Document(format="md", blocks=tuple(blocks), title=title, warnings=warnings)


class _Reader:
    """Goes through the lines once; what is open (a paragraph, a table, a fence) is closed by what follows."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._found: list[Block] = []
        self._open = ""
        self._list = False
        self._table = -1
        self._row: int | None = None

    def blocks(self) -> list[Block]:
        fence: str | None = None
        for index, line in enumerate(self._lines):
            mark = _FENCE.match(line)
            if fence is not None:
                fence = None if mark and mark[1].startswith(fence) else fence
                if fence is not None and line.strip():
                    self._add(BlockKind.PARAGRAPH, line.strip())
            elif mark:
                self._close()
                fence = mark[1]
            else:
                self._line(line, self._lines[index + 1] if index + 1 < len(self._lines) else "")
        self._close()
        return self._found

    def _line(self, line: str, following: str) -> None:
        line = re.sub(r"^\s*(?:>\s?)+", "", line)
        heading, bullet, numbered = _HEADING.match(line), _BULLET.match(line), _NUMBERED.match(line)
        if not line.strip():
            self._close()
        elif self._is_row(line, following):
            self._table_row(line)
        elif heading and (heading[2] or len(heading[1]) > 1):
            self._close()
            self._add(BlockKind.HEADING, plain(heading[2]), level=len(heading[1]))
        elif _UNDERLINE.match(line) and self._open and not self._list:
            text, self._open = self._open, ""
            self._add(BlockKind.HEADING, plain(text), level=1 if "=" in line else 2)
        elif _RULE.match(line):
            self._close()
        elif bullet or numbered:
            self._close()
            self._list = True
            self._open = bullet[1] if bullet else f"{numbered[1]} {numbered[2]}" if numbered else ""
        else:
            text = _HARD_BREAK.sub("\n", line.strip("\t "), count=1) if not line.endswith("  ") else line.strip() + "\n"
            self._open = (
                self._open + text if self._open.endswith("\n") else join(self._open, text) if self._open else text
            )

    def _is_row(self, line: str, following: str) -> bool:
        if self._row is not None:
            return "|" in line
        return bool(_ROW.match(line)) and "-" in following and bool(_DIVIDER.match(following)) and "|" in following

    def _table_row(self, line: str) -> None:
        if self._row is None:
            self._close()
            self._table, self._row = self._table + 1, 0
        if _DIVIDER.match(line):
            return
        cells = re.split(r"(?<!\\)\|", line.strip())
        cells = cells[1:] if line.strip().startswith("|") else cells
        cells = cells[:-1] if line.strip().endswith("|") and len(cells) > 1 else cells
        text = "\t".join(" ".join(plain(cell.replace("<br>", " ")).split()) for cell in cells)
        if text.strip():
            self._found.append(Block(kind=BlockKind.TABLE_ROW, text=text, table=self._table, row=self._row))
        self._row += 1

    def _close(self) -> None:
        self._row = None
        text, self._open = plain(self._open), ""
        kind, self._list = BlockKind.LIST_ITEM if self._list else BlockKind.PARAGRAPH, False
        if text:
            level = heading_level(text) if kind is BlockKind.PARAGRAPH else None
            self._add(kind if level is None else BlockKind.HEADING, text, level=level)

    def _add(self, kind: BlockKind, text: str, *, level: int | None = None) -> None:
        if text:
            self._found.append(Block(kind=kind, text=text, level=level))


def plain(text: str) -> str:
    """Inline text without emphasis, links, pictures and tags."""
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    return text.strip(" \t\n\u3000")


def _without_front_matter(lines: list[str]) -> list[str]:
    """The settings some programs put between two --- lines at the top are not part of the page."""
    if lines and lines[0].strip() == "---":
        for index, line in enumerate(lines[1:60], 1):
            if line.strip() in ("---", "..."):
                return (
                    lines[index + 1 :]
                    if all(":" in one or not one.strip() or one[0] in " -#" for one in lines[1:index])
                    else lines
                )
    return lines
