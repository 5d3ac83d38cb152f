"""A report's figures in, the same indicator told with two values out, where both clearly mean the same whole.

Both must claim to be a total (共, 累计, a 合计 row), count the same thing of the same holder in the same unit, and
neither may be narrowed down (班子成员, 3月份, 第一阶段). Never knows other reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from analyzer.inspection.figures import TOTAL_LABEL, Figure, quoted
from analyzer.types import Analysis, Check, Qualifier

_VERB: Final = re.compile(
    r"^(?:共|累计|总计|合计|已|先后)*(?:召开|开展|组织|举办|举行|发放|分发|印发|撰写|记录|收集|征集|征求|梳理|听取|解决|办理|办|调处|化解|新建|修建|落实|筹集|建立|填写|写|进行|完成)?"
)
_GENERIC: Final = re.compile(
    r"各类|各种|各项|实际|干群|党群|便民|村居民|农民|居民|村民|群众|农户|农|数量|总数|总|情况|的|数$|量$|额$"
)
_TIME: Final = re.compile(
    r"(?:\d+|[一二三四五六七八九十]+)月(?:份|(?:\d+|[一二三四五六七八九十]+)日|[上中下]旬|[初底末])?|第[一二三四]季度|[上下]半年|第?[一二三四]阶段|前段|首轮|第[一二三]轮|本周|当天|当日|春节|端午|清明|去年|上年|今年|汛前|汛期"
)
_UP_TO: Final = re.compile(r"(?:截至|截止|到)[^，。；]{0,10}$")
_NARROW: Final = re.compile(
    r"班子|领导|书记|镇长|乡长|局长|主任|主席|党员|志愿者|团员|青年|工作队|工作组|小组|支部|科室|股室|村干部|民警|站所|[各每]村|[各每]个?组|机关|妇联|工会|企业|学校|协会|其中|另|还|再|新|平均|最"
)
_MAX_FACTOR: Final = 2.0


def thing(figure: Figure) -> str:
    """What is counted, without verb, filler and unit: 召开各类座谈会 and 座谈会（场） are 座谈会."""
    name = _VERB.sub("", figure.indicator.indicator)
    name = re.sub(r"[（(].*?[）)]", "", name)
    name = _GENERIC.sub("", name).removesuffix(figure.indicator.unit)
    return name or _GENERIC.sub("", figure.indicator.indicator)


def _times(figure: Figure) -> frozenset[str]:
    if figure.is_row:
        return frozenset()
    text = figure.sentence.text[: figure.indicator.start]
    return frozenset(m[0] for m in _TIME.finditer(text) if not _UP_TO.search(text[: m.start()]))


def _up_to(figure: Figure) -> bool:
    return not figure.is_row and bool(re.search(r"截至|截止|目前", figure.sentence.text[: figure.indicator.start]))


def _narrow(figure: Figure) -> frozenset[str]:
    if figure.is_row:
        return frozenset()
    text = figure.sentence.text[: figure.indicator.start]
    return frozenset(_NARROW.findall(text))


def _is_total(figure: Figure) -> bool:
    if figure.is_ratio or figure.indicator.planned or figure.in_brackets:
        return False
    return figure.is_total_row if figure.is_row else figure.says_total


def _agree(one: Figure, other: Figure) -> bool:
    """Whether two values can both be true, as exact as they are said to be."""
    if one.value == other.value:
        return True
    for rough, sharp in ((one, other), (other, one)):
        low, value = float(rough.value), float(sharp.value)
        match rough.indicator.qualifier:
            case Qualifier.ABOUT if abs(low - value) <= 0.15 * max(low, value):
                return True
            case Qualifier.OVER if low <= value <= low * 1.5 or abs(low - value) <= 0.05 * low:
                return True
            case Qualifier.UNDER if value <= low:
                return True
            case Qualifier.RANGE if low <= value <= float(rough.indicator.value_high or low):
                return True
    rounded = [f for f in (one, other) if re.search(r"[万亿千百]", f.indicator.text)]
    return bool(rounded) and abs(one.value - other.value) <= 0.05 * max(one.value, other.value)


def _same_thing(one: Figure, other: Figure) -> bool:
    a, b = one.indicator, other.indicator
    if a.unit != b.unit or a.canonical != b.canonical:
        return False
    return a.indicator == b.indicator or (a.canonical is not None and thing(one) == thing(other))


def _same_scope(one: Figure, other: Figure, unit: str | None) -> bool:
    holders = {
        unit if not f.indicator.holder or TOTAL_LABEL.match(f.indicator.holder) else f.indicator.holder
        for f in (one, other)
    }
    if len(holders) > 1 or _narrow(one) != _narrow(other) or _times(one) != _times(other):
        return False
    with_row = one.is_row or other.is_row
    return with_row or _up_to(one) == _up_to(other)


def told_differently(analysis: Analysis, figures: Sequence[Figure]) -> Iterator[Check]:
    """Pairs of totals of one thing with two values."""
    unit = analysis.metadata.unit if analysis.metadata else None
    totals = [figure for figure in figures if _is_total(figure)]
    reported: set[int] = set()
    for one, other in combinations(totals, 2):
        if one.sentence.id == other.sentence.id or (one.is_row and other.is_row) or other.index in reported:
            continue
        if not _same_thing(one, other) or not _same_scope(one, other, unit) or _agree(one, other):
            continue
        low, high = sorted((float(one.value), float(other.value)))
        if low <= 0 or high > low * _MAX_FACTOR:
            continue
        reported.add(other.index)
        yield Check(
            code="told_differently",
            message=f"同一项“{one.indicator.indicator}”前后说法不一：{quoted(one)}，而{quoted(other)}，请核实以哪个为准。",
            indicators=tuple(sorted((one.index, other.index))),
        )
