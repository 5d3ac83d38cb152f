"""A text in, the times it names out, each with its place and the interval it means, seen from the report's date.

今年3月以来, 一季度, 去年底, 春节前, 两个月来, 截至6月15日. Never knows figures: which time a figure is of is decided
in ``figure_time``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Literal

from analyzer import lexicon
from analyzer.extraction.figure_features import alternatives
from analyzer.language import intervals
from analyzer.language.intervals import Interval, month
from analyzer.language.normalise import fold
from analyzer.language.numerals import parse_number
from analyzer.types import Accrual

Kind = Literal["span", "since", "until"]

_NUMBER: Final = r"(?:\d{1,2}|[一二三四五六七八九十两]{1,3})"
_MONTH: Final = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_JOINT: Final = r"\s*(?:—{1,2}|-{1,2}|~|至|到)\s*"
_POINT: Final = re.compile(
    rf"""(?<![\d.一二三四五六七八九十])
    (?:(?P<rel>今年|本年度?|去年|上年度?|前年|明年|来年|次年)|(?P<year>(?:19|20)\d\d|[一二][零一二三四五六七八九]{{3}})\s?年度?)?
    (?:的)?(?:
      (?P<m1>{_MONTH})(?:月份?)?(?:{_JOINT}|、)(?P<m2>{_MONTH})月(?!度|{_NUMBER}[日号])份?
      |(?P<month>{_MONTH})\s?月(?!度)(?:份)?(?:\s?(?P<day>[12]\d|3[01]|0?[1-9]|{_NUMBER})(?:[日号]?{_JOINT}(?P<day2>[12]\d|3[01]|[1-9]))?[日号]|(?P<ten>上旬|中旬|下旬|初|中旬?|底|末))?
      |(?P<half>上半年|下半年)
      |第?(?P<quarter>[一二三四1-4])季度
      |前(?P<quarters>[一二三两])个?季度
      |[前头](?P<months>{_NUMBER})个?月
      |年?(?P<edge>初|底|末)(?<=年.|[年\d].)
      |(?P<whole>全年)
    )?
    |(?<!\d)(?P<y2>20\d\d)[./](?P<mon2>1[0-2]|0?[1-9])(?:[./](?P<d2>3[01]|[12]\d|0?[1-9]))?(?![\d.])""",
    re.VERBOSE,
)
_BARE_EDGE: Final = re.compile(r"年(?:初|底|末)")
_BACK: Final = re.compile(
    rf"(?<![\d上下零一二三四五六七八九十])(?:近|过去|最近)?(?P<count>\d{{1,3}}|{_NUMBER}|半)(?:多|余)?(?P<what>个多?月|年|周|星期|天|个季度)(?:多|余)?(?:以来|来(?!的))"
    rf"|(?:近|过去|最近)(?P<count2>{_NUMBER}|半)(?P<what2>个多?月|年|周|天)(?![代级度])"
)
_LIKE: Final = re.compile(r"(?P<this>本月|这个月|当月)|(?P<last>上个?月)|(?P<week>本周|这周|这一周)|(?P<lastweek>上一?周)")
_SAME_TIME: Final = re.compile(r"(?:去年|上年|上一年)同期")
_SINCE: Final = re.compile(r"以来")
_QUOTED: Final = re.compile(r"《[^》]*》|“[^”]{6,}”")
_BREAKS: Final = "，。；：！？（）\t\n"
_RELATIVE: Final = {"今年": 0, "本年": 0, "本年度": 0, "去年": -1, "上年": -1, "上年度": -1, "前年": -2, "明年": 1, "来年": 1, "次年": 1}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """From when a text is told: the report's date, and the year its words mean."""

    date: str | None  # ISO, a month or a day
    year: int | None
    titled: bool = False  # the title names the year
    planned: bool = False  # what is to come lies ahead, what was done behind


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWord:
    """One time in a text. ``wide``: longer than a day or a feast; ``attached``: only the next figure's."""

    start: int
    end: int
    kind: Kind
    interval: Interval | None  # None: what it means cannot be told
    accrual: Accrual | None = None
    wide: bool = True
    attached: bool = False
    other_year: bool = False


def moment_of(date: str | None, title: str, *, planned: bool = False) -> Moment:
    """The year of a report's words is its title's, else its date's; in January the year just ended is summed up."""
    told = {int(found) for found in re.findall(r"(?<!\d)((?:19|20)\d\d)(?=\s?年|\.\d)", fold(title))}
    own = int(date[:4]) if date else None
    if len(told) == 1 and (own is None or next(iter(told)) in (own, own - 1)):
        return Moment(date=date, year=told.pop(), titled=True, planned=planned)
    if own is not None and date and date[5:7] == "01" and not planned:
        own -= 1
    return Moment(date=date, year=own, planned=planned)


@dataclass(frozen=True, slots=True)
class _Season:
    pattern: re.Pattern[str]
    word: re.Pattern[str]
    months: dict[str, tuple[int, int]]


@cache
def _seasons() -> _Season:
    times = lexicon.times()
    months = {word: (entry.first, entry.last) for entry in times.seasons for word in entry.words}
    word = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
    tail = alternatives(times.season_tails).pattern
    one = rf"[“\"]?(?:{word})[”\"]?节?"
    year = r"(?:(?P<rel>今年|去年)|(?P<year>(?:19|20)\d\d)年)?"
    return _Season(re.compile(rf"{year}(?P<words>{one}(?:[、和与及]?{one})*)(?:{tail})"), re.compile(word), months)


@cache
def _now() -> re.Pattern[str]:
    return re.compile(f"(?:{alternatives(lexicon.times().now).pattern})(?![年天春夏秋冬])")  # not 至今年3月


@cache
def _after(words: tuple[str, ...], *, end: bool) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(sorted(map(re.escape, words), key=len, reverse=True))}){'$' if end else ''}")


def times_in(text: str, moment: Moment) -> list[TimeWord]:
    """The times a text names, left to right; those it only compares with, and every month's or year's, left out."""
    folded = _QUOTED.sub(lambda found: "□" * len(found[0]), fold(text))
    found: list[TimeWord] = []

    def free(start: int, end: int) -> bool:
        return all(end <= other.start or start >= other.end for other in found)

    for finder in (_same_times, _now_words, _backwards, _seasons_in, _points, _likes, _events):
        for word in finder(folded, moment):
            if free(word.start, word.end):
                found.append(word)
    found.sort(key=lambda word: word.start)
    return [word for word in _joined(found, folded) if not _is_beside_the_point(word, folded)]


def _is_beside_the_point(word: TimeWord, text: str) -> bool:
    """每年, 比去年; 是去年的1.6倍 too, while in 比去年的31起少 the 31 is last year's."""
    times = lexicon.times()
    before = text[max(0, word.start - 4) : word.start]
    if word.other_year and word.attached and re.search(r"[是为占]$", before):
        return True
    if _after(times.every, end=True).search(before):
        return True
    return bool(_after(times.compared, end=True).search(before)) and not word.attached


def _attached(text: str, end: int) -> bool:
    return bool(_after(lexicon.times().attached, end=False).match(text, end))


# ── what each kind of expression means ──────────────────────────────────────────────────────────────────────


def _placed(interval: Interval, moment: Moment, *, year_told: bool) -> Interval | None:
    """An interval moved a year where its year was not told, and cut at the report's date; None if it cannot be."""
    if moment.date is None:
        return interval
    today = intervals.last_day(moment.date)
    begins = interval.begins or interval.ends
    if moment.planned:
        ahead = not year_told and interval.start is None and moment.date[5:7] >= "09"
        return _moved(interval, 1) if ahead and interval.ends < intervals.first_day(moment.date) else interval
    if begins > today:
        moved = None if year_told else _moved(interval, -1)
        return moved if moved and (moved.begins or moved.ends) <= today else None
    if interval.ends > today and interval.end[:7] > moment.date[:7]:
        return Interval(interval.start, moment.date) if interval.start else None
    return interval


def _moved(interval: Interval, years: int) -> Interval:
    def move(iso: str) -> str:
        year = f"{int(iso[:4]) + years:04d}"
        return f"{year}-02-28" if iso[5:] == "02-29" else year + iso[4:]

    return Interval(move(interval.start) if interval.start else None, move(interval.end))


def _until_now(start: str | None, moment: Moment) -> Interval | None:
    if moment.date is None or (start and intervals.first_day(start) > intervals.last_day(moment.date)):
        return None
    return Interval(start, moment.date)


def _same_times(text: str, moment: Moment) -> Iterator[TimeWord]:
    """去年同期: the year before, up to the day of the year the report is told."""
    for found in _SAME_TIME.finditer(text):
        interval = None
        if moment.date:
            year = int(moment.date[:4])
            interval = _moved(Interval(month(year, 1), moment.date), -1)
        yield TimeWord(
            start=found.start(), end=found.end(), kind="span", interval=interval, other_year=True,
            attached=_attached(text, found.end()),
        )  # fmt: skip


def _now_words(text: str, moment: Moment) -> Iterator[TimeWord]:
    for found in _now().finditer(text):
        yield TimeWord(
            start=found.start(), end=found.end(), kind="until", interval=_until_now(None, moment),
            accrual=Accrual.CUMULATIVE,
        )  # fmt: skip


def _backwards(text: str, moment: Moment) -> Iterator[TimeWord]:
    """两个月来: counted back from the report."""
    for found in _BACK.finditer(text):
        told = found["count"] or found["count2"]
        what = (found["what"] or found["what2"]).removeprefix("个").removeprefix("多")
        count = 0.5 if told == "半" else parse_number(told)
        interval = None
        if moment.date and count and not moment.planned:
            months = {"月": count, "年": count * 12, "季度": count * 3}.get(what)
            if months:
                interval = Interval(intervals.months_back(moment.date, max(1, int(months))), moment.date)
            elif len(moment.date) == 10:
                days = int(count * (1 if what == "天" else 7))
                interval = Interval(intervals.days_back(moment.date, days), moment.date)
        yield TimeWord(
            start=found.start(), end=found.end(), kind="since", interval=interval, accrual=Accrual.CUMULATIVE
        )


def _seasons_in(text: str, moment: Moment) -> Iterator[TimeWord]:
    """“六一”期间, 春节、中秋期间: the months they fall in."""
    seasons = _seasons()
    for found in seasons.pattern.finditer(text):
        months = [seasons.months[name] for name in seasons.word.findall(found["words"])]
        year = None if moment.year is None else moment.year + _RELATIVE.get(found["rel"] or "今年", 0)
        year = int(found["year"]) if found["year"] else year
        told_year = bool(found["rel"] or found["year"])
        interval = None
        if year is not None:
            told = [
                placed
                for first, last in months
                if (placed := _placed(Interval(month(year, first), month(year, last)), moment, year_told=told_year))
            ]  # fmt: skip
            if told:
                interval = Interval(min(t.start or t.end for t in told), max(t.end for t in told))
        yield TimeWord(
            start=found.start(), end=found.end(), kind="span", interval=interval, wide=False,
            other_year=found["rel"] == "去年",
        )  # fmt: skip


def _likes(text: str, moment: Moment) -> Iterator[TimeWord]:
    """本月, 上周; 当月 after a month that was named is that month (``figure_time`` sees to it)."""
    date = moment.date
    for found in _LIKE.finditer(text):
        interval = None
        if date and found["this"]:
            interval = Interval(date[:7], date[:7])
        elif date and found["last"]:
            interval = Interval(intervals.months_back(date, 1), intervals.months_back(date, 1))
        elif date and len(date) == 10:
            monday = intervals.days_back(date, intervals.first_day(date).weekday())
            if found["week"]:
                interval = Interval(monday, date)
            else:
                interval = Interval(intervals.days_back(monday, 7), intervals.days_back(monday, 1))
        yield TimeWord(start=found.start(), end=found.end(), kind="span", interval=interval, accrual=Accrual.NEW)


def _events(text: str, moment: Moment) -> Iterator[TimeWord]:
    """活动开展以来: nobody says when it began."""
    for found in _SINCE.finditer(text):
        clause = max(text.rfind(sign, 0, found.start()) for sign in _BREAKS) + 1
        start = max(clause, found.start() - 12)
        lead = text[start : found.start()]
        if not lead or _after(lexicon.times().not_since, end=True).search(lead):
            continue
        yield TimeWord(
            start=start, end=found.end(), kind="since", interval=_until_now(None, moment), accrual=Accrual.CUMULATIVE
        )


def _points(text: str, moment: Moment) -> Iterator[TimeWord]:
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
        attached = _attached(text, end)
        since = re.match(r"[^，。；：！？、\d]{0,9}?以来", after)
        if since:
            began = interval.start if interval else None
            if interval and moment.date and not year_told and interval.begins and interval.begins > intervals.last_day(moment.date):
                began = _moved(interval, -1).start  # fmt: skip
            yield TimeWord(
                start=start, end=end + since.end(), kind="since", accrual=Accrual.CUMULATIVE,
                interval=_until_now(began, moment) if began else None, other_year=False,
            )  # fmt: skip
            continue
        placed = _placed(interval, moment, year_told=year_told) if interval else None
        until = re.search(r"(?:截至|截止到?|到|至)$", before)
        tail = re.match(r"(?:止|为止|(?:之|以)?前(?![期景后夕]))", after)
        if until or tail:
            end += tail.end() if tail else 0
            ended = None if interval is None else Interval(None, interval.end)
            if ended and not moment.planned and moment.date and ended.ends > intervals.last_day(moment.date):
                near = ended.end[:7] == moment.date[:7]
                past = year_told or moment.date[5:7] > "03"  # 留到年底 in June is still to come
                ended = Interval(None, moment.date) if near else None if past else _placed(ended, moment, year_told=False)
            elif ended:
                ended = _placed(ended, moment, year_told=year_told)
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
                start=start, end=end, kind="since", interval=_until_now(placed.start, moment), wide=True,
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
        year = moment.year + _RELATIVE.get(found["rel"] or "今年", 0)
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
    if found["whole"] and moment.date and moment.date[5:7] <= "03" and not moment.titled and not moment.planned and not found["rel"]:
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


def _joined(words: list[TimeWord], text: str) -> Iterator[TimeWord]:
    """3月5日至6月20日 as one time; what stands between 从 and 到 is left to ``figure_time``."""
    waiting: TimeWord | None = None
    for word in words:
        if waiting is not None:
            between = text[waiting.end : word.start]
            touching = re.fullmatch(_JOINT, between) or (word.kind == "until" and not between and text[word.start] in "至到")
            first, last = waiting.interval, word.interval
            if touching and first and first.start and last and intervals.first_day(first.start) <= last.ends:
                waiting = replace(
                    waiting, end=word.end, kind="span", interval=Interval(first.start, last.end), accrual=None, wide=True,
                    attached=word.attached,
                )  # fmt: skip
                continue
            yield waiting
        waiting = word
    if waiting is not None:
        yield waiting
