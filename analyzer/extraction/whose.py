"""A figure with its holder in, whose work it counts out: the reporting unit's, a part's, another unit's, the whole's.

Never knows other reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from analyzer import lexicon
from analyzer.extraction.setting import Setting
from analyzer.extraction.units import TOWN, VILLAGE
from analyzer.lexicon.patterns import alternation
from analyzer.types import Indicator, ReportKind, Sentence, UnitMention, Whose

_BREAKS: Final = "，；：。！？\t（"
#: What a part's name never holds: verbs and particles of the clause it might be the end of.
_NAME: Final = r"(?:(?![协帮把在由请和与给对到将向从为让使有及的了个名各全每成组分抽该两])[\u4e00-\u9fff])"
_VERBS: Final = "共|累计|先后|已|走|慰|帮|联|结|筹|发|召|收|解|办|落|化|捐|修|上|调"
_ACTS: Final = rf"(?={_VERBS}|\d|[一二三四五六七八九十百]+[户人次件个条场])"


@cache
def _part() -> re.Pattern[str]:
    """A clause that opens with a part's name: 一支部走访…, 计财科帮助…, 第三组…; or 其中 and people: 其中镇领导…."""
    times = lexicon.times()
    named = f"{_NAME}{{1,6}}?(?:{alternation(times.part_endings)})"
    numbered = f"第?[一二三四五六七八九十\\d]{{1,3}}(?:{alternation(times.numbered_parts)})"
    people = f"其中[，：:]?[^，、\\d]{{0,4}}?(?:{alternation(times.part_people)})(?={_VERBS}|每|人均|带|包|各)"
    return re.compile(f"^(?:其中[，：:]?)?(?:{numbered}|{named}){_ACTS}|^{people}")


@cache
def _town_endings() -> tuple[str, ...]:
    return next(entry.suffixes for entry in lexicon.units().types if entry.type == TOWN)


def whose(
    holder: str | None, reporting: str | None, sentence: str, start: int, *, holder_type: str | None = None,
    circular: bool = False,
) -> Whose:  # fmt: skip
    """Whose the figure at ``start`` is.

    Args:
        holder: as extraction named it.
        reporting: the reporting unit.
        sentence: the figure's sentence.
        start: where the figure starts.
        holder_type: the holder's type: a township's village, or what is no unit at all (其余五村), is a part of it.
        circular: whether the report is a superior's on many units.

    >>> whose("荻湾镇", "荻湾镇", "一支部走访农户120户。", 7).value
    'part'
    """
    if holder in lexicon.units().whole or (circular and holder == reporting):
        return Whose.WHOLE
    if holder is not None and holder != reporting:
        inside = holder_type in (None, VILLAGE) and (reporting or "").endswith(_town_endings())
        return Whose.PART if inside or holder.startswith(reporting or "\0") else Whose.UNIT
    clause = max(sentence.rfind(sign, 0, start) for sign in _BREAKS) + 1
    item = max(clause, sentence.rfind("、", clause, start) + 1)
    part = _part()
    return Whose.PART if part.match(sentence[clause:start]) or part.match(sentence[item:start]) else Whose.OWN


def tell_whose(
    indicators: Iterable[Indicator],
    sentences: Sequence[Sentence],
    settings: Sequence[Setting],
    units: Sequence[UnitMention],
) -> Iterator[Indicator]:
    """The indicators of one report with ``whose``; the settings stand beside the sentences."""
    types: Mapping[str, str] = {mention.name: mention.type for mention in reversed(units)}
    for indicator in indicators:
        setting = settings[indicator.sentence]
        unit = setting.unit
        found = whose(
            indicator.holder, unit, sentences[indicator.sentence].text, indicator.start,
            holder_type=types.get(indicator.holder or ""), circular=setting.report_kind is ReportKind.CIRCULAR,
        )  # fmt: skip
        yield replace(indicator, whose=found)
