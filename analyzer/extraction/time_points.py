"""A text in, the points and stretches of the calendar it names out: months, days, quarters, halves, years.

With what stands around them: 自…, …以来, 截至…, …前. Never knows figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from analyzer import lexicon
from analyzer.extraction.moments import Moment, TimeWord, in_its_year, until_now, years_on
from analyzer.language import intervals
from analyzer.language.intervals import Interval, month
from analyzer.language.numerals import parse_number
from analyzer.types import Accrual

NUMBER: Final = r"(?:\d{1,2}|[一二三四五六七八九十两]{1,3})"
JOINT: Final = r"\s*(?:—{1,2}|-{1,2}|~|至|到)\s*"
_MONTH: Final = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_POINT: Final = re.compile(
    rf"""(?<![\d.一二三四五六七八九十])
    (?:(?P<rel>今年|本年度?|去年|上年度?|前年|明年|来年|次年)|(?P<year>(?:19|20)\d\d|[一二][零一二三四五六七八九]{{3}})\s?年度?)?
    (?:的)?(?:
      (?P<m1>{_MONTH})(?:月份?)?(?:{JOINT}|、)(?P<m2>{_MONTH})月(?!度|{NUMBER}[日号])份?
      |(?P<month>{_MONTH})\s?月(?!度)(?:份)?(?:\s?(?P<day>[12]\d|3[01]|0?[1-9]|{NUMBER})(?:[日号]?{JOINT}(?P<day2>[12]\d|3[01]|[1-9]))?[日号]|(?P<ten>上旬|中旬|下旬|初|中旬?|底|末))?
      |(?P<half>上半年|下半年)
      |第?(?P<quarter>[一二三四1-4])季度
      |前(?P<quarters>[一二三两])个?季度
      |[前头](?P<months>{NUMBER})个?月
      |年?(?P<edge>初|底|末)(?<=年.|[年\d].)
      |(?P<whole>全年)
    )?
    |(?<!\d)(?P<y2>20\d\d)[./](?P<mon2>1[0-2]|0?[1-9])(?:[./](?P<d2>3[01]|[12]\d|0?[1-9]))?(?![\d.])""",
    re.VERBOSE,
)
RELATIVE_YEARS: Final = {"今年": 0, "本年": 0, "本年度": 0, "去年": -1, "上年": -1, "上年度": -1, "前年": -2, "明年": 1, "来年": 1, "次年": 1}  # fmt: skip


def is_attached(text: str, end: int) -> bool:
    """Whether what follows makes a time the next figure's alone: 二季度的31起."""
    return text.startswith(lexicon.times().attached, end)


def points(text: str, moment: Moment) -> Iterator[TimeWord]:
    """Months, days, quarters, halves and years, with what stands around them (自…, …以来, 截至…, …前)."""
    for found in _POINT.finditer(text):
        if not found[0] or found[0] == "的":
            continue
        interval, narrow, accrual = _meaning(found, moment)
        start, end = found.span()
        if found[0].endswith("的"):
            end -= 1
        before, after = text[max(0, start - 4) : start], text[end : end + 12]
        year_told = bool(found["rel"] or found["year"] or found["y2"])
        past = interval is not None and moment.year is not None and interval.ends.year < moment.year
        other = found["rel"] in ("去年", "上年", "前年") or (past and year_told)
        attached = is_attached(text, end)
        since = re.match(r"[^，。；：！？、\d]{0,9}?以来", after)
        if since:
            began = interval.start if interval else None
            if (
                interval
                and moment.date
                and not year_told
                and interval.begins
                and interval.begins > intervals.last_day(moment.date)
            ):
                began = years_on(interval, -1).start  # fmt: skip
            yield TimeWord(
                start=start, end=end + since.end(), kind="since", accrual=Accrual.CUMULATIVE,
                interval=until_now(began, moment) if began else None, other_year=False,
            )  # fmt: skip
            continue
        placed = in_its_year(interval, moment, year_told=year_told) if interval else None
        until = re.search(r"(?:截至|截止到?|到|至)$", before)
        tail = re.match(r"(?:止|为止|(?:之|以)?前(?![期景后夕]))", after)
        if until or tail:
            end += tail.end() if tail else 0
            ended = None if interval is None else Interval(None, interval.end)
            if ended and not moment.planned and moment.date and ended.ends > intervals.last_day(moment.date):
                near = ended.end[:7] == moment.date[:7]
                past = year_told or moment.date[5:7] > "03"  # 留到年底 in June is still to come
                ended = (
                    Interval(None, moment.date)
                    if near
                    else None
                    if past
                    else in_its_year(ended, moment, year_told=False)
                )
            elif ended:
                ended = in_its_year(ended, moment, year_told=year_told)
            if interval is not None and ended is None:
                continue
            running = until is not None and not moment.planned
            yield TimeWord(
                start=start - (until.end() - until.start() if until else 0), end=end, kind="until", interval=ended,
                accrual=Accrual.CUMULATIVE if running else None, wide=True, attached=attached,
            )  # fmt: skip
            continue
        from_then = re.search(r"(?:自|从|自从)$", before) or re.match(r"(?:起|开始)", after)
        if from_then and placed and placed.start:
            yield TimeWord(
                start=start, end=end, kind="since", interval=until_now(placed.start, moment), wide=True,
                attached=attached, accrual=None,
            )  # fmt: skip
            continue
        yield TimeWord(
            start=start, end=end, kind="span", interval=placed, wide=not narrow, accrual=accrual, attached=attached,
            other_year=other,
        )  # fmt: skip


def _meaning(found: re.Match[str], moment: Moment) -> tuple[Interval | None, bool, Accrual | None]:
    """The interval of one point, whether it is a day, and its accrual."""
    value = {key: parse_number(text) for key, text in found.groupdict().items() if text and key not in ("rel", "half", "edge", "ten", "whole")}  # fmt: skip
    number = {key: int(each) for key, each in value.items() if each is not None}
    if "y2" in number:
        told = month(number["y2"], number["mon2"])
        day = f"{told}-{number['d2']:02d}" if "d2" in number else told
        return Interval(day, day), "d2" in number, None
    year = number.get("year")
    if year is None and moment.year is not None:
        year = moment.year + RELATIVE_YEARS.get(found["rel"] or "今年", 0)
    if year is None:
        return None, "day" in number, Accrual.NEW if "month" in number and "day" not in number else None
    january = moment.date is not None and moment.date[5:7] == "01" and not moment.titled and not moment.planned
    if january and number.get("month") == 1 and not found["rel"] and "year" not in number:
        year += 1  # 1月份 in a report of January is this month
    if found["m1"]:
        first = number["m1"]
        return Interval(month(year - (first > number["m2"]), first), month(year, number["m2"])), False, None
    if found["month"]:
        return _month(found, year, number)
    if found["half"]:
        first = 1 if found["half"] == "上半年" else 7
        return Interval(month(year, first), month(year, first + 5)), False, None
    if found["quarter"]:
        first = 3 * number["quarter"] - 2
        return Interval(month(year, first), month(year, first + 2)), False, None
    if found["quarters"]:
        return Interval(month(year, 1), month(year, 3 * number["quarters"])), False, None
    if found["months"]:
        last = number["months"]
        return (Interval(month(year, 1), month(year, last)) if last <= 12 else None), False, None
    if found["edge"]:
        at = month(year, 1 if found["edge"] == "初" else 12)
        return Interval(at, at), False, None
    if (
        found["whole"]
        and moment.date
        and moment.date[5:7] <= "03"
        and not moment.titled
        and not moment.planned
        and not found["rel"]
    ):
        year = int(moment.date[:4]) - 1  # fmt: skip
    return Interval(month(year, 1), month(year, 12)), False, None


def _month(found: re.Match[str], year: int, number: dict[str, int]) -> tuple[Interval | None, bool, Accrual | None]:
    told = month(year, number["month"])
    if "day" in number:
        last = intervals.last_day(told).day
        first, second = number["day"], number.get("day2", number["day"])
        if not 1 <= first <= second <= last:
            return None, True, None
        return Interval(f"{told}-{first:02d}", f"{told}-{second:02d}"), first == second, None
    tens = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, intervals.last_day(told).day)}
    if found["ten"] in tens:
        first, last = tens[found["ten"]]
        return Interval(f"{told}-{first:02d}", f"{told}-{last:02d}"), False, Accrual.NEW
    return Interval(told, told), False, None if found["ten"] else Accrual.NEW
