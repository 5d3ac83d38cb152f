"""Public number readers behind one face: a sentence in, the figures (span, value, unit) a tool sees in it out.

Each tool gets its best honest chance; what an adapter adds to its tool stands in its docstring. None of them is a
dependency of the product. Never knows the labels.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from analyzer.language.normalise import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One figure: ``text[start:end]`` holds at least its number; ``value`` is in the base unit."""

    start: int
    end: int
    value: float
    unit: str
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number without its measure word. ``unit`` is set where the tool itself gave one (元, %)."""

    start: int
    end: int
    value: float
    unit: str | None = None
    high: float | None = None


Reader = Callable[[str], list[Reading]]
_SCALES: Final = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_DASH: Final = re.compile(r"\s?(?:--|——|[-—–~～至到、])\s?(?:百分之)?")
_NUMERAL: Final = re.compile(
    r"\d[\d,]*(?:\.\d+)?(?:[十百千万亿]+(?:零?\d+(?:[千百十])?)*)*"
    r"|[零一二两三四五六七八九十百千万亿廿壹贰叁肆伍陆柒捌玖拾佰仟]+(?:点[零一二三四五六七八九]+)?"
)
_THOUSANDS: Final = re.compile(r"\d,\d{3}")
_PERCENT: Final = re.compile(r"百分之(?P<chinese>[零一二三四五六七八九十百点]+)|(?P<digits>\d+(?:\.\d+)?)%")


@cache
def _measures() -> tuple[re.Pattern[str], dict[str, tuple[str, float]]]:
    """What may follow a number – rough sign, scale, measure word – and each measure word's base unit and factor."""
    from analyzer import lexicon

    factors = {
        word: (group.base or word, group.factors.get(word, 1.0))
        for group in lexicon.measures().groups
        for word in group.words
    }
    words = "|".join(re.escape(word) for word in sorted(factors, key=len, reverse=True))
    return re.compile(rf"\s?[余多来几]?([十百千万亿]*)[余多来几]?\s?({words})"), factors


def with_measures(text: str, numbers: Iterable[Number]) -> list[Reading]:
    """Join two numbers with a dash to a range and read the measure word behind each; numbers without one are no figures.

    The measure words are the product's own list, the same for every tool, so that none is judged by its lack of 盏 or 篇.
    """
    tail, factors = _measures()
    found: list[Reading] = []
    ordered = sorted(numbers, key=lambda number: number.start)
    at = 0
    while at < len(ordered):
        number = ordered[at]
        at += 1
        if found and number.start < found[-1].end:
            continue  # 三十几万 was read from its 三十 on
        start, low, high, end, unit = number.start, number.value, number.high, number.end, number.unit
        if at < len(ordered) and high is None:
            after = ordered[at]
            dash = _DASH.fullmatch(text, number.end, after.start)
            if dash and after.value > low:
                scale = 1
                sign = text[after.start : after.end].rstrip("元块钱")[-1:]
                if text[number.end - 1] not in _SCALES and sign in ("万", "亿"):
                    scale = _SCALES[sign]  # 2-3万
                low, high, end, unit, at = low * scale, after.value, after.end, after.unit, at + 1
        if unit is None:
            behind = tail.match(text, end)
            if not behind:
                continue
            factor = 1.0
            for sign in behind[1]:
                factor *= _SCALES[sign]
            unit, own = factors[behind[2]]
            low, high = low * factor * own, None if high is None else high * factor * own
            end = behind.end()
            if unit == "成":  # the labels have it in percent
                half = text.startswith("半", end)
                unit, low, high = "%", low * 10 + 5 * half, None if high is None else high * 10
        found.append(
            Reading(start=start, end=end, value=round(low, 6), high=None if high is None else round(high, 6), unit=unit)
        )
    return found


def _apart(chosen: Sequence[Number], start: int, end: int) -> bool:
    return all(end <= other.start or other.end <= start for other in chosen)


def recognizers_text() -> Reader:
    """Recognizers-Text (Microsoft, ``recognizers-text-suite``), Chinese.

    Currency, then percentage (百分点 and 折 in their own units), then plain numbers with our measure words, which know
    more units than its dimensions. A plain number that it sees as a date, a time, a telephone number or an ordinal is
    dropped; durations stay.
    """
    from recognizers_date_time import recognize_datetime
    from recognizers_number import recognize_number, recognize_ordinal, recognize_percentage
    from recognizers_number_with_unit import recognize_currency
    from recognizers_sequence import recognize_phone_number

    culture = "zh-cn"

    def read(sentence: str) -> list[Reading]:
        text = fold(sentence)
        no_figures = [
            item
            for item in recognize_datetime(text, culture)
            if item.resolution and not item.type_name.endswith("duration")
        ]
        no_figures += [*recognize_phone_number(text, culture), *recognize_ordinal(text, culture)]
        barred = [Number(start=item.start, end=item.end + 1, value=0) for item in no_figures]
        chosen: list[Number] = []
        money = [(item, "元") for item in recognize_currency(text, culture)]
        percent = [(item, "%") for item in recognize_percentage(text, culture)]
        plain: list[tuple[Any, str | None]] = [(item, None) for item in recognize_number(text, culture)]
        longest = sorted(money, key=lambda pair: pair[0].start - pair[0].end)
        for item, unit in (*longest, *percent, *plain):
            value = (item.resolution or {}).get("value")
            if value is None or (unit == "元" and "元" not in item.text and "块" not in item.text):
                continue
            start, end = item.start, item.end + 1
            if not _apart(chosen, start, end) or (unit is None and not _apart(barred, start, end)):
                continue
            try:
                amount = float(value.rstrip("%"))
            except ValueError:
                continue
            if unit == "%" and item.text.endswith("百分点"):
                unit = "个百分点"
            elif unit == "%" and "折" in item.text:
                unit, amount = "折", amount / 10
            chosen.append(Number(start=start, end=end, value=amount, unit=unit))
        return with_measures(text, chosen)

    return read


def _spans(text: str, value_of: Callable[[str], float | tuple[float, float] | None]) -> list[Number]:
    """The plain regular expressions for numerals and percentages, each read by a tool."""
    chosen: list[Number] = []
    for found in _PERCENT.finditer(text):
        value = value_of(found["chinese"]) if found["chinese"] else float(found["digits"])
        if isinstance(value, float):
            chosen.append(Number(start=found.start(), end=found.end(), value=value, unit="%"))
    for found in _NUMERAL.finditer(text):
        if not _apart(chosen, found.start(), found.end()):
            continue
        value = value_of(found[0])
        if isinstance(value, tuple):
            chosen.append(Number(start=found.start(), end=found.end(), value=value[0], high=value[1]))
        elif value is not None:
            chosen.append(Number(start=found.start(), end=found.end(), value=value))
    return chosen


def cn2an() -> Reader:
    """cn2an reads the value; where a numeral stands is found by a plain regular expression (it finds none itself).

    ``cn2an.transform`` would replace inside words (统一思想 → 统1思想) and keeps no places. Mode "smart".
    """
    import cn2an as tool

    def value_of(numeral: str) -> float | None:
        try:
            return float(tool.cn2an(numeral.replace(",", ""), "smart"))
        except ValueError:
            return None

    return lambda sentence: with_measures(fold(sentence), _spans(fold(sentence), value_of))


def jionlp() -> Reader:
    """JioNLP: its money entities (``ner.extract_money``); its money parser for other numerals, found as for cn2an.

    A vague amount's first bound is the value (三十几万元: 300000), as the labels have it. What it sees as a point or span
    of time (a bare 2-3 left out), or as a telephone number, is dropped. It logs what it stumbles over; that is silenced.
    """
    import logging

    import jionlp as tool

    logging.getLogger().setLevel(logging.CRITICAL)

    def bounds(amount: Any) -> tuple[float, float | None] | None:
        numbers = (amount or {}).get("num")
        if isinstance(numbers, list):
            return float(numbers[0]), float(numbers[1])
        return None if numbers is None else (float(numbers), None)

    def value_of(numeral: str) -> float | None:
        try:
            found = bounds(tool.parse_money(numeral + "元"))
        except Exception:
            return None
        return found and found[0]

    def read(sentence: str) -> list[Reading]:
        text = fold(sentence)
        barred = [
            Number(start=item["offset"][0], end=item["offset"][1], value=0)
            for item in tool.ner.extract_time(text, with_parsing=False)
            if item["type"] in ("time_point", "time_span") and not re.fullmatch(r"[\d.~～—–-]+", item["text"])
        ]
        for item in tool.extract_phone_number(text, detail=True):
            barred.append(Number(start=item["offset"][0], end=item["offset"][1], value=0))
        chosen: list[Number] = []
        for item in tool.ner.extract_money(text, with_parsing=True):
            found, (start, end) = bounds(item["detail"]), item["offset"]
            if found and item["detail"]["case"] == "元" and _apart(barred, start, end):
                high = found[1] if _DASH.search(item["text"]) else None
                chosen.append(Number(start=start, end=end, value=found[0], high=high, unit="元"))
        for number in _spans(text, value_of):
            if _apart([*chosen, *barred], number.start, number.end):
                chosen.append(number)
        return with_measures(text, chosen)

    return read


def chinese2digits() -> Reader:
    """chinese2digits finds and reads numbers (``takeNumberFromString``); their places are looked up from left to right.

    Thousands' commas, which cut its numbers, are taken out first. Its percentages come as fractions of one and are
    multiplied by 100; a dash it takes for a minus is given back.
    """
    import chinese2digits as tool

    def read(sentence: str) -> list[Reading]:
        whole = fold(sentence)
        kept = [at for at, sign in enumerate(whole) if not (sign == "," and _THOUSANDS.match(whole, at - 1))]
        text = "".join(whole[at] for at in kept)
        same = text.replace("两", "二")  # as the tool rewrites it
        chosen: list[Number] = []
        at = 0
        try:
            found = tool.takeNumberFromString(text)
        except Exception:
            return []
        for numeral, digits in zip(found["CHNumberStringList"], found["digitsStringList"], strict=True):
            numeral = numeral.replace("两", "二").lstrip("-+")
            start = same.find(numeral, at)
            if start < 0 or not numeral:
                continue
            at = start + len(numeral)
            percent = "百分之" in numeral or "%" in numeral
            try:
                value = round(abs(float(digits)) * (100 if percent else 1), 6)
            except ValueError:
                continue
            chosen.append(Number(start=start, end=at, value=value, unit="%" if percent else None))
        return [
            replace(reading, start=kept[reading.start], end=kept[reading.end - 1] + 1)
            for reading in with_measures(text, chosen)
        ]

    return read


#: Name → how to get its reader; fails with ImportError where the tool is not installed.
PEERS: Final[dict[str, Callable[[], Reader]]] = {
    "Recognizers-Text": recognizers_text,
    "JioNLP": jionlp,
    "cn2an": cn2an,
    "chinese2digits": chinese2digits,
}
