"""A figure's place in its sentence in, what time it covers and whether it is a running total or new out.

The time is told by the sentence, else by the paragraph's opening sentence, the heading, or the report's title.
Never knows what the figure counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from analyzer import lexicon
from analyzer.extraction.moments import Moment, TimeWord, moment_of, years_on
from analyzer.extraction.setting import Setting
from analyzer.extraction.time_words import times_in
from analyzer.language.intervals import Interval
from analyzer.language.normalise import fold
from analyzer.lexicon.patterns import alternation, alternatives
from analyzer.types import Accrual, Indicator, ReportKind, Sentence

_BREAKS: Final = "，；：。！？\t（）"
_OPENING: Final = 14
_AHEAD: Final = re.compile(r"规划|计划|方案|目标|打算|安排")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTime:
    """``period`` as ``START/END`` or ``../END``, None where no time is told."""

    period: str | None = None
    accrual: Accrual | None = None


def find_time(
    sentence: str,
    start: int,
    *,
    date: str | None = None,
    opening: str = "",
    heading: str = "",
    title: str = "",
    planned: bool = False,
) -> FigureTime:
    """What time the figure at ``start`` covers.

    Args:
        sentence: the sentence; of a table row, what its heads say.
        start: where the figure starts in it.
        date: the report's date, ISO.
        opening: the first sentence of the paragraph, where that is another one.
        heading: the section's heading.
        title: the report's title.
        planned: whether the figure is a target: then its time lies ahead.

    >>> find_time("截至6月15日，走访农户260户。", 13, date="2012-06-20")
    FigureTime(period='../2012-06-15', accrual=<Accrual.CUMULATIVE: 'cumulative'>)
    """
    moment = moment_of(date, title, planned=planned)
    own = _governing(sentence, start, times_in(sentence, moment))
    accrual = _accrual(sentence, start, own, planned=planned)
    if own is not None and own.interval is not None:
        return FigureTime(period=str(own.interval), accrual=accrual)
    if own is not None and own.other_year:
        return FigureTime(accrual=accrual)
    above = _from_above(opening, moment, opens=True) if opening else None
    if above is not None:
        if accrual is None and not planned:
            accrual = above.accrual
        return FigureTime(period=str(above.interval), accrual=accrual)
    for text in (heading, title if not planned or _AHEAD.search(title) else ""):
        told = _from_above(text, moment)
        if told is not None:
            return FigureTime(period=str(told.interval), accrual=accrual)
    return FigureTime(accrual=accrual)


def _from_above(text: str, moment: Moment, *, opens: bool = False) -> TimeWord | None:
    """The time a heading or an opening sentence sets for what follows.

    A single day sets none. An opening sentence sets one only where it begins with it, and not where it tells a story
    of its own: 2月下旬，工作组进驻…; 2月份，… and 今年以来，… do.
    """
    held: TimeWord | None = None
    for word in times_in(text, moment):
        if word.interval is None or not word.wide or word.attached:
            continue
        if opens and (word.start > _OPENING or word.other_year or _is_story(text, word, moment)):
            continue
        held = _followed(held, word)
    return held


def _is_story(text: str, word: TimeWord, moment: Moment) -> bool:
    assert word.interval is not None
    if word.accrual is Accrual.NEW and "份" not in text[word.start : word.end]:
        return True
    return moment.year is not None and word.interval.ends.year < moment.year


def _followed(held: TimeWord | None, word: TimeWord) -> TimeWord:
    """从去年12月8日起…，到今年3月底: a beginning told before gives an end its start."""
    if held is None or held.interval is None or word.interval is None:
        return word
    first, last = held.interval, word.interval
    if held.kind == "since" and word.kind == "until" and first.begins is not None and first.begins <= last.ends:
        same = Accrual.CUMULATIVE if held.accrual is word.accrual is Accrual.CUMULATIVE else None
        return replace(word, interval=Interval(first.start, last.end), accrual=same)
    return word


def _governing(sentence: str, start: int, words: Iterable[TimeWord]) -> TimeWord | None:
    """The last time before the figure whose reach it is in."""
    text = fold(sentence)
    inside = _inside()
    held: TimeWord | None = None
    for word in words:
        if word.end > start:
            break
        between = text[word.end : start]
        if word.attached and re.search(r"\d", between.split("，")[0] if "，" in between else between):
            continue
        if word.attached and "，" in between and word.kind != "since":
            continue
        if between.count("）") > between.count("（"):
            continue  # told in brackets that are closed
        clause = text[max((text.rfind(sign, 0, word.start) for sign in _BREAKS), default=-1) + 1 : word.start]
        if (
            word.other_year
            and word.kind == "span"
            and clause
            and re.search("，|、" if inside.match(clause) else "，", between)
        ):
            continue  # 两间猪圈去年刚翻，要价… : an aside
        if word.interval is None and held is not None and text[word.start : word.end] != "当月":
            held = word if word.other_year else held
            continue
        if text[word.start : word.end] == "当月" and held is not None and held.accrual is Accrual.NEW:
            continue
        if word.other_year and text[word.start : word.end].endswith("同期"):
            word = _year_earlier(held, word)
        held = _followed(held, word)
    return held


def _year_earlier(held: TimeWord | None, word: TimeWord) -> TimeWord:
    """去年同期 of a time just told is that time a year earlier."""
    if held is None or held.interval is None or held.other_year:
        return word
    return replace(word, interval=years_on(held.interval, -1))


@cache
def _inside() -> re.Pattern[str]:
    return alternatives(lexicon.times().inside)


@cache
def _cues() -> re.Pattern[str]:
    times = lexicon.times()
    return re.compile(
        f"(?P<running>{alternation(times.cumulative)})|(?P<new>{alternation(times.new)})|(?P<sum>{times.totals})"
    )


def _accrual(sentence: str, start: int, time: TimeWord | None, *, planned: bool) -> Accrual | None:
    """By the clause's own cue, else by what the list goes on from: an earlier cue of the sentence, or its time."""
    text = fold(sentence)
    clause = max(text.rfind(sign, 0, start) for sign in _BREAKS) + 1
    own: Accrual | None = None
    for cue in _cues().finditer(text, clause, start):
        if cue["new"] and own is Accrual.CUMULATIVE and text[: cue.start()].endswith(tuple(lexicon.times().cumulative)):
            continue  # 累计新增
        own = _meant(cue, time)
    if own is not None or planned:
        return own
    carried, at = None, -1
    for cue in _cues().finditer(text, 0, clause):
        if not cue["new"]:
            carried, at = _meant(cue, time), cue.start()
    if time is not None and time.end > at:
        return time.accrual
    return carried


def _meant(cue: re.Match[str], time: TimeWord | None) -> Accrual:
    """共 within one month is what that month added."""
    if cue["new"] or (cue["sum"] and time is not None and time.accrual is Accrual.NEW):
        return Accrual.NEW
    return Accrual.CUMULATIVE


def tell_times(
    indicators: Iterable[Indicator], sentences: Sequence[Sentence], settings: Sequence[Setting]
) -> Iterator[Indicator]:
    """The indicators of one report with ``period`` and ``accrual``; the settings stand beside the sentences."""
    heads = _table_heads(sentences, settings)
    for indicator in indicators:
        sentence, setting = sentences[indicator.sentence], settings[indicator.sentence]
        text, start, opening = sentence.text, indicator.start, ""
        if setting.is_table:
            text = _heads_of(text, start, heads.get(sentence.id, ""))
            start = len(text)
        elif setting.in_block:
            opening = sentences[sentence.id - setting.in_block].text
        ahead = indicator.planned and setting.report_kind not in (ReportKind.PLAN, ReportKind.SCHEME)
        told = find_time(
            text,
            start,
            date=setting.date,
            opening=opening,
            heading=setting.heading,
            title="" if ahead and not _AHEAD.search(setting.title) else setting.title,
            planned=indicator.planned,
        )
        yield replace(indicator, period=told.period, accrual=told.accrual)


def _table_heads(sentences: Sequence[Sentence], settings: Sequence[Setting]) -> dict[int, str]:
    """Each table row's head row, by the row's sentence."""
    found: dict[int, str] = {}
    head, last_block = "", -2
    for sentence, setting in zip(sentences, settings, strict=True):
        if not setting.is_table:
            continue
        if sentence.block != last_block + 1:
            head = sentence.text
        found[sentence.id] = head
        last_block = sentence.block
    return found


def _heads_of(row: str, start: int, head: str) -> str:
    """What the heads of a cell's row and column say, and the cell up to the figure, as one text."""
    column = row.count("\t", 0, start)
    columns = head.split("\t")
    cell = row[:start].rsplit("\t", 1)[-1]
    first = row.split("\t", 1)[0] if column else ""
    return "，".join(part for part in (first, columns[column] if column < len(columns) else "", cell) if part)
