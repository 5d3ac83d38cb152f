"""One report's sentences in, paragraphs and tables of tinted sentences with marked figures and practices out.

Never knows HTML: the template writes the tags, Jinja2 escapes the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from analyzer.export import words
from analyzer.types import Analysis, Indicator, Practice, Role, Sentence

_HEADING_LENGTH: Final = 40
_ENDS: Final = tuple("。！？；：:;!?，")
_NUMBERED = re.compile(r"(?:第?[一二三四五六七八九十]+[、章节]|[（(][一二三四五六七八九十]+[）)]|\d+[.．、])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a sentence: plain text, a figure or a practice; ``note`` explains a marked one."""

    text: str
    kind: Literal["text", "figure", "practice"] = "text"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceView:
    anchor: str
    place: str
    role: str  # the code, for the tint
    role_word: str
    marks: tuple[str, ...]  # "证据：…", "雷同"
    cells: tuple[tuple[Piece, ...], ...]  # one, or a table row's


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockView:
    kind: Literal["title", "heading", "paragraph", "table"]
    sentences: tuple[SentenceView, ...]


def anchor(report: int, sentence: int) -> str:
    """The name of a sentence's place on the page."""
    return f"r{report}s{sentence}"


def blocks(report: Analysis, number: int) -> tuple[BlockView, ...]:
    """The report's text as a reader sees it, block by block; table rows that follow one another make one table."""
    evidence: dict[int, list[str]] = {}
    for finding in report.assessment.findings if report.assessment else ():
        for place in finding.evidence:
            evidence.setdefault(place, []).append(f"证据：{words.FINDINGS[finding.code]}")
    figures: dict[int, list[Indicator]] = {}
    for figure in report.indicators:
        figures.setdefault(figure.sentence, []).append(figure)
    practices: dict[int, list[Practice]] = {}
    for practice in report.practices:
        practices.setdefault(practice.sentence, []).append(practice)
    copied = {passage.sentence for copy in report.copies for passage in copy.passages}
    title = report.metadata.title if report.metadata else None
    roles = {role.sentence: role.role for role in report.assessment.roles} if report.assessment else {}

    def view(sentence: Sentence) -> SentenceView:
        role = roles.get(sentence.id)
        return SentenceView(
            anchor=anchor(number, sentence.id),
            place=words.place(sentence),
            role=role.value if role else "background",
            role_word=words.ROLES[role] if role and role is not Role.BACKGROUND else "",
            marks=(*evidence.get(sentence.id, ()), *(("雷同",) if sentence.id in copied else ())),
            cells=_cells(_pieces(sentence, figures.get(sentence.id, ()), practices.get(sentence.id, ()))),
        )

    def kind(sentence: Sentence, alone: bool) -> str:
        if "\t" in sentence.text:
            return "table"
        if alone and sentence.text == (title or report.sentences[0].text):
            return "title"
        short = len(sentence.text) <= _HEADING_LENGTH and not sentence.text.endswith(_ENDS)
        is_heading = _NUMBERED.match(sentence.text) or roles.get(sentence.id) is not Role.BACKGROUND
        return "heading" if alone and short and is_heading else "paragraph"

    groups: list[tuple[str, list[Sentence]]] = []
    for _, members in groupby(report.sentences, key=lambda sentence: sentence.block):
        found = list(members)
        of_kind = kind(found[0], len(found) == 1)
        if of_kind == "table" and groups and groups[-1][0] == "table":
            groups[-1][1].extend(found)
        else:
            groups.append((of_kind, found))
    return tuple(
        BlockView(kind=of_kind, sentences=tuple(view(sentence) for sentence in found))  # type: ignore[arg-type]
        for of_kind, found in groups
    )


def _pieces(sentence: Sentence, figures: Sequence[Indicator], practices: Sequence[Practice]) -> tuple[Piece, ...]:
    spans: list[tuple[int, int, Piece]] = [
        (figure.start, figure.end, Piece(text=figure.text, kind="figure", note=_figure_note(figure)))
        for figure in figures
    ]
    spans += [
        (
            practice.start,
            practice.end,
            Piece(text=practice.name, kind="practice", note="：".join(filter(None, (practice.kind, practice.gloss)))),
        )
        for practice in practices
    ]
    pieces: list[Piece] = []
    cursor = 0
    for start, end, piece in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < cursor or end > len(sentence.text):
            continue  # inside a span that is marked already
        pieces += [Piece(text=sentence.text[cursor:start]), piece]
        cursor = end
    pieces.append(Piece(text=sentence.text[cursor:]))
    return tuple(piece for piece in pieces if piece.text)


def _figure_note(figure: Indicator) -> str:
    amount = words.amount(figure.value, figure.unit, high=figure.value_high)
    parts = [f"{figure.canonical or words.indicator_name(figure)}：{amount}", words.FIGURE_KINDS[figure.kind]]
    if figure.holder:
        parts.append(figure.holder)
    parts.append(words.planned(figure.planned))
    if figure.accrual:
        parts.append(words.ACCRUALS[figure.accrual])
    if figure.period:
        parts.append(words.period(figure.period))
    return "，".join(parts)


def _cells(pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], ...]:
    """The pieces of a sentence, cut into the cells of a table row at its TABs."""
    cells: list[list[Piece]] = [[]]
    for piece in pieces:
        for place, part in enumerate(piece.text.split("\t")):
            if place:
                cells.append([])
            if part:
                cells[-1].append(Piece(text=part, kind=piece.kind, note=piece.note))
    return tuple(tuple(cell) for cell in cells)
