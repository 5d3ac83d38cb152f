"""A report's figures in, those that no one could have done, and averages that do not fit their total, out.

More days a head than the time has, more households a day than one can visit, 46人撰写92篇，人均3篇, 20户每户500元共12000元.
Conservative: the headcount must stand beside the figure or in the roster. Never knows other reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from analyzer.inspection.amounts import Amount, as_written, cited, indices, rounding, slack, words_pattern
from analyzer.inspection.figures import Figure, plain, quoted
from analyzer.language.numerals import parse_number
from analyzer.types import Check

_DAYS_A_YEAR: Final = 366
_DAYS_A_MONTH: Final = 31
#: Nobody sits down in more homes on a day, and goes on so for weeks.
_HOMES_A_DAY: Final = 25
_PEOPLE: Final = ("人", "名", "位")
_DAYS: Final = ("天", "人天", "工日", "个晚上", "晚", "个工作日", "夜", "个夜晚")
_HOMES: Final = ("户", "家", "户次", "家次")
_VISIT: Final = re.compile(r"走访|入户|家访|上门|遍访|访|敲门")
_N: Final = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,2})"
_MONTHS: Final = re.compile(rf"(?P<count>{_N})个(?P<more>多)?月")
_FROM_TO: Final = re.compile(rf"(?P<first>{_N})月(?:份)?(?:至|到|[-—~～、和])(?P<last>{_N})月")
_LISTED_MONTHS: Final = re.compile(rf"{_N}(?:月份?)?(?:、{_N}(?:月份?)?)+两?个?月")
_SOME_DAYS: Final = re.compile(rf"(?P<count>{_N})天(?:时间|之内|内|里|来)")
_SHORT_TIMES: Final = {"上半年": 182, "下半年": 184, "半年": 184, "半个月": 16, "一周": 7, "一星期": 7}
_ONE_QUARTER: Final = re.compile(r"(?<![前、和至到两三四])第?[一二三四]季度")
_YEARS: Final = re.compile(r"年来|[两二三四五六七八九十\d]年(?!级|前|\d?月)|任期|20\d\d年以来|累年|历年")
_SOMEBODY: Final = re.compile(r"本人|一名[\u4e00-\u9fff]{0,4}(?:干部|队员|党员|同志)")
_MANY: Final = re.compile(r"累计|合计|共计|人均|全体|各|们|带领|组织|等|分别|和|与|同(?!志)")
_FAR: Final = 14  # signs between a total and its average
_AVERAGE: Final = re.compile(r"(?P<over>人均|户均|村均|平均每(?:人|户|村)|每(?:人|户|村)平均)[\u4e00-\u9fff]{0,6}$")
_OVER: Final = {"人": ("人",), "户": ("户", "家"), "村": ("个", "村")}
_EACH: Final = re.compile(r"每(?P<over>户|人|名|位|家)(?:[\u4e00-\u9fff]{0,6})$")
_STRAIGHT_ON: Final = re.compile(r"^[\u4e00-\u9fff]{0,4}[，,]?(?:共|合计|总计)[\u4e00-\u9fff]{0,8}$")
_SUM: Final = re.compile(r"(?:共计|合计|总计|总共|一共|共)[\u4e00-\u9fff]{0,8}$")


def _check(message: str, numbers: Sequence[int]) -> Check:
    return Check(code="implausible", message=f"{message}，不合常理，请核实。", indicators=tuple(sorted(set(numbers))))


@cache
def _named_person() -> re.Pattern[str]:
    surname, title = words_pattern("surnames").pattern, words_pattern("titles").pattern
    return re.compile(rf"[老小](?:{surname})(?![村庄湾家店集镇])|(?:{surname})[\u4e00-\u9fff]{{0,2}}?(?:{title})(?!们)")


def _is_one_person(text: str) -> bool:
    """Whether a sentence's beginning speaks of one person and of nobody else."""
    return bool(_SOMEBODY.search(text) or _named_person().search(text)) and not _MANY.search(text)


def _lead(figure: Figure) -> str:
    return f"{figure.clause} {figure.indicator.indicator}"


def time_of(text: str) -> int | None:
    """How many days the time has that a sentence names, at most; None where it names none."""
    found = _FROM_TO.search(text)
    if found:
        first, last = parse_number(found["first"]), parse_number(found["last"])
        if first and last and 1 <= first < last <= 12:
            return int(last - first + 1) * _DAYS_A_MONTH
    listed = _LISTED_MONTHS.search(text)
    if listed:
        return (listed[0].count("、") + 1) * _DAYS_A_MONTH
    months = _MONTHS.search(text)
    if months:
        count = int(parse_number(months["count"]) or 0) + bool(months["more"])
        return count * _DAYS_A_MONTH if 0 < count <= 12 else None
    days = _SOME_DAYS.search(text)
    if days:
        return int(parse_number(days["count"]) or 0) or None
    if _ONE_QUARTER.search(text):
        return 3 * _DAYS_A_MONTH
    return next((length for word, length in _SHORT_TIMES.items() if word in text), None)


def _staff_beside(figure: Figure, figures: Sequence[Figure]) -> Figure | None:
    beside = [
        f
        for f in figures
        if f.indicator.unit in _PEOPLE
        and not f.is_ratio
        and not f.indicator.planned
        and f.value > 0
        and abs(f.sentence.id - figure.sentence.id) <= 1
        and "领导小组" not in _lead(f) + f.sentence.text[f.indicator.end : f.indicator.end + 6]
        and words_pattern("staff").search(_lead(f) + f.sentence.text[f.indicator.end : f.indicator.end + 6])
    ]
    return max(beside, key=lambda f: (f.value, -f.index), default=None)


def _too_many_days(figures: Sequence[Figure], headcount: int | None) -> Iterator[Check]:
    """More days a head than the year, or the time the sentence names, has."""
    for figure in figures:
        if figure.indicator.unit not in _DAYS or not words_pattern("stay").search(_lead(figure)):
            continue
        if _YEARS.search(figure.sentence.text):
            continue
        named = None if figure.is_row else time_of(figure.sentence.text)
        limit, whose = (named, f"这段时间的{named}天") if named else (_DAYS_A_YEAR, "一年的天数")
        if figure.is_ratio:
            if figure.value > limit:
                yield _check(f"{quoted(figure)}平均到每人超过了{whose}", [figure.index])
            continue
        if figure.is_row or figure.indicator.planned:
            continue
        most = _staff_beside(figure, figures)
        before = figure.sentence.text[: figure.indicator.start]
        if most is not None and most.value >= (headcount or 0):
            each = figure.value / most.value
            limit, whose = (limit, whose) if most.sentence.id == figure.sentence.id else (_DAYS_A_YEAR, "一年的天数")
            if each > limit:
                said = f"{quoted(figure)}按{quoted(most)}平均，每人{plain(round(each, 1))}天，超过了{whose}"
                yield _check(said, [figure.index, most.index])
        elif headcount and figure.value / headcount > _DAYS_A_YEAR:
            each = figure.value / headcount
            yield _check(
                f"{quoted(figure)}按名册上的{headcount}人平均，每人{plain(round(each, 1))}天，超过了一年的天数",
                [figure.index],
            )
        elif figure.value > limit and _is_one_person(before):
            yield _check(f"{quoted(figure)}说的是一个人，超过了{whose}", [figure.index])


def _too_many_homes(line: Sequence[Amount]) -> Iterator[Check]:
    """More homes a head and day than one can visit, where the sentence names the time and who went."""
    done = 0  # who went and when is told anew after each count of homes
    for amount in line:
        if amount.unit not in _HOMES or amount.planned or amount.is_range or not _VISIT.search(amount.lead):
            continue
        before = amount.sentence.text[done : amount.span.start]
        start, done = done, amount.span.end
        days = time_of(before)
        if days is None or "每" in amount.lead:
            continue
        staff = [
            a
            for a in line
            if a.unit in _PEOPLE
            and start <= a.span.start < amount.span.start
            and (words_pattern("staff").search(a.lead + a.tail) or a.span.text in amount.lead)
        ]
        heads = max((float(a.value) for a in staff), default=0.0)
        if not heads and _is_one_person(before):
            heads = 1
        if heads and float(amount.value) / heads / days > _HOMES_A_DAY:
            who = cited(staff[0]) + "平均" if staff else "一个人算"
            each = plain(round(float(amount.value) / heads / days, 1))
            yield _check(f"{cited(amount)}按{who}，每人每天至少要走{each}户", indices([amount, *staff]))


def _fits_exactly(total: Amount, count: Amount, each: Amount) -> bool:
    """Whether rounding alone gives the average."""
    actual = float(total.value) / float(count.value)
    step = max(rounding(each.span.text, float(each.value), exact=True), 0.499 if actual < 20 else 1.0)
    return abs(actual - float(each.value)) <= step


def _rate_off(total: Amount, count: Amount, each: Amount) -> bool:
    """Whether the average is not the total by the count, as exactly as the three are written."""
    if not count.value:
        return False
    actual = float(total.value) / float(count.value)
    decimals = len(each.span.text.partition(".")[2].rstrip("万亿元%篇天户条件场次个人"))
    scale = 1e4 if "万" in each.span.text else 1e8 if "亿" in each.span.text else 1.0
    allowed = scale * 10.0**-decimals * 0.999 if decimals or scale > 1 or actual < 20 else 1.0
    allowed += (0.03 * actual if actual >= 20 else 0) + slack((total,)) / float(count.value)
    allowed += rounding(count.span.text, float(count.value), exact=count.exact) / float(count.value) * actual
    return abs(actual - float(each.value)) > allowed


def _averages(line: Sequence[Amount], every: Sequence[Amount]) -> Iterator[Check]:
    """46人撰写92篇，人均3篇."""
    for at, each in enumerate(line):
        found = _AVERAGE.search(each.lead)
        if not found or each.is_ratio or not each.exact or each.planned or each.is_range:
            continue
        counted = next(units for sign, units in _OVER.items() if sign in found["over"])
        totals = [a for a in line[:at] if a.counted == each.counted and not _AVERAGE.search(a.lead)]
        counts = [a for a in line[:at] if a.counted in counted and not a.is_range and a not in totals[-1:]]
        if "村" in found["over"]:
            counts = [a for a in counts if a.tail.startswith("村") or a.unit == "村"]
        alone = len(line) == 3  # 收入1876万元，农户938户，户均2万元
        if not totals or not counts or (counts[0].span.start > totals[-1].span.start and not alone):
            continue
        total, count = totals[-1], counts[0]
        gap = each.sentence.text[max(total.span.end, count.span.end if alone else 0) : each.span.start]
        own = set(found[0].removeprefix(found["over"]))
        if "收" in own and ("人" in found["over"] or "收入" not in total.lead):
            continue  # 人均纯收入 is no share of what the village earned
        if not total.exact or len(gap) > _FAR or gap.count("，") > 1 or (own and not own & set(total.lead)):
            continue
        others = [a for a in every if a.counted in counted and a.value]
        if not _rate_off(total, count, each) or any(_fits_exactly(t, c, each) for t in totals for c in others):
            continue
        actual = as_written(round(float(total.value) / float(count.value), 1), total.unit)
        yield Check(
            code="implausible",
            message=f"{cited(total)}按{cited(count)}平均是{actual}，与{cited(each)}对不上，请核实。",
            indicators=indices((total, count, each)),
        )


def _products(line: Sequence[Amount]) -> Iterator[Check]:
    """20户每户500元，共12000元."""
    for each in line:
        found = _EACH.search(each.lead)
        if not found or not each.exact or each.planned or each.is_ratio or each.is_range:
            continue
        counted = "人" if found["over"] in _PEOPLE else found["over"]
        counts = [a for a in line if a.counted == counted and a is not each and not a.is_range]
        totals = [a for a in line if a.counted == each.counted and _SUM.search(a.lead) and a.span.start > each.span.end]
        if len(counts) != 1 or len(totals) != 1 or not counts[0].exact or not totals[0].exact:
            continue
        count, total = counts[0], totals[0]
        others = [a for a in line if a.counted == each.counted and a not in (each, total)]
        gap = each.sentence.text[each.span.end : total.span.start]
        if not _STRAIGHT_ON.match(gap) and count not in [a for a in line if each.span.end < a.span.start]:
            continue  # 每户200元和大米一袋，合计4800元
        if re.search(r"[和及、另]", gap):
            continue
        product = float(each.value) * float(count.value)
        if others or abs(product - float(total.value)) <= slack((total,)) + 0.005 * product:
            continue
        yield Check(
            code="sum_mismatch",
            message=f"{cited(each)}乘以{cited(count)}是{as_written(product, each.unit)}，与{cited(total)}对不上，请核实。",
            indicators=indices((each, count, total)),
        )


def per_head_mismatches(
    figures: Sequence[Figure], amounts: Mapping[int, Sequence[Amount]], headcount: int | None
) -> Iterator[Check]:
    """What a head cannot have done, and averages that do not fit."""
    yield from _too_many_days(figures, headcount)
    every = [amount for line in amounts.values() for amount in line]
    for line in amounts.values():
        yield from _too_many_homes(line)
        yield from _averages(line, every)
        yield from _products(line)
