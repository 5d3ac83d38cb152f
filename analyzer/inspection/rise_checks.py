"""A report's sentences in, rises and falls that do not fit their own start and end out.

从62%提高到95%，提高33个百分点 fits; 由3000元增加到4500元，增长60% does not. Never knows other sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from analyzer.inspection.amounts import as_written
from analyzer.inspection.figures import Figure, place, plain
from analyzer.language.normalise import fold
from analyzer.language.numerals import parse_number
from analyzer.types import Analysis, Check

#: 千 of 千瓦 and 千米 is the unit's.
_AMOUNT: Final = r"(?:\d[\d,]*(?:\.\d+)?(?:[万亿百]|千(?![瓦米克卡伏]))*|[零一二两三四五六七八九十百千万亿]+)"
_UP: Final = "净增加|净增|提高|增加|增长|上升|提升|扩大|发展|上涨|涨|升|增"
_DOWN: Final = "净减少|净减|下降|降低|减少|压缩|缩短|缩减|减|降"
_DATE: Final = r"\d{4}年(?:\d{1,2}月)?|\d{1,2}月(?:\d{1,2}日|[初底末])?"
_FROM_TO: Final = re.compile(
    rf"(?:从|由)(?P<lead>[^，。；、\d]{{0,10}}?(?:{_DATE})?[^，。；、\d]{{0,8}}?)"
    rf"(?P<about1>近|约)?(?P<from>{_AMOUNT})(?P<more1>多|余)?(?P<unit1>个百分点|[%\u4e00-\u9fff]{{0,3}}?)"
    rf"(?P<mid>[^，。；\d]{{0,6}}?)(?P<verb>{_UP}|{_DOWN})(?:到|至|为)了?"
    rf"(?P<about2>[^，。；、\d]{{0,10}}?(?:{_DATE})?[^，。；、\d]{{0,4}}?)"
    rf"(?P<to>{_AMOUNT})(?P<more2>多|余)?(?P<unit2>个百分点|%|[\u4e00-\u9fff]{{0,2}})"
)
_CHANGE: Final = re.compile(
    rf"^[^，。；\d]{{0,4}}[，,（(]?(?:[^，。；、\d]{{0,6}}?)(?P<verb>{_UP}|{_DOWN}|增幅|降幅)[产收]?(?:了|达|为|达到)?(?P<about>近|约|超过)?"
    rf"(?P<value>{_AMOUNT})(?P<more>多|余)?(?P<unit>个百分点|百分点|%|倍|[\u4e00-\u9fff]{{0,2}})"
)
#: 提高6.5个百分点，从89%提高到97.5%: the change comes first.
_CHANGE_BEFORE: Final = re.compile(
    rf"(?P<verb>{_UP}|{_DOWN}|增幅|降幅)(?:了|达|为|达到)?(?P<about>近|约|超过)?(?P<value>{_AMOUNT})(?P<more>多|余)?"
    r"(?P<unit>个百分点|百分点|%|倍|[\u4e00-\u9fff]{0,2})[，,（(：][^，。；、\d]{0,6}$"
)
_DOUBLED: Final = re.compile(
    r"^[^，。；\d]{0,4}[，,（(]?[^，。；、\d]{0,8}?翻了?(?P<times>[一两二三])?番(?P<more>多|以上|有余)?"
)
_ABOUT_DOUBLED: Final = re.compile(r"近|将近|差不多|几乎|接近|超过|约")
#: 从三类升到二类, 由第5位上升到第2位: a smaller number is the better one.
_RANKS: Final = re.compile(r"^(?:类|级|等|位|名|档|线|流)")
_ROUGH: Final = re.compile(r"近|约|多|余|左右|超过|以上|不足")
_TIME_UNIT: Final = re.compile(r"年|个?月|周|天|日|个?小时|分钟|秒")
_NOT_AMOUNTS: Final = re.compile(r"^[年月日号个]?(?:年|月|日|号|届|季)")


def _decimals(written: str) -> int:
    return len(written.partition(".")[2].rstrip("万亿千百"))


def _close(stated: float, actual: float, written: str, *, rough: bool) -> bool:
    step = 10.0 ** -_decimals(written)
    allowed = step + (0.12 * max(abs(stated), abs(actual)) if rough else 0.01 * abs(actual))
    return abs(stated - actual) <= allowed


def _change_fits(
    low: float, high: float, change: float, written: str, unit: str, base_unit: str, *, rough: bool
) -> bool | None:
    """Whether a change of so much fits; None where its unit cannot be compared."""
    difference = abs(high - low)
    start = low
    readings: list[float]
    if unit in ("个百分点", "百分点"):
        if base_unit != "%":
            return None
        readings = [difference]
    elif unit == "%":
        if start == 0:
            return None
        readings = [difference / start * 100]
        if base_unit == "%":  # loosely said for percentage points
            readings.append(difference)
    elif unit == "倍":
        if start == 0:
            return None
        readings = [high / start, difference / start]
    elif unit and base_unit and unit[:1] == base_unit[:1]:
        readings = [difference]
    else:
        return None
    return any(_close(change, reading, written, rough=rough) for reading in readings)


def _number(written: str) -> float | None:
    value = parse_number(written)
    return None if value is None else float(value)


def _doubling(
    text: str, original: str, where: str, found: re.Match[str], low: float, high: float, inside: tuple[int, ...]
) -> Iterator[Check]:
    """翻一番 is twice, 翻两番 four times; 近 and 多 are allowed for."""
    doubled = _DOUBLED.match(text[found.end() :])
    if not doubled or low <= 0 or _ABOUT_DOUBLED.search(doubled[0]) or doubled["more"]:
        return
    times = 2.0 ** {"一": 1, "两": 2, "二": 2, "三": 3}.get(doubled["times"] or "一", 1)
    if 0.92 * times <= high / low <= 1.3 * times:
        return
    said = original[found.start() : found.end() + doubled.end()]
    yield Check(
        code="rise_mismatch",
        message=f"“{said}”（{where}）对不上：{plain(high)}是{plain(low)}的{plain(round(high / low, 2))}倍，"
        f"翻番应当是{plain(times)}倍，请核实。",
        indicators=inside,
    )


def _sentence_checks(text: str, original: str, where: str, indices: Sequence[tuple[int, int, int]]) -> Iterator[Check]:
    for found in _FROM_TO.finditer(text):
        low, high = _number(found["from"]), _number(found["to"])
        unit1, unit2 = found["unit1"], found["unit2"]
        if low is None or high is None or _NOT_AMOUNTS.match(text[found.end("from") : found.end("from") + 2]):
            continue
        if _NOT_AMOUNTS.match(text[found.end("to") : found.end("to") + 2]):
            continue
        if unit1 and unit2 and unit1[:1] != unit2[:1]:
            continue
        lasts = [_TIME_UNIT.match(text[found.end(each) :]) for each in ("from", "to")]
        if all(lasts) and len({each[0] for each in lasts if each}) > 1:
            continue  # 由两天降到3.5小时
        # 从3万增加到4.5万元: the start leaves out what the end has
        scale = {"万": 1e4, "亿": 1e8}
        if found["from"][-1] not in scale and found["to"][-1] in scale and not unit1 and low * 100 < high:
            low *= scale[found["to"][-1]]
        rising = bool(re.fullmatch(_UP, found["verb"]))
        end = found.end()
        if "半" in text[found.end("from") : found.start("verb")] or "半" in text[found.end("to") : found.end("to") + 3]:
            continue  # 三个半小时
        if _RANKS.match(unit1) or _RANKS.match(text[found.end("from") :]):
            continue
        inside = tuple(sorted(index for index, start, stop in indices if start < end and stop > found.start("from")))
        said = original[found.start() : end]
        if (rising and high < low) or (not rising and high > low):
            direction = "提高" if rising else "降低"
            yield Check(
                code="rise_mismatch",
                message=f"“{said}”（{where}）说的是{direction}，前后两个数却相反（{plain(low)}和{plain(high)}），请核实。",
                indicators=inside,
            )
            continue
        yield from _doubling(text, original, where, found, low, high, inside)
        change = _CHANGE.match(text[end:])
        first = None if change else _CHANGE_BEFORE.search(text[: found.start()])
        if change:
            begin, stop = found.start(), end + change.end()
        elif first:
            begin, stop = first.start(), end
        else:
            continue
        change = change or first
        assert change is not None
        value = _number(change["value"])
        same_way = rising == bool(re.fullmatch(f"{_UP}|增幅", change["verb"]))
        if value is None or not same_way:
            continue
        base_unit = unit2 or unit1
        rough = bool(
            _ROUGH.search(
                "".join(
                    part or ""
                    for part in (
                        found["about1"],
                        found["more1"],
                        found["about2"],
                        found["more2"],
                        change["about"],
                        change["more"],
                    )
                )
            )
        )
        rough = rough or text[stop : stop + 2] in ("左右", "以上")
        fits = _change_fits(low, high, value, change["value"], change["unit"], base_unit, rough=rough)
        if fits is False:
            difference = abs(high - low)
            moved_in = "个百分点" if base_unit == "%" else base_unit
            share = f"，合{plain(round(difference / low * 100, 1))}%" if low else ""
            inside = tuple(
                sorted(
                    index for index, start, until in indices if start < stop and until > min(begin, found.start("from"))
                )
            )
            yield Check(
                code="rise_mismatch",
                message=f"“{original[begin:stop]}”（{where}）对不上：按前后两个数算，变化是{as_written(difference, moved_in)}"
                f"{share}，请核实。",
                indicators=inside,
            )


def rise_mismatches(analysis: Analysis, figures: Sequence[Figure]) -> Iterator[Check]:
    """Rises and falls told with start, end and change that contradict one another."""
    spans: dict[int, list[tuple[int, int, int]]] = {}
    for figure in figures:
        spans.setdefault(figure.sentence.id, []).append((figure.index, figure.indicator.start, figure.indicator.end))
    for sentence in analysis.sentences:
        if "到" in sentence.text or "至" in sentence.text or "为" in sentence.text:
            yield from _sentence_checks(fold(sentence.text), sentence.text, place(sentence), spans.get(sentence.id, ()))
