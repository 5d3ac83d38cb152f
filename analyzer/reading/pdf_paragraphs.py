"""Lines → paragraphs: hard line breaks undone, also over the end of a page.

In: lines in reading order with their places. Out: paragraphs with text, page, size and whether they are centred.
Never knows tables or headers; those were taken out before.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, TypeAlias

from analyzer.reading.characters import is_cjk, join
from analyzer.reading.pdf_lines import Line

_SENTENCE_END: Final = "。！？；：.!?;:…”）)"
_CLOSING: Final = "，。、；：？！”’）》」』】〕％%,.;:?!)]}…"
_OPENING: Final = "“‘（《「『【〔(["
_NUMBERED: Final = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]|\d{1,2}[．.、](?!\d)|[①-⑳]|第[一二三四五六七八九十]+[章节条]"
)
_HEADED: Final = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]")
_BULLET: Final = re.compile("[•●■◆▪➢✓□◇◆❖★☆▲※–]\\s?\\S")
_LEADER: Final = re.compile(r"(?:[.·…]\s?){4,}\s*[\dIVXivx]{1,4}$")  # a line of a table of contents
_FIRST_WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,%/:_\-]*")

Margins: TypeAlias = dict[tuple[int, int, int], tuple[float, float]]


@dataclass(slots=True, kw_only=True)
class Paragraph:
    """Consecutive lines that are one paragraph."""

    text: str
    page: int
    size: float
    centred: bool
    lines: int = 1


def body_size(lines: Sequence[Line]) -> float:
    """The size most characters are set in."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text) * (1 if line.sized else 0)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def paragraphs(runs: Sequence[Sequence[Line]], margins: Margins, em: float, pitch: float) -> list[list[Paragraph]]:
    """One list of paragraphs for each run of lines; nothing is joined over the end of a run (a table stands there)."""
    indented = _is_indented(runs, margins, em)
    result: list[list[Paragraph]] = []
    for run in runs:
        found: list[Paragraph] = []
        before: Line | None = None
        for line in run:
            if before is None or _begins(before, line, margins, em, pitch, indented=indented):
                centred = _is_centred(line, margins, em)
                found.append(Paragraph(text=line.text, page=line.page, size=line.size, centred=centred))
            else:
                found[-1].text = join(found[-1].text, line.text)
                found[-1].lines += 1
            before = line
        result.append(found)
    return result


def key(line: Line) -> tuple[int, int, int]:
    """Lines with one key share their margins: left and right pages and columns may differ."""
    return round(line.width), line.page % 2, line.column


def margins_of(lines: Sequence[Line], em: float) -> Margins:
    """The left and right edge of the text, for each kind of page and column."""
    groups: dict[tuple[int, int, int], list[Line]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    whole = _edges(lines, em) if lines else (0.0, 0.0)
    margins: Margins = {}
    for group, members in groups.items():
        own = _edges(members, em)
        few = len(members) < 8 and group[2] == 0 and len({line.width for line in lines}) == 1
        margins[group] = whole if few else own
    # A page of short paragraphs alone shows no left edge: pages of one kind that nearly agree share it.
    for group, (left, right) in margins.items():
        for other, (other_left, other_right) in list(margins.items()):
            if other[0] == group[0] and other[2] == group[2] == 0 and other != group:
                left = other_left if 0 < left - other_left < 2.6 * em and _has(groups[group], other_left) else left
                right = other_right if 0 < other_right - right < 4 * em else right
        margins[group] = (left, right)
    return margins


def _has(lines: list[Line], left: float) -> bool:
    return any(abs(line.x0 - left) < 3 for line in lines) or len(lines) < 15


def pitch_of(lines: Sequence[Line]) -> float:
    """The usual distance from line to line."""
    steps = [
        after.top - before.top
        for before, after in itertools.pairwise(lines)
        if before.page == after.page and 0 < after.top - before.top < 60
    ]
    return median(steps) if steps else 0.0


def _edges(lines: Sequence[Line], em: float) -> tuple[float, float]:
    """The outermost left and right edges at which more than a few lines stand."""
    enough = max(2, len(lines) // 12)
    left = _outermost(sorted(line.x0 for line in lines), enough)
    # Punctuation may hang out of the text area, so lines that end with it do not show the edge.
    ends = [line.x1 for line in lines if line.text[-1] not in _CLOSING] or [line.x1 for line in lines]
    return left, _right_edge(ends, max(em, 4.0))


def _right_edge(ends: Sequence[float], slack: float) -> float:
    """Where full lines end: the outermost place at which a fair share of them does, not where a few stick out."""
    ends = sorted(ends)
    counts = [position + 1 - bisect_right(ends, end - slack) for position, end in enumerate(ends)]
    enough = max(0.35 * max(counts), min(2, len(ends)))
    return next((end for end, count in zip(reversed(ends), reversed(counts), strict=True) if count >= enough), ends[-1])


def _outermost(edges: list[float], enough: int, slack: float = 4.0) -> float:
    for position, edge in enumerate(edges):
        if position + enough <= len(edges) and edges[position + enough - 1] - edge <= slack:
            return edge
    return edges[0]


def _is_indented(runs: Sequence[Sequence[Line]], margins: Margins, em: float) -> bool:
    """Whether paragraphs begin two characters in, as in most Chinese reports."""
    indents = [(line.x0 - margins[key(line)][0]) / max(em, 1.0) for run in runs for line in run]
    return sum(1.2 < indent < 3.2 for indent in indents) >= max(2, len(indents) // 20)


def _is_centred(line: Line, margins: Margins, em: float) -> bool:
    left, right = margins[key(line)]
    before, after = line.x0 - left, right - line.x1
    return (
        before > 1.1 * em and after > 1.1 * em and abs(before - after) < 1.6 * em and not 1.6 * em < before < 2.4 * em
    )


def _needs(line: Line) -> float:
    """How wide the first thing on a line is that cannot be broken, in points."""
    rest = line.text.lstrip(_OPENING)
    count = float(len(line.text) - len(rest))
    word = _FIRST_WORD.match(rest)
    count += 0.55 * len(word[0]) if word else 1.0
    rest = rest[len(word[0]) if word else 1 :]
    while rest and rest[0] in _CLOSING and count < 30:
        count, rest = count + 1.0, rest[1:]
    return count * line.size


def _begins(before: Line, line: Line, margins: Margins, em: float, pitch: float, *, indented: bool) -> bool:
    """Whether ``line`` begins a paragraph of its own."""
    left, right = margins[key(line)]
    before_left, before_right = margins[key(before)]
    if before.text[-1] in "。！？" and _HEADED.match(line.text):
        return True
    if _BULLET.match(line.text) or _LEADER.search(before.text):
        return True
    if before.sized and line.sized and abs(before.size - line.size) > 0.12 * max(before.size, line.size):
        return True
    free = (before_right - before_left) - (before.x1 - before.x0)
    if _is_centred(line, margins, em) and free < _needs(line) and before.size == line.size:
        return False  # a centred title too long for one line
    if _is_centred(line, margins, em) and line.x1 - line.x0 < 0.8 * (right - left):
        return True
    if _is_centred(before, margins, em) and before.x1 - before.x0 < 0.8 * (before_right - before_left):
        return True
    ended = before.text[-1] in _SENTENCE_END or (not is_cjk(before.text[-1]) and not before.text[-1].isalnum())
    if before.page == line.page and before.column == line.column:
        step = line.top - before.top
        if pitch and step > 1.45 * max(pitch, 1.1 * line.size) and (ended or step > 3.2 * line.size):
            return True
    filled = (before.x1 - before_left) / max(before_right - before_left, 1.0)
    if before.text[-1] in "，、" and filled > 0.6:
        return False
    if before_right - before.x1 > _needs(line) + 0.35 * em:  # there was room: the line was ended on purpose
        return True
    if before.x0 - before_left > 6 * em:
        return True  # a signature at the right
    if line.x0 - left > 1.2 * em:
        return ended or (line.x0 - left > 6 * em and before.x0 - before_left < 3 * em)
    return not indented and ended and bool(_NUMBERED.match(line.text))
