"""Whose figure or practice it is: the nearest unit that acts, else the reporting unit, else the whole.

In: a sentence's unit mentions and the place of a span. Out: the holder's name. Never knows figures or practices.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from analyzer import lexicon
from analyzer.extraction.figure_features import alternatives
from analyzer.extraction.setting import Setting
from analyzer.types import ReportKind, UnitMention

_OBJECT_TAIL: Final = re.compile(r"^(?:的)?(?:群众|村民|居民|农户|企业|贫困户|干部|党员|养|种|老人|学校|小学|敬老院|卫生院|一|二|三|四|五|六|七|八|九|十|\d)")


def _acts(text: str, mention: UnitMention) -> bool:
    """Whether the unit is the one who acts: not after 在, 到, 帮助 …, which make it a place or the one helped."""
    before = text[: mention.start]
    if before.endswith(lexicon.units().not_before):
        return False
    return not before or before[-1] in "，。；：、！？“”（）() \t" or not before.endswith(("的",))


def holder_at(
    text: str, start: int, mentions: Sequence[UnitMention], setting: Setting, *, default: str | None
) -> str | None:
    """The holder of a span that starts at ``start``.

    Args:
        text: the sentence.
        start: where the span starts.
        mentions: the sentence's unit mentions, left to right.
        setting: the sentence's surroundings.
        default: the reporting unit, or the whole (全市) in a circular.
    """
    whole = next((word for word in lexicon.units().whole if word in text[:start]), None)
    chosen: str | None = None
    for mention in mentions:
        if mention.end > start:
            break
        if _acts(text, mention):
            chosen = mention.name
    if setting.report_kind is ReportKind.CIRCULAR:
        return chosen or whole or default
    if chosen and _is_subject(text, start, mentions, chosen):
        return chosen
    return default


def _is_subject(text: str, start: int, mentions: Sequence[UnitMention], name: str) -> bool:
    """In a unit's own report another unit owns a figure only where it opens the clause and gives or pays.

    A township writes of its villages and of the bureaus it went to; their names stand everywhere, their own figures
    are few: 其中市交通局补助15万元.
    """
    mention = [item for item in mentions if item.name == name and item.end <= start][-1]
    clause_start = max((text.rfind(sign, 0, mention.start) for sign in "，。；：、"), default=-1) + 1
    lead = text[clause_start : mention.start]
    between = text[mention.end : start]
    return (
        len(lead) <= 2
        and len(between) <= 10
        and not any(sign in between for sign in "，。；：")
        and bool(_giving().search(between))
        and not _OBJECT_TAIL.match(between)
    )


@cache
def _giving() -> re.Pattern[str]:
    return alternatives(lexicon.figures().giving_verbs)
