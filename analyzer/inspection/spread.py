"""The round's reports in, each named practice with all its spellings and who runs it out.

“六必谈”, “六必谈”制度 and 六必谈工作法 are one practice. Holders stand in order of date, so a practice the superior
prescribed shows the superior first: pass the references among the reports that are only looked up, and a practice
of theirs is listed as soon as one report takes it up. Never knows verdicts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from analyzer import lexicon
from analyzer.language.normalise import fold
from analyzer.types import Analysis, Practice, PracticeSpread

_SIGNS: Final = re.compile(r"[\s“”\"'‘’《》〈〉「」『』【】（）()·\-—]")
#: Words that only say what kind of thing a name names, and how many characters must be left before them.
_SUFFIXES: Final = (
    (2, re.compile(r"(?:工作法|工作制度|工作机制|工作模式|责任制度|责任制|制度|机制|模式|做法|方法|办法|制)$")),
    (3, re.compile(r"(?:联系制度|服务制度|活动|行动|工程|载体|平台|服务|工作室|法)$")),
)
_NUMERALS: Final = str.maketrans("0123456789两", "零一二三四五六七八九二")


def core_name(name: str) -> str:
    """What two spellings of one practice have in common.

    >>> core_name("“六必谈”制度") == core_name("六必谈工作法") == core_name("6必谈")
    True
    """
    core = _SIGNS.sub("", fold(name)).translate(_NUMERALS)
    while True:
        for least, suffix in _SUFFIXES:
            shorter = suffix.sub("", core)
            if shorter != core and len(shorter) >= least:
                core = shorter
                break
        else:
            return core


@dataclass(frozen=True, slots=True)
class _Mention:
    practice: Practice
    holders: tuple[str, ...]
    source: str


@dataclass(slots=True)
class _Spread:
    mentions: list[_Mention] = field(default_factory=list)
    reported: bool = False


def find_spread(
    reports: Sequence[Analysis],
    *,
    references: Sequence[Analysis] = (),
    holders_of: Callable[[Analysis, Practice], tuple[str, ...]],
    date_of: Callable[[Analysis], str | None],
) -> tuple[PracticeSpread, ...]:
    """Every practice of the reports, the most widely run first, then by name.

    Args:
        reports: the round's reports; circulars among them name who runs what and are welcome.
        references: the superior's papers; their practices are listed only where a report has them too.
        holders_of: who runs a practice, as standard names; units named together run it together.
        date_of: a report's date; without one it comes last.
    """
    spreads: dict[str, _Spread] = {}
    told = [(analysis, True) for analysis in reports] + [(analysis, False) for analysis in references]
    for analysis, reported in sorted(told, key=lambda each: (date_of(each[0]) or "9999", each[1], each[0].source)):
        for practice in analysis.practices:
            entry = spreads.setdefault(core_name(practice.name), _Spread())
            entry.mentions.append(_Mention(practice, holders_of(analysis, practice), analysis.source))
            entry.reported = entry.reported or reported
    found = []
    for entry in spreads.values():
        if not entry.reported:
            continue
        names = Counter(mention.practice.name for mention in entry.mentions)
        kinds = Counter(mention.practice.kind for mention in entry.mentions)
        found.append(
            PracticeSpread(
                name=min(names, key=lambda name: (-names[name], len(name), name)),
                kind=min(kinds, key=lambda kind: (-kinds[kind], kind)),
                variants=tuple(sorted(names, key=lambda name: (-names[name], name))),
                holders=_holders(entry.mentions),
                sources=tuple(dict.fromkeys(mention.source for mention in entry.mentions)),
                gloss=next((mention.practice.gloss for mention in entry.mentions if mention.practice.gloss), None),
            )
        )
    return tuple(sorted(found, key=lambda each: (-len(each.holders), each.name)))


def _holders(mentions: Sequence[_Mention]) -> tuple[str, ...]:
    """Who runs a practice, in order; 全市 only where no unit is named."""
    named = dict.fromkeys(holder for mention in mentions for holder in mention.holders)
    units = tuple(holder for holder in named if holder not in lexicon.units().whole)
    return units or tuple(named)
