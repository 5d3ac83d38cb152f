"""Codes and numbers in, the Chinese words for them out: one vocabulary for workbook, page and circular.

Never knows a report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from analyzer.types import (
    Accrual,
    FigureKind,
    Indicator,
    Number,
    Qualifier,
    ReportKind,
    Role,
    Sentence,
    Verdict,
    Whose,
)
from analyzer.types.names import ASSESSED, FINDINGS, STAGES, VERDICTS

__all__ = ["ASSESSED", "FINDINGS", "STAGES", "VERDICTS"]

NOT_JUDGED: Final = "不评判"

ROLES: Final[dict[Role, str]] = {
    Role.BACKGROUND: "背景",
    Role.ORGANISATION: "组织",
    Role.PUBLICITY: "宣传",
    Role.CONTACT: "走访",
    Role.PROBLEM: "问题",
    Role.MEASURE: "措施",
    Role.RESULT: "成效",
    Role.MECHANISM: "机制",
    Role.SHORTFALL: "不足",
    Role.PLAN: "打算",
    Role.SLOGAN: "口号",
}

REPORT_KINDS: Final[dict[ReportKind, str]] = {
    ReportKind.SUMMARY: "总结汇报",
    ReportKind.PROGRESS: "进展情况",
    ReportKind.BULLETIN: "简报信息",
    ReportKind.RESEARCH: "调研报告",
    ReportKind.PLAN: "计划规划",
    ReportKind.SCHEME: "实施方案",
    ReportKind.CIRCULAR: "通报通知",
    ReportKind.OTHER: "其他",
}

FIGURE_KINDS: Final[dict[FigureKind, str]] = {
    FigureKind.INPUT: "投入",
    FigureKind.OUTPUT: "产出",
    FigureKind.OUTCOME: "成效",
}

QUALIFIERS: Final[dict[Qualifier, str]] = {
    Qualifier.EXACT: "确数",
    Qualifier.ABOUT: "约数",
    Qualifier.OVER: "以上",
    Qualifier.UNDER: "以内",
    Qualifier.RANGE: "区间",
}

SUBMISSIONS: Final[dict[str, str]] = {
    "on_time": "按时报送",
    "late": "迟报",
    "missing": "未报送",
    "undated": "日期不明",
    "unknown_unit": "单位不在名单",
}

COPY_KINDS: Final[dict[str, str]] = {
    "report": "其他单位的报告",
    "reference": "上级文件",
    "self_earlier": "本单位以前的报告",
}

#: Which of two texts that share passages was there first, told from the side of one of them.
FIRSTS: Final[dict[str, str]] = {
    "this": "本文在先",
    "other": "对方在先",
    "unknown": "从日期看不出先后",
}

CHECKS: Final[dict[str, str]] = {
    "sum_mismatch": "分项与合计不符",
    "told_differently": "同一指标前后不一",
    "impossible_percent": "百分比超出可能",
    "rise_mismatch": "升降幅度算不拢",
    "implausible": "数值不合常理",
    "shared_figure": "与别的单位数字雷同",
    "shrinking_figure": "累计数比上次少",
}

#: Why a figure was not added: a short word, and what it means.
DOUBTS: Final[dict[str, tuple[str, str]]] = {
    "part_of_whole": ("部分与整体", "它是另一个数字的一部分（其中、分项、各支部），整体已经计入"),
    "told_twice": ("同一数字重复", "同一份报告里这个数字说了两遍，只计一次"),
    "in_cumulative": ("累计含新增", "它是新增数，同一份报告的累计数已经包含它"),
    "earlier_count": ("较早的累计数", "同一份报告另有截至更晚的累计数"),
    "within_period": ("时期不同", "它只是其中一段时间的数字，同一份报告的累计数覆盖了这段时间"),
    "same_elsewhere": (
        "两家报同一件事",
        "数值相同，又说到同一个地方，或者写在与另一份报告雷同的句子里，另一个单位的报告已经计入",
    ),
    "reported_by_holder": ("另一单位已报", "说的是另一个单位，那个单位自己的报告里有这项指标"),
    "not_reached": ("没有做到的", "说的是还没有办成的，不算完成"),
    "told_differently": ("前后说法不一", "同一份报告里同一件事说了两个数，先按前一个算，要向单位核实"),
    "name_at_odds": ("名称与性质不符", "名称像是做的事，说的却是给群众带来的变化，要人看过再算"),
}

#: Stands for the name of a figure where the report does not say what is counted.
UNNAMED: Final = "（原文没有写明数的是什么，不计入汇总）"

ACCRUALS: Final[dict[Accrual, str]] = {Accrual.CUMULATIVE: "累计", Accrual.NEW: "新增"}

WHOSES: Final[dict[Whose, str]] = {
    Whose.OWN: "本单位",
    Whose.PART: "本单位的一部分",
    Whose.UNIT: "其他单位",
    Whose.WHOLE: "全市（县）",
}

#: Where a unit stands beside the calendar, and beside its own earlier report.
CALENDAR: Final = {"ahead": "超前", "on_time": "按期", "behind": "落后"}
PROGRESS: Final = {"forward": "前进", "standstill": "停在原处", "backward": "后退"}

#: What the totals of the round's own time are said to be of.
OWN_PERIOD: Final = "本轮"

UNKNOWN_UNIT: Final = "（单位不明）"
UNKNOWN_TYPE: Final = "（类型不明）"


def verdict(value: Verdict | None) -> str:
    return NOT_JUDGED if value is None else VERDICTS[value]


def confidence(value: float | None) -> str:
    """How sure a verdict is, in words."""
    if value is None:
        return ""
    if value >= 0.9:
        return "很有把握"
    if value >= 0.75:
        return "较有把握"
    return "把握一般" if value >= 0.6 else "把握不大"


def submission(status: str, *, due: str | None) -> str:
    """How a unit submitted; without a deadline nobody can be in time."""
    return "已报送" if status == "on_time" and not due else SUBMISSIONS[status]


def planned(value: bool) -> str:
    return "计划" if value else "已完成"


def doubt(reason: str | None) -> str:
    """Why a figure was not added, in a word; stores of earlier versions do not say."""
    return DOUBTS[reason][0] if reason in DOUBTS else "可能重复"


def period(text: str | None) -> str:
    """A period as people write it.

    >>> period("2012-03/2012-06"), period("../2012-06-15"), period("2011-01/2011-12"), period("2012-05/2012-05")
    ('2012年3月至6月', '截至2012年6月15日', '2011年', '2012年5月')
    """
    if text is None:
        return ""
    start, _, end = text.partition("/")
    if start == "..":
        return f"截至{chinese_date(end)}"
    if start == end:
        return chinese_date(end)
    if (start[4:], end[4:]) == ("-01", "-12") and len(end) == 7:
        return f"{start[:4]}年" if start[:4] == end[:4] else f"{start[:4]}年至{end[:4]}年"
    last = chinese_date(end)
    return f"{chinese_date(start)}至{last.removeprefix(start[:4] + '年')}"


def place(sentence: Sentence) -> str:
    """Where a sentence stands, as a person looks it up: page where there are pages, and paragraph."""
    paragraph = f"第{sentence.block + 1}段"
    return paragraph if sentence.page is None else f"第{sentence.page}页{paragraph}"


_POINTER: Final = re.compile(r"〔句(\d+(?:、\d+)*)〕")


def reason_parts(reason: str, sentences: Sequence[Sentence]) -> Iterator[tuple[str, int | None]]:
    """A reason cut into text and the places it points to: (text, sentence id or None).

    〔句12〕 means nothing to someone with the paper in hand; 第5段 does.
    """
    end = 0
    for found in _POINTER.finditer(reason):
        yield reason[end : found.start()], None
        end = found.end()
        told: dict[str, int] = {}
        for number_ in map(int, found[1].split("、")):
            if number_ < len(sentences):
                told.setdefault(place(sentences[number_]), number_)
        for at, (where, sentence) in enumerate(told.items()):
            yield ("〔" if at == 0 else "、"), None
            yield where, sentence
        if told:
            yield "〕", None
    yield reason[end:], None


def reason(text: str, sentences: Sequence[Sentence]) -> str:
    """A reason with the places of its sentences instead of their numbers."""
    return "".join(part for part, _ in reason_parts(text, sentences))


def number(value: Number) -> str:
    """A number with thousands separators and no needless decimals."""
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.4f}".rstrip("0")


def amount(value: Number, unit: str, *, high: Number | None = None) -> str:
    """A figure with its unit; money from ten thousand yuan on is told in 万元."""
    if unit == "元" and max(abs(value), abs(high or 0)) >= 10_000:
        return amount(round(value / 10_000, 4), "万元", high=None if high is None else round(high / 10_000, 4))
    numbers = number(value) if high is None else f"{number(value)}–{number(high)}"
    return f"{numbers}{unit}"


def share(value: float) -> str:
    return f"{value:.0%}"


def chinese_date(text: str) -> str:
    """An ISO date or month as official documents write it; other text as it is."""
    parts = text.split("-")
    if len(parts) not in (2, 3) or not all(part.isdecimal() for part in parts):
        return text
    return "".join(f"{int(part)}{sign}" for part, sign in zip(parts, "年月日", strict=False))


def indicator_name(figure: Indicator) -> str:
    """What a figure counts, as the report says it; a name that is no more than the unit (元) is said to be none."""
    return UNNAMED if figure.text.endswith(figure.indicator) else figure.indicator
