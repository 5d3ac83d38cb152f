"""One item of the assessment table a function: what the round found of a unit in, a measure 0…1 and its reason out.

The measures are those of docs/round-yaml.md. None where an input is missing. Never knows weights.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from analyzer.inspection.doubts import SAME_ELSEWHERE
from analyzer.inspection.evaluations import Score
from analyzer.inspection.taken_over import sent_again, told_before
from analyzer.types import (
    Analysis,
    PracticeSpread,
    ReportKind,
    Role,
    Stage,
    Submission,
    Total,
    UnitHistory,
)
from analyzer.types.names import FINDINGS, STAGES

LATE: Final = 0.5
ONLY_PLAN: Final = 0.5
#: Each kind of deficiency, each contradiction takes off a quarter.
STEP: Final = 0.25
ENOUGH_OWN_PRACTICES: Final = 2
_SHOWN: Final = 3
_POINTER: Final = re.compile(r"〔句(\d+(?:、\d+)*)〕")
_SHOWS: Final = {
    Stage.ORGANISED: Role.ORGANISATION,
    Stage.MOBILISED: Role.PUBLICITY,
    Stage.CONTACTING: Role.CONTACT,
    Stage.SOLVING: Role.MEASURE,
    Stage.DELIVERED: Role.RESULT,
    Stage.INSTITUTIONALISED: Role.MECHANISM,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A measure 0…1, or None where an input is missing; why, in plain Chinese; the sentences that show it."""

    reason: str
    measure: float | None = None
    sentences: tuple[int, ...] = ()


def submission(sent: Submission, *, due: str | None, only_plan: bool = False) -> Measured:
    """In time 1, late a half, not handed in 0; empty where date or unit is unclear, or a file may be the missing one.

    Where a plan is all that came, a half at most: the report on what was done is still to come.
    """
    match sent.status:
        case "on_time" | "late" if only_plan:
            return Measured(measure=ONLY_PLAN, reason=sent.message + "只有计划的计一半。")
        case "on_time":
            reason = "按时报送计满分。" if due else "本轮没有规定截止日期，报了就计满分。"
            return Measured(measure=1.0, reason=sent.message + reason)
        case "late":
            return Measured(measure=LATE, reason=sent.message + "迟报计一半。")
        case "missing" if sent.questions:
            return Measured(reason=sent.message + "报没有报还不清楚，这一项空着。")
        case "missing":
            return Measured(measure=0.0, reason=sent.message + "没有报送计 0 分。")
        case "undated":
            return Measured(reason=sent.message + "早晚不清楚，这一项空着。")
        case _:
            return Measured(reason=sent.message + "是否应报不清楚，这一项空着。")


def substance(report: Analysis) -> Measured:
    """Substance by a hundred."""
    if report.substance is None:
        return Measured(reason="这份报告不评判务实度，这一项空着。")
    told = report.reasons[:_SHOWN]
    pointed = [int(n) for reason in told for found in _POINTER.finditer(reason) for n in found[1].split("、")]
    known = range(len(report.sentences))
    kind = "（计划按计划的标准看）" if report.report_kind is ReportKind.PLAN else ""
    return Measured(
        measure=report.substance / 100,
        reason=f"务实度 {report.substance:.0f} 分（满分 100）{kind}。" + "".join(told),
        sentences=tuple(dict.fromkeys(each for each in pointed if each in known)),
    )


def stage(report: Analysis, history: UnitHistory | None) -> Measured:
    """The steps reached by the steps expected, at most 1."""
    if history is None or history.stage is None:
        return Measured(reason="计划写的是打算做的事，不按阶段计，这一项空着。")
    if history.expected is None:
        return Measured(reason="round.yaml 没有写本轮应到的阶段（expected_stage 或 stages），这一项空着。")
    steps, wanted = list(Stage).index(history.stage), list(Stage).index(history.expected)
    measure = 1.0 if steps >= wanted else steps / wanted
    roles = report.assessment.roles if report.assessment else ()
    shown = sorted((r for r in roles if r.role is _SHOWS.get(history.stage)), key=lambda r: (-r.confidence, r.sentence))
    counted = "已到或超过，计满分" if steps >= wanted else f"应走 {wanted} 步，走了 {steps} 步"
    return Measured(
        measure=measure,
        reason=f"本轮应到“{STAGES[history.expected]}”，报告写明的到“{STAGES[history.stage]}”，{counted}。",
        sentences=tuple(r.sentence for r in shown[:_SHOWN]),
    )


def findings(report: Analysis) -> Measured:
    """One less a quarter for each kind of deficiency."""
    found = {finding.code: finding for finding in report.findings}
    if not found:
        return Measured(measure=1.0, reason="没有发现四类问题，计满分。")
    names = "、".join(FINDINGS[code] for code in found)
    evidence = [sentence for finding in found.values() for sentence in finding.evidence[:_SHOWN]]
    return Measured(
        measure=max(0.0, 1.0 - STEP * len(found)),
        reason=f"系统建议认定 {len(found)} 类问题（{names}），每类扣四分之一，须经人核实。",
        sentences=tuple(dict.fromkeys(evidence)),
    )


def contradictions(report: Analysis) -> Measured:
    """One less a quarter for each contradiction among the figures; empty where there are no figures."""
    if not report.indicators:
        return Measured(reason="报告里没有数字，无从核对，这一项空着。")
    if not report.checks:
        return Measured(measure=1.0, reason=f"{len(report.indicators)} 个数字没有发现矛盾，计满分。")
    places = [report.indicators[index].sentence for check in report.checks for index in check.indicators]
    told = "".join(check.message for check in report.checks[:_SHOWN])
    return Measured(
        measure=max(0.0, 1.0 - STEP * len(report.checks)),
        reason=f"有 {len(report.checks)} 处数据矛盾，每处扣四分之一，往往是笔误，请核对。{told}",
        sentences=tuple(dict.fromkeys(places)),
    )


def copying(report: Analysis, dates: Mapping[str, str | None], *, compared: bool) -> Measured:
    """One less the largest share that stands in another's text, or in the unit's own report of an earlier round.

    What plainly came later is not held against it, nor is its own earlier report up to a half. ``dates`` has every
    report of the round.
    """
    if not compared:
        return Measured(reason="没有别的报告或上级文件可以对照，这一项空着。")
    others = [copy for copy in report.copies if copy.kind != "self_earlier"]
    own = dates.get(report.source)

    def came_later(source: str) -> bool:
        other = dates.get(source)
        return own is not None and other is not None and own[: len(other)] < other[: len(own)]

    held = [copy for copy in others if copy.kind == "reference" or not came_later(copy.source)]
    again = sent_again(report, this_round=dates)
    worst = max((*held, *again), key=lambda copy: (copy.share, copy.source), default=None)
    told = "".join(
        f"另有 {copy.share:.0%} 的文字与《{PurePosixPath(copy.source).stem}》雷同，但那一份在后，不扣分。"
        for copy in [copy for copy in others if copy not in held][:_SHOWN]
    )
    told += "".join(
        f"另有 {copy.share:.0%} 的文字与本单位以前的报告《{PurePosixPath(copy.source).stem}》相同"
        + ("，也请看是不是旧报告又交了一遍。" if copy in again else "，不到一半，不扣分。")
        for copy in [copy for copy in told_before(report, this_round=dates) if copy is not worst][:_SHOWN]
    )
    if worst is None:
        return Measured(measure=1.0, reason="没有发现抄自他处的成段文字，计满分。" + told)
    title = f"《{PurePosixPath(worst.source).stem}》"
    if worst in again:
        reason = (
            f"{worst.share:.0%} 的文字与本单位以前的报告{title}相同，是重复自己的旧话，不是抄别人的；"
            "按其余的比例计，有没有新的进展，由人判断。"
        )
    else:
        where = "上级文件" if worst.kind == "reference" else "报告"
        reason = f"{worst.share:.0%} 的文字与{where}{title}雷同，按其余的比例计；谁抄谁、是否合理，由人判断。"
    return Measured(
        measure=max(0.0, 1.0 - worst.share),
        reason=reason + told,
        sentences=tuple(dict.fromkeys(passage.sentence for passage in worst.passages)),
    )


def required(report: Analysis, unit: str, wanted: Sequence[str], totals: Sequence[Total]) -> Measured:
    """The share of the required indicators for which the unit told an achieved figure of the round's time."""
    if not wanted:
        return Measured(reason="round.yaml 没有写必报指标（required_indicators），这一项空着。")
    places = {
        total.canonical: [place.indicator for place in total.places if place.source == report.source]
        for total in totals
        if total.holder == unit and not total.planned and total.period is None and total.canonical in wanted
    }
    for total in totals:  # told by the unit all the same, though counted for another
        copied = [
            place.indicator
            for place in total.doubtful
            if place.source == report.source and place.reason == SAME_ELSEWHERE
        ]
        if copied and not total.planned and total.period is None and total.canonical in wanted:
            places.setdefault(total.canonical, []).extend(copied)
    told = [name for name in wanted if name in places]
    lacking = "、".join(name for name in wanted if name not in places)
    sentences = [report.indicators[index].sentence for name in told for index in places[name]]
    return Measured(
        measure=len(told) / len(wanted),
        reason=f"要求报 {len(wanted)} 项，报了 {len(told)} 项{f'；没有报的是{lacking}' if lacking else ''}。",
        sentences=tuple(dict.fromkeys(sentences)),
    )


def own_practices(report: Analysis, unit: str, practices: Sequence[PracticeSpread]) -> Measured:
    """Named practices that only this unit runs: two are enough for the whole, one gives a half."""
    own = [spread for spread in practices if spread.holders == (unit,)]
    mentions = [p for p in report.practices if any(p.name in spread.variants for spread in own)]
    names = tuple(dict.fromkeys(p.name for p in mentions))
    count = len({spread.name for spread in own if set(spread.variants) & set(names)})
    if not count:
        return Measured(
            measure=0.0, reason="没有找到只有本单位推行的、有名称的做法；没有名称的做法系统看不出，请留意。"
        )
    return Measured(
        measure=min(1.0, count / ENOUGH_OWN_PRACTICES),
        reason=f"有 {count} 个只有本单位推行的做法（{'、'.join(names)}），{ENOUGH_OWN_PRACTICES} 个及以上计满分。",
        sentences=tuple(dict.fromkeys(p.sentence for p in mentions)),
    )


def evaluation(unit: str, scores: Mapping[str, Score] | None, *, what: str) -> Measured:
    """An imported score by a hundred."""
    if scores is None:
        return Measured(reason=f"没有{what}，这一项空着。")
    score = scores.get(unit)
    if score is None:
        return Measured(reason=f"{what}里没有这个单位可用的得分，这一项空着。")
    return Measured(measure=score.value / 100, reason=f"{what}第 {score.line} 行：{score.value:g} 分。")
