"""Figures of one sentence in, a pace that nobody keeps out: homes, patrols or nights a head and day, more homes than exist.

Who went must stand in the sentence or in its average (平均每人4000次). Never knows tables or other reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from analyzer.inspection.amounts import Amount, cited, indices, words_pattern
from analyzer.inspection.figures import plain
from analyzer.inspection.per_head_checks import time_of
from analyzer.language.numerals import parse_number
from analyzer.types import Check

_YEAR: Final = 366
_DAYS: Final = re.compile(
    r"(?P<count>\d{1,3}|[一二两三四五六七八九十百]{1,4})(?:个)?(?:多)?(?:天|工作日|晚上|夜晚)(?!前|后|以)"
)
_MONTH: Final = re.compile(r"(?<![至到\-—、和\d前])\d{1,2}月份?(?!\d|底|末|[至到\-—、和])")
_MANY_YEARS: Final = re.compile(r"年来|[两二三四五六七八九十\d]年(?!级|前|\d?月)|任期|20\d\d年以来|累年|历年")
_EACH: Final = re.compile(
    r"(?:人均|平均每(?:人|名|位|个)[\u4e00-\u9fff]{0,5}|每(?:人|名|位)[\u4e00-\u9fff]{0,5}平均)[\u4e00-\u9fff]{0,6}$"
)
_EACH_DAY: Final = re.compile(
    r"(?:每(?:人|名|位)[\u4e00-\u9fff]{0,4}?|人均)(?:平均)?(?:每[天日]|日均|一天)[\u4e00-\u9fff]{0,8}$"
)
_PEOPLE: Final = ("人", "名", "位")
_GROUP: Final = re.compile(r"^(?:干部|人|同志|队员|党员|医生|教师|民警|网格员|护士|护林员|河长)")
_ALL_HOMES: Final = re.compile(
    r"(?:总户数|[全本][镇乡村县区市街社][道区]?(?:共有|总共|一共|共|有|总计)?(?:农户|居民|住户|常住户|户籍)?|(?:共有|现有|辖区?内?|在册|常住)(?:农户|居民|住户|人家)?)(?:为|是|有|共)?$"
)
_VISITED: Final = re.compile(r"走访|入户|家访|遍访|敲门|上门|走进|走遍")
_ROUNDS: Final = re.compile(r"[户人家]次|遍|轮|多次|反复|回访|次数|几[趟回]")
_HOURS_A_DAY: Final = 24


class _Pace(NamedTuple):
    units: tuple[str, ...]
    said: re.Pattern[str]
    most: float  # a head and day
    what: str


_PACES: Final = (
    _Pace(("户", "家", "户次", "家次"), re.compile(r"走访|入户|家访|上门|遍访|敲门|访"), 25, "户"),
    _Pace(("人", "人次"), re.compile(r"随访|走访|家访|上门|谈心|面谈|访谈|约谈"), 25, "人"),
    _Pace(
        ("次", "趟", "回", "人次"),
        re.compile(r"巡[河查逻山护田湖线检街]|夜查|夜巡|检查|走访|家访|下村|入户|值班|值守|蹲点|进村"),
        6,
        "次",
    ),
    _Pace(("篇", "本"), re.compile(r"日记|日志|笔记|心得|札记|体会|文章|调研报告"), 3, "篇"),
    _Pace(("场", "次", "场次"), re.compile(r"座谈|会议|宣讲|开会|参会|党课|讲座|院坝会|夜话"), 4, "场"),
    _Pace(("天", "夜", "晚", "个晚上", "个夜晚", "个工作日"), re.compile(r"."), 1, "天"),
    _Pace(("小时",), re.compile(r"."), 24, "小时"),
)


def _unit(amount: Amount) -> str:
    """460个 with 夜晚 behind it counts nights."""
    if amount.unit == "个" and re.match(r"夜晚|晚上|白天|工作日|日夜", amount.tail):
        return "天"
    return "人" if amount.unit == "个" and amount.tail.startswith("人") else amount.unit


def _days(text: str) -> int:
    """How many days the sentence gives it at most; a year where it names no time, 0 where it is of several years."""
    if _MANY_YEARS.search(text):
        return 0
    named = time_of(text)
    if named:
        return named
    found = max((int(parse_number(m["count"]) or 0) for m in _DAYS.finditer(text)), default=0)
    if found > 1:
        return found
    return 31 if _MONTH.search(text) else _YEAR


def _heads(line: Sequence[Amount], start: int, before: int) -> Amount | None:
    staff = [
        a
        for a in line
        if _unit(a) in _PEOPLE
        and start <= a.span.start < a.span.end <= before
        and not a.is_range
        and a.value > 0
        and (words_pattern("staff").search(a.lead + a.tail[:6]) or _GROUP.match(a.tail) or a.span.start == 0)
        and not _VISITED.search(a.lead)
    ]
    return max(staff, key=lambda a: a.value, default=None)


def _check(message: str, amounts: Sequence[Amount]) -> Check:
    return Check(code="implausible", message=f"{message}，不合常理，请核实。", indicators=indices(amounts))


def _too_fast(line: Sequence[Amount]) -> Iterator[Check]:
    text = line[0].sentence.text
    for amount in line:
        if amount.planned or amount.is_range or amount.is_ratio:
            continue
        # who went and when is told anew after each count of one kind
        start = max((a.span.end for a in line if a.unit == amount.unit and a.span.end <= amount.span.start), default=0)
        until = min(
            (a.span.start for a in line if a.unit == amount.unit and a.span.start > amount.span.start), default=None
        )
        before, after = text[start : amount.span.start], text[amount.span.end : until]
        for pace in _PACES:
            said = (before[-30:] if _EACH.search(amount.lead) else amount.lead) + amount.tail[:6]
            if _unit(amount) not in pace.units or not pace.said.search(said):
                continue
            daily = _EACH_DAY.search(amount.lead)
            each = _EACH.search(amount.lead)
            days = _days(f"{before}，{after}")
            if pace.what in ("天", "小时"):  # other days of the sentence are no time it was done in
                days = 0 if _MANY_YEARS.search(text) else time_of(before) or _YEAR
            if daily:
                if float(amount.value) > pace.most * (1.6 if pace.what == "户" else 1):
                    yield _check(f"{cited(amount)}是一个人一天的数", [amount])
                break
            if not days or ("每" in amount.lead and not each):
                break
            if each:
                if pace.what == "小时" and re.search(r"累计|全年|一年", before) is None:
                    break
                if float(amount.value) > pace.most * days:
                    yield _check(
                        f"{cited(amount)}合到{days}天里，每人每天{_per(float(amount.value) / days)}{pace.what}",
                        [amount],
                    )
                break
            if pace.what in ("天", "小时"):
                break  # held against the heads elsewhere
            heads = _heads(line, start, amount.span.start)
            if heads is None:
                break
            pace_of = float(amount.value) / float(heads.value) / days
            if pace_of > pace.most:
                yield _check(
                    f"{cited(amount)}按{cited(heads)}平均，每人每天至少{_per(pace_of)}{pace.what}", [amount, heads]
                )
            break


def _per(value: float) -> str:
    return plain(round(value, 1))


def _more_than_exist(amounts: Mapping[int, Sequence[Amount]]) -> Iterator[Check]:
    every = [a for line in amounts.values() for a in line if a.unit == "户" and not (a.is_range or a.planned)]
    wholes = [a for a in every if _ALL_HOMES.search(a.lead) and not _VISITED.search(a.lead)]
    if not wholes:
        return
    whole = max(wholes, key=lambda a: a.value)
    for visited in every:
        text = visited.sentence.text
        if (
            not _VISITED.search(visited.lead)
            or _ROUNDS.search(text)
            or float(visited.value) <= 1.02 * float(whole.value)
        ):
            continue
        if any(a.value >= visited.value for a in every if a is not visited and not _VISITED.search(a.lead)):
            continue
        yield _check(f"{cited(visited)}比{cited(whole)}的户数还多", [visited, whole])


def _long_days(line: Sequence[Amount]) -> Iterator[Check]:
    """每天工作26小时."""
    for amount in line:
        daily = amount.unit == "小时" and re.search(r"(?:每[天日]|日均|一天)[\u4e00-\u9fff]{0,8}$", amount.lead)
        if daily and float(amount.value) > _HOURS_A_DAY:
            yield _check(f"{cited(amount)}超过了一天的24小时", [amount])


def pace_mismatches(amounts: Mapping[int, Sequence[Amount]]) -> Iterator[Check]:
    """What nobody can have done at that pace."""
    for line in amounts.values():
        yield from _too_fast(line)
        yield from _long_days(line)
    yield from _more_than_exist(amounts)
