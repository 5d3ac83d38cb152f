"""A text in, the times it names out, each with its place and the interval it means, seen from the report's date.

今年3月以来, 一季度, 去年底, 春节前, 两个月来, 截至6月15日. Never knows figures: which time a figure is of is decided
in ``figure_time``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from analyzer import lexicon
from analyzer.extraction.moments import Moment, TimeWord, in_its_year, until_now, years_on
from analyzer.extraction.time_points import JOINT, NUMBER, RELATIVE_YEARS, is_attached, points
from analyzer.language import intervals
from analyzer.language.intervals import Interval, month
from analyzer.language.normalise import fold
from analyzer.language.numerals import parse_number
from analyzer.lexicon.patterns import alternation
from analyzer.types import Accrual

_BACK: Final = re.compile(
    rf"(?<![\d上下零一二三四五六七八九十])(?:近|过去|最近)?(?P<count>\d{{1,3}}|{NUMBER}|半)(?:多|余)?(?P<what>个多?月|年|周|星期|天|个季度)(?:多|余)?(?:以来|来(?!的))"
    rf"|(?:近|过去|最近)(?P<count2>{NUMBER}|半)(?P<what2>个多?月|年|周|天)(?![代级度])"
)
_LIKE: Final = re.compile(
    r"(?P<this>本月|这个月|当月)|(?P<last>上个?月)|(?P<week>本周|这周|这一周)|(?P<lastweek>上一?周)"
)
_SAME_TIME: Final = re.compile(r"(?:去年|上年|上一年)同期")
_SINCE: Final = re.compile(r"以来")
_QUOTED: Final = re.compile(r"《[^》]*》|“[^”]{6,}”")
_BREAKS: Final = "，。；：！？（）\t\n"


@dataclass(frozen=True, slots=True)
class _Season:
    pattern: re.Pattern[str]
    word: re.Pattern[str]
    months: dict[str, tuple[int, int]]


@cache
def _seasons() -> _Season:
    times = lexicon.times()
    months = {word: (entry.first, entry.last) for entry in times.seasons for word in entry.words}
    word, tail = alternation(months), alternation(times.season_tails)
    one = rf"[“\"]?(?:{word})[”\"]?节?"
    year = r"(?:(?P<rel>今年|去年)|(?P<year>(?:19|20)\d\d)年)?"
    return _Season(re.compile(rf"{year}(?P<words>{one}(?:[、和与及]?{one})*)(?:{tail})"), re.compile(word), months)


@cache
def _now() -> re.Pattern[str]:
    return re.compile(f"(?:{alternation(lexicon.times().now)})(?![年天春夏秋冬])")  # not 至今年3月


@cache
def _after(words: tuple[str, ...], *, end: bool) -> re.Pattern[str]:
    return re.compile(f"(?:{alternation(words)}){'$' if end else ''}")


@lru_cache(maxsize=1024)  # every figure of a sentence asks, and the heading and title are the same for many
def times_in(text: str, moment: Moment) -> tuple[TimeWord, ...]:
    """The times a text names, left to right; those it only compares with, and every month's or year's, left out."""
    folded = _QUOTED.sub(lambda found: "□" * len(found[0]), fold(text))
    found: list[TimeWord] = []

    def free(start: int, end: int) -> bool:
        return all(end <= other.start or start >= other.end for other in found)

    for finder in (_same_times, _now_words, _backwards, _seasons_in, points, _likes, _events):
        for word in finder(folded, moment):
            if free(word.start, word.end):
                found.append(word)
    found.sort(key=lambda word: word.start)
    return tuple(word for word in _joined(found, folded) if not _is_beside_the_point(word, folded))


def _is_beside_the_point(word: TimeWord, text: str) -> bool:
    """每年, 比去年; 是去年的1.6倍 too, while in 比去年的31起少 the 31 is last year's."""
    times = lexicon.times()
    before = text[max(0, word.start - 4) : word.start]
    if word.other_year and word.attached and re.search(r"[是为占]$", before):
        return True
    if _after(times.every, end=True).search(before):
        return True
    return bool(_after(times.compared, end=True).search(before)) and not word.attached


# ── what each kind of expression means ──────────────────────────────────────────────────────────────────────


def _same_times(text: str, moment: Moment) -> Iterator[TimeWord]:
    """去年同期: the year before, up to the day of the year the report is told."""
    for found in _SAME_TIME.finditer(text):
        interval = None
        if moment.date:
            year = int(moment.date[:4])
            interval = years_on(Interval(month(year, 1), moment.date), -1)
        yield TimeWord(
            start=found.start(), end=found.end(), kind="span", interval=interval, other_year=True,
            attached=is_attached(text, found.end()),
        )  # fmt: skip


def _now_words(text: str, moment: Moment) -> Iterator[TimeWord]:
    for found in _now().finditer(text):
        yield TimeWord(
            start=found.start(), end=found.end(), kind="until", interval=until_now(None, moment),
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
        year = None if moment.year is None else moment.year + RELATIVE_YEARS.get(found["rel"] or "今年", 0)
        year = int(found["year"]) if found["year"] else year
        told_year = bool(found["rel"] or found["year"])
        interval = None
        if year is not None:
            told = [
                placed
                for first, last in months
                if (placed := in_its_year(Interval(month(year, first), month(year, last)), moment, year_told=told_year))
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
            start=start, end=found.end(), kind="since", interval=until_now(None, moment), accrual=Accrual.CUMULATIVE
        )


def _joined(words: list[TimeWord], text: str) -> Iterator[TimeWord]:
    """3月5日至6月20日 as one time; what stands between 从 and 到 is left to ``figure_time``."""
    waiting: TimeWord | None = None
    for word in words:
        if waiting is not None:
            between = text[waiting.end : word.start]
            touching = re.fullmatch(JOINT, between) or (
                word.kind == "until" and not between and text[word.start] in "至到"
            )
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
