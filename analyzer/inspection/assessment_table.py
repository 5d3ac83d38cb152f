"""What the round found of each unit, and two imported evaluations, in; the assessment table (一考双评) out.

Every item is weight × a plain measure 0…1 (docs/round-yaml.md) with the reason and the sentences it rests on. What is
missing stays empty and is said. The table proposes; a person decides. Never knows how anything was found.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from analyzer.inspection import assessed_items as items
from analyzer.inspection.assessed_items import Measured
from analyzer.inspection.evaluations import Score, read_evaluation
from analyzer.inspection.roster import NO_UNIT
from analyzer.inspection.round_config import RoundConfig
from analyzer.inspection.taken_over import sent_again
from analyzer.inspection.unit_names import UnitNames
from analyzer.types import (
    Analysis,
    AssessedItem,
    AssessmentTable,
    PracticeSpread,
    ReportKind,
    RosterUnit,
    Submission,
    Total,
    UnitAssessment,
    UnitHistory,
)
from analyzer.types.names import ASSESSED

#: So many points of 100 between two views of a unit are worth a question.
GAP: Final = 20.0
#: What the tool reads in a report, as against when it came and what people said of the unit.
_FROM_THE_REPORT: Final = (
    "substance", "stage", "findings", "contradictions", "copying", "required_indicators", "own_practices",
)  # fmt: skip
_FILES: Final = {"self_evaluation": "自我评议表", "public_evaluation": "群众评议表"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the other steps of the round found."""

    submissions: Sequence[Submission]
    reports: Mapping[str, Analysis]  # finished, by source
    histories: Sequence[UnitHistory]
    totals: Sequence[Total]
    practices: Sequence[PracticeSpread]
    dates: Mapping[str, str | None]  # when a report came in, else its own date
    compared: bool  # whether there was another text to compare with


def assess_units(found: Found, config: RoundConfig) -> AssessmentTable:
    """The table, one row a unit in the order of the submissions.

    Args:
        found: the round's findings.
        config: weights, evaluations, required indicators and deadline.
    """
    weights = tuple((item, weight) for item, weight in config.assessment.weights.items() if weight > 0)
    listed = [each for each in found.submissions if each.unit != NO_UNIT]
    names = UnitNames(config.roster or [RosterUnit(unit=each.unit, type=each.type or "其他") for each in listed])
    scores: dict[str, dict[str, Score] | None] = {}
    notes: list[str] = []
    for item, what in _FILES.items():
        rows = getattr(config.assessment, item)
        scores[item] = None
        if rows is not None:
            scores[item], faults = read_evaluation(rows, names, what=what)
            notes += faults
        elif dict(weights).get(item):
            notes.append(f"round.yaml 里没有写{what}（assessment 的 {item}），“{ASSESSED[item]}”一栏是空的，没有计入。")
    nameless = sum(each.unit == NO_UNIT for each in found.submissions)
    if nameless:
        notes.append(f"有 {nameless} 份报告没有写明单位，没有列入考评，请先核对是谁报的。")
    history_of = {each.unit: each for each in found.histories}
    rows_ = [_row(each, history_of.get(each.unit), found, config, weights=weights, scores=scores) for each in listed]
    return AssessmentTable(weights=weights, rows=tuple(rows_), notes=tuple(notes))


def _row(
    submission: Submission,
    history: UnitHistory | None,
    found: Found,
    config: RoundConfig,
    *,
    weights: Sequence[tuple[str, float]],
    scores: Mapping[str, dict[str, Score] | None],
) -> UnitAssessment:
    source = submission.sources[0] if submission.sources else None
    report = found.reports.get(source) if source else None
    only_plan = report is not None and report.report_kind is ReportKind.PLAN
    measured: dict[str, Measured] = {"submission": items.submission(submission, due=config.due, only_plan=only_plan)}
    if report is None or report.assessment is None:
        measured |= {item: Measured(reason="没有可以计入的报告，这一项空着。") for item in _FROM_THE_REPORT}
    else:
        measured |= {
            "substance": items.substance(report),
            "stage": items.stage(report, history),
            "findings": items.findings(report),
            "contradictions": items.contradictions(report),
            "copying": items.copying(report, found.dates, compared=found.compared),
            "required_indicators": items.required(report, submission.unit, config.required_indicators, found.totals),
            "own_practices": items.own_practices(report, submission.unit, found.practices),
        }
    for item, what in _FILES.items():
        measured[item] = items.evaluation(submission.unit, scores[item], what=what)
    assessed = tuple(
        _item(item, weight, measured[item], source if item in _FROM_THE_REPORT else None) for item, weight in weights
    )
    given = [each for each in assessed if each.points is not None]
    counted = sum(each.weight for each in given)
    points = round(sum(each.points or 0.0 for each in given), 2) if given else None
    has_report = report is not None and report.assessment is not None and counted > 0
    return UnitAssessment(
        unit=submission.unit,
        type=submission.type,
        source=source,
        items=assessed,
        points=points,
        counted=round(counted, 4),
        total=round(100 * (points or 0.0) / counted, 1) if has_report else None,
        questions=(*submission.questions, *_questions(report, submission.unit, measured, config, scores, found.dates)),
    )


def _item(item: str, weight: float, measured: Measured, source: str | None) -> AssessedItem:
    measure = None if measured.measure is None else round(measured.measure, 4)
    return AssessedItem(
        item=item,
        weight=weight,
        measure=measure,
        points=None if measure is None else round(weight * measure, 2),
        reason=measured.reason,
        source=source,
        sentences=measured.sentences,
    )


def _by_the_report(measured: Mapping[str, Measured], weights: Mapping[str, float]) -> float | None:
    """What the tool reads in the report on a scale of 100."""
    given = [(weights[item], m.measure) for item in _FROM_THE_REPORT if (m := measured[item]).measure is not None]
    whole = sum(weight for weight, _ in given)
    return 100 * sum(weight * (measure or 0.0) for weight, measure in given) / whole if whole else None


def _questions(
    report: Analysis | None,
    unit: str,
    measured: Mapping[str, Measured],
    config: RoundConfig,
    scores: Mapping[str, dict[str, Score] | None],
    this_round: Collection[str],
) -> list[str]:
    """What a person should find out before the points are settled."""
    asked = []
    if report is None:
        asked.append("没有可以计入的报告，不出建议总分，怎样评由人决定。")
    elif report.needs_review:
        asked.append("系统对这份报告拿不准，定分前请通读原文。")
    if report is not None:
        asked += [
            f"报告约 {copy.share:.0%} 的文字与本单位以前的报告《{PurePosixPath(copy.source).stem}》相同，"
            "是又做了一遍、写法没变，还是把旧报告又交了一次，请向单位问清这一轮有什么新的进展。"
            for copy in sent_again(report, this_round=this_round)[:1]
        ]
    own = (scores["self_evaluation"] or {}).get(unit)
    public = (scores["public_evaluation"] or {}).get(unit)
    tool = _by_the_report(measured, config.assessment.weights) if report else None
    if own and tool is not None and abs(own.value - tool) >= GAP:
        way = "高" if own.value > tool else "低"
        asked.append(
            f"自我评议 {own.value:g} 分，比系统从报告里看出的（折合 {tool:.0f} 分）{way} {abs(own.value - tool):.0f} 分，"
            "是报告没有写到，还是自评不实，请核实；也请对照原文看系统有没有判错。"
        )
    if own and public and abs(own.value - public.value) >= GAP:
        asked.append(f"自我评议 {own.value:g} 分，群众评议 {public.value:g} 分，相差较大，请问清缘由。")
    return asked
