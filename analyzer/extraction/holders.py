"""Whose figure or practice it is: the unit that acts in the clause, else the paragraph's topic, else the reporting unit.

In: the sentences' unit mentions, and the place of a span. Out: the holder's name; units named together
(“李中、新垛等镇”) hold together, joined by 、. Never knows figures or practices.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from analyzer import lexicon
from analyzer.extraction.figure_features import alternatives
from analyzer.extraction.setting import Setting
from analyzer.extraction.spans import find_figures
from analyzer.types import ReportKind, Sentence, UnitMention

_LIST_JOINT: Final = re.compile(r"^(?:[、和与及]|以及|”|“)+$")
_LEADS: Final = re.compile(
    r"^(?:其中|如|像|又如|再如|例如|比如|而|但|同时|目前|另外|[一二三四五六七八九十]是|[（(][一二三四五六七八九十]+[）)]|\d+[.．、]|——|“|\s)*[市县区]?$"
)
_AFTER_FIGURE: Final = re.compile(r"\d[\d.,]*[万亿余多]{0,3}[\u4e00-\u9fff%]{1,3}(?:[、和])$")
_NEW_ITEM: Final = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+[、是要]|\d+[.．、]|各|所有|全体|督查|对(?!此))"
)
_RESPECTIVELY: Final = re.compile(r"分别|依次")
_WHOLE_BEFORE: Final = re.compile(r"^[^，。；：]{0,4}$")


@dataclass(frozen=True, slots=True)
class _Actors:
    """Units named together as one subject."""

    names: tuple[str, ...]
    start: int
    end: int

    @property
    def name(self) -> str:
        return "、".join(self.names)


def _acting(text: str, mentions: Sequence[UnitMention]) -> list[_Actors]:
    """The subjects of a sentence: mentions that open a clause, with those joined to them by 、 or 和."""
    found: list[_Actors] = []
    for mention in mentions:
        between = text[found[-1].end : mention.start] if found else None
        if between is not None and _LIST_JOINT.match(between):
            last = found[-1]
            found[-1] = _Actors((*last.names, mention.name), last.start, mention.end)
            continue
        if found and found[-1].end == mention.start:
            found[-1] = _Actors((*found[-1].names[:-1], mention.name), found[-1].start, mention.end)
            continue  # 乐城县柳园镇 is 柳园镇, 荻湾镇荻东村 is 荻东村
        clause_start = max((text.rfind(sign, 0, mention.start) for sign in "，。；：\t"), default=-1) + 1
        lead = text[clause_start : mention.start]
        if _AFTER_FIGURE.search(lead):  # 其中市人社局8200个、市总工会2400个
            lead = ""
        if _LEADS.match(lead):
            found.append(_Actors((mention.name,), mention.start, mention.end))
    return found


def _whole_word(text: str, start: int) -> str | None:
    """全市, 全县 where it opens the clause before the span."""
    for word in lexicon.units().whole:
        place = text.rfind(word, 0, start)
        if place >= 0:
            clause_start = max((text.rfind(sign, 0, place) for sign in "，。；："), default=-1) + 1
            if _WHOLE_BEFORE.match(text[clause_start:place]):
                return word
    return None


def _respectively(text: str, actors: _Actors, start: int) -> str | None:
    """A、B、C分别…: the n-th figure is the n-th unit's."""
    marker = _RESPECTIVELY.search(text, actors.end)
    if not marker or marker.start() > start or len(actors.names) < 2:
        return None
    end = re.search(r"[。；]", text[marker.end() :])
    stop = marker.end() + end.start() if end else len(text)
    places = [span.start for span in find_figures(text) if marker.end() <= span.start < stop]
    return actors.names[places.index(start)] if start in places and places.index(start) < len(actors.names) else None


def topics_of(
    sentences: Sequence[Sentence], settings: Sequence[Setting], mentions: Mapping[int, Sequence[UnitMention]]
) -> dict[int, str]:
    """In a circular, the unit a paragraph speaks of, for each of its sentences after the one that names it."""
    topics: dict[int, str] = {}
    block: int = -1
    topic: str | None = None
    ahead = alternatives(lexicon.figures().planned_headings)
    for sentence, setting in zip(sentences, settings, strict=True):
        if setting.report_kind is not ReportKind.CIRCULAR or setting.is_table:
            continue
        if sentence.block != block:
            block, topic = sentence.block, None
        if (
            _whole_word(sentence.text, len(sentence.text))
            or _NEW_ITEM.match(sentence.text)
            or ahead.search(setting.heading)
        ):
            topic = None
        if topic:
            topics[sentence.id] = topic
        actors = _acting(sentence.text, mentions.get(sentence.id, ()))
        if actors:
            topic = actors[0].name
    return topics


def holder_at(
    text: str,
    start: int,
    mentions: Sequence[UnitMention],
    setting: Setting,
    *,
    default: str | None,
    topic: str | None = None,
) -> str | None:
    """The holder of a span that starts at ``start``.

    Args:
        text: the sentence.
        start: where the span starts.
        mentions: the sentence's unit mentions, left to right.
        setting: the sentence's surroundings.
        default: the reporting unit, or the whole (全市) in a circular.
        topic: the unit the paragraph speaks of (``topics_of``).
    """
    actors = [item for item in _acting(text, mentions) if item.end <= start]
    if setting.report_kind is ReportKind.CIRCULAR:
        if not actors:
            return _whole_word(text, start) or topic or default
        whole = _whole_word(text, start)
        if whole and text.rfind(whole, 0, start) > actors[-1].start:
            return whole
        return _respectively(text, actors[-1], start) or actors[-1].name
    if actors and _gives(text, start, actors[-1]):
        return actors[-1].name
    return default


def _gives(text: str, start: int, actors: _Actors) -> bool:
    """In a unit's own report another unit owns a figure only where it opens the clause and gives or pays.

    A township writes of its villages and of the bureaus it went to; their names stand everywhere, their own figures
    are few: 其中市交通局补助15万元.
    """
    between = text[actors.end : start]
    return len(between) <= 10 and not any(sign in between for sign in "，。；：") and bool(_giving().search(between))


@cache
def _giving() -> re.Pattern[str]:
    return alternatives(lexicon.figures().giving_verbs)


def default_holder(sentences: Sequence[Sentence], setting: Setting) -> str | None:
    """The reporting unit; in a circular the whole it speaks of (全市, 全县)."""
    if setting.report_kind is not ReportKind.CIRCULAR:
        return setting.unit
    text = "".join(sentence.text for sentence in sentences[:40])
    most, word = max((text.count(word), word) for word in lexicon.units().whole)
    return word if most else setting.unit
