"""Codes and numbers in, the Chinese words for them out: one vocabulary for workbook, page and circular.

Never knows a report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from analyzer.types import (
    FigureKind,
    FindingCode,
    Number,
    Qualifier,
    ReportKind,
    Role,
    Sentence,
    Stage,
    Verdict,
)

VERDICTS: Final[dict[Verdict, str]] = {Verdict.SUBSTANTIVE: "务实", Verdict.FORMALISTIC: "流于形式"}
NOT_JUDGED: Final = "不评判"

STAGES: Final[dict[Stage, str]] = {
    Stage.NOT_STARTED: "未启动",
    Stage.ORGANISED: "建组织、定方案",
    Stage.MOBILISED: "动员部署、学习宣传",
    Stage.CONTACTING: "走访调研座谈",
    Stage.SOLVING: "着手解决问题",
    Stage.DELIVERED: "有可核查成效",
    Stage.INSTITUTIONALISED: "形成长效机制",
}

FINDINGS: Final[dict[FindingCode, str]] = {
    FindingCode.PROGRESS_LAG: "进展滞后",
    FindingCode.CONTACT_ONLY: "停留于走访慰问座谈",
    FindingCode.VAGUE_MEASURES: "措施空泛",
    FindingCode.NO_OWN_FEATURES: "缺少自身特色",
}

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

CHECKS: Final[dict[str, str]] = {
    "sum_mismatch": "分项与合计不符",
    "told_differently": "同一指标前后不一",
    "impossible_percent": "百分比超出可能",
    "rise_mismatch": "升降幅度算不拢",
    "implausible": "数值不合常理",
    "shared_figure": "与别的单位数字雷同",
    "shrinking_figure": "累计数比上次少",
}

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
