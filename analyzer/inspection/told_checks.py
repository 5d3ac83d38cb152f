"""A report's figures in, the same indicator told with two values out, where both clearly mean the same whole.

Both must speak for the whole (共, 累计, a 合计 row, a title or heading, 三个月来全镇…), count the same thing of the same
holder in the same unit, and neither may be narrowed down (班子成员, 3月份, 第一阶段). Never knows other reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations
from typing import Final

from analyzer.extraction.spans import find_figures
from analyzer.inspection.amounts import words_pattern
from analyzer.inspection.figures import TOTAL_LABEL, Figure, figures_of, quoted
from analyzer.inspection.told_loosely import elsewhere, loosely_same, one_verb, refers_back, same_label
from analyzer.inspection.told_names import any_verb, related, same_thing, same_words, tells_outcome
from analyzer.inspection.told_values import FAIR, STRONG, WEAK, agree, near, rarely_swapped, swapped
from analyzer.language.numerals import parse_number
from analyzer.types import Accrual, Analysis, Check

_N: Final = "(?:\\d+|[一二三四五六七八九十]+)"
_UP_TO: Final = re.compile(r"(?:截至|截止|到|至)(?:了|目前|今年|\d{4}年)?$")
_UP_TO_MONTH: Final = re.compile(r"(?:截至|截止|到|至)[^，。；\d]{0,4}(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月")
_MONTHS: Final = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_EACH_TOGETHER: Final = re.compile(r"[各每](?:个)?[组村]")
_SECTION: Final = re.compile(r"^[一二三四五六七八九十]+、|^（[一二三四五六七八九十]+）|^\(")
#: Only a township has cadres beside those of its offices.
_TOWNSHIP: Final = re.compile(r"[镇乡村]$|街道|社区")
_VERY_NEAR: Final = 1.1
_MAX_FACTOR: Final = 2.0
_LONG_NAME: Final = 3  # pairs of signs: 防火隔离
_TELLING: Final = 10  # a smaller figure stands in two sentences by chance
_MOST_BELOW: Final = 12  # figures under a heading that are tried together


@cache
def _time() -> re.Pattern[str]:
    return re.compile(
        rf"{_N}月(?:份|{_N}日|[上中下]旬|[初底末])?|第?[一二三四]季度|[上下]半年|第?[一二三四]阶段|第[一二三四五][轮批]|20\d\d年|"
        + words_pattern("times_apart").pattern
    )


@cache
def _whole_unit() -> re.Pattern[str]:
    return re.compile(f"[全我本](?:{words_pattern('unit_signs').pattern})|各[组村站所片]共")


def _before(figure: Figure) -> str:
    return "" if figure.is_row else figure.sentence.text[: figure.indicator.start]


def _times(figure: Figure) -> frozenset[str]:
    text = _before(figure)
    return frozenset(m[0] for m in _time().finditer(text) if not _UP_TO.search(text[: m.start()]))


def _up_to(figure: Figure) -> str | None:
    found = _UP_TO_MONTH.search(_before(figure))
    return found["month"] if found else None


def _scope_words(figure: Figure) -> str:
    """Who and when of the sentence and the figure's own words; what figures before it count is left out."""
    before = _before(figure)
    earlier = [span for span in find_figures(figure.sentence.text) if span.end <= figure.indicator.start]
    if not before or not earlier:
        return before
    subject = before[: earlier[0].start]
    verb = min((m.start() for m in any_verb().finditer(subject)), default=len(subject))
    return subject[:verb] + "，" + before[earlier[-1].end :]


def _narrow(figure: Figure) -> frozenset[str]:
    text = _scope_words(figure)
    text = _EACH_TOGETHER.sub("", text) if "共" in text else text
    return frozenset(words_pattern("narrow").findall(text)) | frozenset(re.findall(r"[每各]个?[组村]", text))


class _Places:
    """Which sentences are titles or headings, and which section a sentence stands in."""

    def __init__(self, analysis: Analysis) -> None:
        heads: set[int] = set()
        self._section: dict[int, int] = {}
        by_block: dict[int, int] = {}
        for sentence in analysis.sentences:
            by_block[sentence.block] = by_block.get(sentence.block, 0) + 1
        section = -1
        for sentence in analysis.sentences:
            text = sentence.text
            alone = by_block[sentence.block] == 1 and not text.endswith(("。", "！", "；", "：")) and "\t" not in text
            if alone and (len(text) <= 40 and (_SECTION.match(text) or sentence.block == 0)):
                heads.add(sentence.id)
                section = sentence.id if sentence.block else -1
            self._section[sentence.id] = section
        self._heads = frozenset(heads)

    def is_head(self, figure: Figure) -> bool:
        return figure.sentence.id in self._heads

    def is_title(self, figure: Figure) -> bool:
        return self.is_head(figure) and figure.sentence.block == 0

    def under(self, head: Figure, figure: Figure) -> bool:
        """Whether a figure stands under a heading; everything stands under the title."""
        return self.is_title(head) or self._section[figure.sentence.id] == head.sentence.id


def _strength(figure: Figure, places: _Places) -> int:
    """How surely a figure speaks for the whole."""
    if figure.is_ratio or figure.indicator.planned or (figure.in_brackets and not places.is_title(figure)):
        return 0
    if figure.is_row:
        return STRONG if figure.is_total_row else FAIR if figure.label is not None else 0
    if figure.says_total:
        return STRONG
    if places.is_head(figure):
        return FAIR
    before = _before(figure)
    if re.search(r"(?<!公)共(?!同|建|产|青|享|有的)|累计|合计|总计|总长|总量|总数", before) and "其中" not in before:
        return STRONG if not re.search(r"[。；]", before) and before.count("，") <= 1 else FAIR
    if _whole_unit().search(before) or words_pattern("whole").search(before):
        return FAIR
    return WEAK


def _misread_total(plain_one: Figure, total: Figure, figures: Sequence[Figure]) -> bool:
    """A figure of running text very near a table's 合计 of the same name, and no figure of another row."""
    if (
        plain_one.is_row
        or not total.is_total_row
        or not related(plain_one, total)
        or tells_outcome(plain_one) != tells_outcome(total)
    ):
        return False
    low, high = sorted((float(plain_one.indicator.value), float(total.indicator.value)))
    rows = {float(f.indicator.value) for f in figures if f.is_row and f.column == total.column}
    return low > 0 and high <= low * _VERY_NEAR and float(plain_one.indicator.value) not in rows


def _told_below(head: Figure, figures: Sequence[Figure], places: _Places) -> bool:
    """Whether figures under a heading bear it out, one of them or several together."""
    like = [
        f
        for f in figures
        if f.indicator.unit == head.indicator.unit and not f.is_ratio and f is not head and places.under(head, f)
    ][:_MOST_BELOW]
    return any(
        abs(sum(float(f.indicator.value) for f in some) - float(head.indicator.value))
        <= 0.05 * float(head.indicator.value) * (len(some) > 1)
        for count in (1, 2, 3)
        for some in combinations(like, count)
    )


def _same_scope(
    one: Figure,
    other: Figure,
    *,
    unit: str | None,
    date: str | None,
    places: _Places,
    figures: Sequence[Figure],
    misread: bool,
    own_times: frozenset[str],
) -> bool:
    holders = {
        unit if not f.indicator.holder or TOTAL_LABEL.match(f.indicator.holder) else f.indicator.holder
        for f in (one, other)
    }
    times = [_times(f) - own_times for f in (one, other)]
    slip = swapped(one, other) and not all(times)  # 汛期发布46次, 发了64次
    if len(holders) > 1 or (not misread and not slip and times[0] != times[1]) or _year_and_part(one, other):
        return False
    months = {_up_to(one), _up_to(other)}
    dated = months - {None}
    if len(dated) > 1 or (len(months) > 1 and not (one.is_row or other.is_row) and not _is_last(months, date)):
        return False
    for head, body in ((one, other), (other, one)):
        if places.is_head(head) and not places.is_head(body):
            return places.under(head, body) and (
                _narrow(body) - _narrow(head) <= {"机关"} or not _told_below(head, figures, places)
            )
    apart = (_narrow(one) - set(_named_in(one))) ^ (_narrow(other) - set(_named_in(other)))
    return apart <= ({"机关"} if unit and not _TOWNSHIP.search(unit) else set())


def _year_and_part(one: Figure, other: Figure) -> bool:
    """Whether one is of the year and the other of a half or a quarter of it, though that be the report's own time."""
    texts = (_before(one), _before(other))
    return any("全年" in a and re.search(r"[上下]半年|季度", b) for a, b in (texts, texts[::-1]))


def _named_in(figure: Figure) -> Iterator[str]:
    """Narrow words that are the thing itself: 走访企业."""
    return (word for word in words_pattern("narrow").findall(figure.indicator.indicator))


def _own_times(analysis: Analysis) -> frozenset[str]:
    """Times that are the report's own: those of its title, and the month, quarter or half year it is told after."""
    date = analysis.metadata.date if analysis.metadata else None
    title = " ".join(s.text for s in analysis.sentences if s.block == 0)
    own = {m[0] for m in _time().finditer(title)}
    if date and len(date) >= 7:
        month = int(date[5:7])
        own |= {"上半年"} if month in (6, 7) else {"前三季度"} if month in (9, 10) else set()
        own.add(f"{date[:4]}年")
        told = {month} | ({(month - 2) % 12 + 1} if "月" in title else set())  # 安全生产月
        own |= {f"{sign}月{tail}" for each in told for sign in (str(each), _MONTHS[each - 1]) for tail in ("", "份")}
    return frozenset(own)


def _is_last(months: set[str | None], date: str | None) -> bool:
    """Whether 到6月底 is as good as the whole time: the report is of that month or the next."""
    written = next(month for month in months if month)
    number = parse_number(written)
    if not date or len(date) < 7 or number is None:
        return False
    return (int(date[5:7]) - int(number)) % 12 <= 1


def told_differently(analysis: Analysis, figures: Sequence[Figure]) -> Iterator[Check]:
    """Pairs of figures for the whole of one thing with two values."""
    unit = analysis.metadata.unit if analysis.metadata else None
    date = analysis.metadata.date if analysis.metadata else None
    places, own_times = _Places(analysis), _own_times(analysis)
    strength = {figure.index: _strength(figure, places) for figure in figures}
    wholes = [figure for figure in figures if strength[figure.index] >= WEAK]
    reported: set[int] = set()
    for one, other in combinations(wholes, 2):
        if one.sentence.id == other.sentence.id or (one.is_row and other.is_row) or other.index in reported:
            continue
        strengths = (strength[one.index], strength[other.index])
        head = places.is_head(one) != places.is_head(other)
        if agree(one, other) or elsewhere(one, other) or _of_two_times(one, other):
            continue
        misread = _misread_total(one, other, figures) or _misread_total(other, one, figures)
        if same_thing(one, other, under_head=head) or same_words(one, other):
            alike = misread or near(one, other, strengths)
        else:
            alike = (
                misread
                or _two_totals(one, other, strengths)
                or (rarely_swapped(one, other) and related(one, other))
                or (swapped(one, other) and _beside_the_same(one, other, figures))
            )
        alike = (
            alike or loosely_same(one, other, strengths) or same_label(one, other) or refers_back(one, other, figures)
        )
        alike = alike or (one_verb(one, other) and _beside_the_same(one, other, figures))
        if not alike or not _same_scope(
            one, other, unit=unit, date=date, places=places, figures=figures, misread=misread, own_times=own_times
        ):
            continue
        reported.add(other.index)
        name = min((one, other), key=lambda f: (f.index < 0, f.index)).indicator.indicator
        yield Check(
            code="told_differently",
            message=f"同一项“{name}”前后说法不一：{quoted(one)}，而{quoted(other)}，请核实以哪个为准。",
            indicators=tuple(sorted(f.index for f in (one, other) if f.index >= 0)),
        )


def _of_two_times(one: Figure, other: Figure) -> bool:
    """Whether each counts a time of its own: 4月份走访200户, 5月份走访310户."""
    mine, theirs = one.indicator, other.indicator
    apart = mine.period is not None and theirs.period is not None and mine.period != theirs.period
    return apart and mine.accrual is Accrual.NEW and theirs.accrual is Accrual.NEW


def _two_totals(one: Figure, other: Figure, strengths: tuple[int, int]) -> bool:
    """Whether both speak for the whole of what may be one thing, and are as near as a slip: 全场开辟防火隔离带58.6公里, 防火隔离带总长61.2公里."""
    low, high = sorted((float(one.indicator.value), float(other.indicator.value)))
    if any(f.index < 0 and f.label is None for f in (one, other)):
        return False  # 全校学生1220人 is background
    if max(strengths) < STRONG or min(strengths) < FAIR or low < _TELLING or high > low * _VERY_NEAR:
        return False
    return related(one, other, pairs=_LONG_NAME) and tells_outcome(one) == tells_outcome(other)


def _beside_the_same(one: Figure, other: Figure, figures: Sequence[Figure]) -> bool:
    """Whether both stand beside one and the same other figure: 38场招聘会 in both sentences."""
    low, high = sorted((float(one.indicator.value), float(other.indicator.value)))
    if one.indicator.unit != other.indicator.unit or high > low * _MAX_FACTOR:
        return False
    here, there = (
        {
            (f.indicator.unit, f.indicator.value)
            for f in figures
            if f.sentence.id == each.sentence.id and f.index != each.index
        }
        for each in (one, other)
    )
    return any(float(value) >= _TELLING for _, value in here & there)


def running_totals(analysis: Analysis) -> Iterator[tuple[frozenset[str], Figure]]:
    """The figures that say they are a total so far (共, 累计, 截至, a 合计 row), each with whom it is narrowed down to."""
    places = _Places(analysis)
    for figure in figures_of(analysis):
        strength = _strength(figure, places)
        so_far = strength == FAIR and _up_to(figure) is not None and not places.is_head(figure)
        narrow = _narrow(figure) - set(_named_in(figure))
        if (
            (strength == STRONG or so_far)
            and not any(words_pattern("no_run").fullmatch(word) for word in narrow)
            and not _times(figure)
        ):
            yield narrow, figure


def up_to_month(figure: Figure, date: str | None) -> str | None:
    """The month (ISO) up to which a figure counts, else that of its report."""
    written = _up_to(figure)
    number = parse_number(written) if written else None
    if not date or number is None:
        return date[:7] if date else None
    year = int(date[:4]) - (int(number) > int(date[5:7]))
    return f"{year:04d}-{int(number):02d}"
