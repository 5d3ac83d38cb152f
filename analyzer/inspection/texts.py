"""Analyses that may share text in, their body's sentences in normal form out, and what it means if one has another's.

Title, addressee, signature and date lines are no text anybody could copy. Never knows how likeness is measured.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from analyzer.inspection.masking import NameMask, folded, masked
from analyzer.types import Analysis, Indicator, Role, UnitMention

CopyKind = Literal["report", "reference", "self_earlier"]

_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_ENDED: Final = re.compile(r"[。！？；!?;][”’」』）)]*\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text to compare. ``unit`` tells whose it is; ``date`` orders a unit's own texts in time."""

    analysis: Analysis
    role: Literal["report", "circular", "reference", "earlier"]
    unit: str
    date: str

    @property
    def from_above(self) -> bool:
        return self.role in ("reference", "circular")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence of a text. ``form`` has names, figures and synonyms folded, ``plain`` names and figures only."""

    text: int
    sentence: int
    place: int  # counts the lines of the text
    form: str
    plain: str
    length: int  # Chinese characters of ``plain``


def lines_of(texts: Sequence[Text], mask: NameMask) -> list[Line]:
    """The lines of all texts, in order."""
    return [line for index, text in enumerate(texts) for line in _body(text, index, mask)]


def _body(text: Text, index: int, mask: NameMask) -> list[Line]:
    analysis = text.analysis
    roles = {role.sentence: role.role for role in analysis.assessment.roles} if analysis.assessment else {}
    figures: dict[int, list[Indicator]] = {}
    for figure in analysis.indicators:
        figures.setdefault(figure.sentence, []).append(figure)
    units: dict[int, list[UnitMention]] = {}
    for unit in analysis.units:
        units.setdefault(unit.sentence, []).append(unit)
    title = analysis.metadata.title if analysis.metadata else None
    lines: list[Line] = []
    for sentence in analysis.sentences:
        head_or_foot = roles.get(sentence.id) is Role.BACKGROUND and not _ENDED.search(sentence.text)
        if head_or_foot or sentence.text == title:
            continue
        plain = masked(sentence.text, figures.get(sentence.id, ()), units.get(sentence.id, ()), mask)
        length = len(_HAN.findall(plain))
        if length:
            form = folded(plain) or plain
            lines.append(
                Line(text=index, sentence=sentence.id, place=len(lines), form=form, plain=plain, length=length)
            )
    return lines


def relation(one: Text, other: Text) -> CopyKind | None:
    """What it would mean if ``one`` repeated ``other``; None where it means nothing."""
    if one.role != "report" or (other.role == "report" and one.analysis.source == other.analysis.source):
        return None
    if other.role == "reference":
        return "reference"
    if other.role == "circular":  # a circular quotes reports; only what came after it can have copied it
        return "reference" if other.date and one.date and other.date <= one.date else None
    if one.unit == other.unit:
        if other.role == "report":
            same_file = one.analysis.sha256 is not None and one.analysis.sha256 == other.analysis.sha256
            if same_file or (other.date, other.analysis.source) >= (one.date, one.analysis.source):
                return None
        return "self_earlier"
    return "report" if other.role == "report" else None
