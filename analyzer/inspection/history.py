"""Submissions, the round's reports and earlier ones in, one ``UnitHistory`` a unit out.

Where a unit stands against the calendar and against its own earlier report: stage, verdict, running totals. What it
says is a question where the papers alone cannot tell. Never knows how a stage was judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from analyzer.inspection.across_reports import figures_then_and_now, is_smaller
from analyzer.inspection.calendar import due_on, round_day
from analyzer.inspection.dates import in_words, is_after
from analyzer.inspection.figures import Figure, quoted
from analyzer.inspection.roster import NO_UNIT
from analyzer.inspection.round_config import RoundConfig
from analyzer.types import (
    UNJUDGED_KINDS,
    Analysis,
    FigureChange,
    IndicatorPlace,
    Qualifier,
    ReportKind,
    Stage,
    Submission,
    UnitHistory,
)
from analyzer.types.names import STAGES, VERDICTS

_ORDER: Final = tuple(Stage)
#: A report so many days older than what is due says little about where the unit stands by now.
_OLD: Final = 30
_CHANGES: Final = ("fell", "stood_still", "rose")


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What the round expects: the stage, and since when."""

    stage: Stage | None
    by: str | None = None


def expected_now(config: RoundConfig, dates: Mapping[str, str | None]) -> Due:
    """The stage the round asks for: ``expected_stage`` as written, else what the calendar has due on the round's day."""
    due = due_on(config, round_day(config, dates.values()))
    if config.expected_stage is not None:
        same = due is not None and due.stage is config.expected_stage
        return Due(stage=config.expected_stage, by=due.by if due and same else None)
    return Due(stage=due.stage, by=due.by) if due else Due(stage=None)


def against(stage: Stage, expected: Stage) -> Literal["ahead", "on_time", "behind"]:
    """A found stage beside the expected one."""
    steps = _ORDER.index(stage) - _ORDER.index(expected)
    return "on_time" if steps == 0 else "ahead" if steps > 0 else "behind"


def unit_histories(
    submissions: Sequence[Submission],
    reports: Mapping[str, Analysis],
    config: RoundConfig,
    *,
    earlier: Sequence[Analysis],
    unit_of: Callable[[Analysis], str | None],
    dates: Mapping[str, str | None],
) -> tuple[UnitHistory, ...]:
    """One history a submission with a known unit, then the units that reported only in the earlier round.

    Args:
        submissions: as the roster step made them.
        reports: the round's finished reports by source.
        config: calendar and deadline.
        earlier: the readable reports of earlier rounds.
        unit_of: a report's unit by its standard name.
        dates: when each report of the round came in, else its own date.
    """
    due = expected_now(config, dates)
    before = _latest_by_unit(earlier, unit_of)
    found = []
    for submission in submissions:
        if submission.unit == NO_UNIT:
            continue
        source = submission.sources[0] if submission.sources else None
        report = reports.get(source) if source else None
        found.append(
            _history(
                submission,
                report,
                before.pop(submission.unit, None),
                config,
                due=due,
                has_earlier=bool(earlier),
                day=dates.get(source) if source else None,
            )
        )
    if not config.roster:
        found += [_only_before(unit, report) for unit, report in sorted(before.items())]
    return tuple(found)


def _latest_by_unit(earlier: Sequence[Analysis], unit_of: Callable[[Analysis], str | None]) -> dict[str, Analysis]:
    """Each unit's last earlier report; a plan only where there is nothing else."""
    latest: dict[str, Analysis] = {}
    for report in sorted(earlier, key=lambda r: (r.report_kind is not ReportKind.PLAN, r.date or "", r.source)):
        unit = unit_of(report)
        if unit and report.report_kind not in UNJUDGED_KINDS:
            latest[unit] = report
    return latest


def _staged(report: Analysis | None) -> Stage | None:
    """The stage of a report of deeds; what a plan tells has not been reached."""
    if report is None or report.report_kind is ReportKind.PLAN or report.report_kind in UNJUDGED_KINDS:
        return None
    return report.stage


def _history(
    submission: Submission,
    report: Analysis | None,
    before: Analysis | None,
    config: RoundConfig,
    *,
    due: Due,
    has_earlier: bool,
    day: str | None,
) -> UnitHistory:
    stage, earlier_stage = _staged(report), _staged(before)
    own_day = (report.date if report else None) or day
    then = due_on(config, own_day) if report else None
    figures = _figures(report, before) if report and before else ()
    progress = None
    if stage is not None and earlier_stage is not None:
        steps = _ORDER.index(stage) - _ORDER.index(earlier_stage)
        progress = "standstill" if steps == 0 else "forward" if steps > 0 else "backward"
    history = UnitHistory(
        unit=submission.unit,
        type=submission.type,
        source=report.source if report else None,
        date=own_day if report else None,
        stage=stage,
        verdict=report.verdict if report else None,
        expected=due.stage,
        expected_then=then.stage if then else None,
        calendar=against(stage, due.stage) if stage is not None and due.stage is not None else None,
        reported_before=before is not None if has_earlier else None,
        earlier_source=before.source if before else None,
        earlier_date=before.date if before else None,
        earlier_stage=earlier_stage,
        earlier_verdict=before.verdict if before else None,
        progress=progress,  # type: ignore[arg-type]
        figures=figures,
    )
    told = [*_calendar_words(history, due, report), *_earlier_words(history, report, before)]
    return replace(history, message="".join(told))


def _calendar_words(history: UnitHistory, due: Due, report: Analysis | None) -> list[str]:
    if report is None:
        return ["本轮没有可以计入的报告，看不出进展。"]
    if report.report_kind is ReportKind.PLAN:
        return ["计入的是计划，写的是打算做的事，不拿来和应到的阶段比较。"]
    if history.stage is None or due.stage is None or history.calendar is None:
        return ["本轮没有规定应到的阶段。"] if due.stage is None else []
    until = f"{in_words(due.by)}前" if due.by else "到本轮"
    wanted, found = STAGES[due.stage], STAGES[history.stage]
    told = {
        "ahead": f"{until}应到“{wanted}”，报告写明已到“{found}”，走在前面。",
        "on_time": f"{until}应到“{wanted}”，报告写明已到，与要求一致。",
        "behind": f"{until}应到“{wanted}”，报告写明的只到“{found}”，是没有做到还是没有写到，请核实。",
    }[history.calendar]
    then = history.expected_then
    old = history.date is not None and due.by is not None and _days_before(history.date, due.by) > _OLD
    if history.calendar == "behind" and then is not None and then is not due.stage and history.date and old:
        kept = against(history.stage, then) != "behind"
        told += f"报告是{in_words(history.date)}的，按当时应到“{STAGES[then]}”{'已经做到' if kept else '也没有做到'}；其后的进展没有报来。"
    return [told]


def _days_before(day: str, by: str) -> int:
    """Days from one day to another; a month alone counts as its last day or so."""
    return (date.fromisoformat(by) - date.fromisoformat(day if len(day) >= 10 else f"{day}-28")).days


def _earlier_words(history: UnitHistory, report: Analysis | None, before: Analysis | None) -> list[str]:
    if history.reported_before is None:
        return []
    if before is None:
        return ["以前没有报过。"] if report else ["以前也没有报过。"]
    when = f"{in_words(before.date)}的" if before.date else "以前的"
    if report is None:
        return [f"以前报过（{when}报告“{before.source}”），这一次没有报。"]
    told = []
    if report.sha256 is not None and report.sha256 == before.sha256:
        told.append(f"与{when}报告“{before.source}”是同一个文件，请核实是否重新报送。")
    if report.date and before.date and is_after(before.date, report.date):
        told.append(f"以前的报告落款{in_words(before.date)}，反而晚于这一份，请核对日期。")
    if history.stage is not None and history.earlier_stage is not None:
        now, then = STAGES[history.stage], STAGES[history.earlier_stage]
        told.append(
            {
                "forward": f"比{when}报告前进了：“{then}”到“{now}”。",
                "standstill": f"与{when}报告停在同一阶段“{now}”。",
                "backward": f"{when}报告写明已到“{then}”，这一份只写到“{now}”，请核实。",
            }[history.progress or "standstill"]
        )
    if history.verdict and history.earlier_verdict and history.verdict is not history.earlier_verdict:
        told.append(f"结论由“{VERDICTS[history.earlier_verdict]}”变为“{VERDICTS[history.verdict]}”（都是系统建议）。")
    told += _figure_words(history.figures)
    return told


def _figure_words(figures: Sequence[FigureChange]) -> list[str]:
    told = [
        f"{each.now_text}比上次的{each.before_text}还少，累计数只会增加，请核实。"
        for each in figures
        if each.change == "fell"
    ]
    still = [each for each in figures if each.change == "stood_still"]
    rose = sum(each.change == "rose" for each in figures)
    if still:
        names = "、".join(dict.fromkeys(each.indicator for each in still))
        told.append(f"{len(still)} 个累计数与上次一样（{names}）。")
    if rose:
        told.append(f"{rose} 个累计数比上次多。")
    return told


def _figures(report: Analysis, before: Analysis) -> tuple[FigureChange, ...]:
    changes = [
        FigureChange(
            indicator=now.name,
            unit=now.unit,
            before=then.value,
            now=now.value,
            change=_change(now, then),
            place=IndicatorPlace(source=report.source, indicator=now.index),
            before_text=quoted(then),
            now_text=quoted(now),
        )
        for now, then in figures_then_and_now(report, before)
    ]
    return tuple(sorted(changes, key=lambda each: (_CHANGES.index(each.change), each.place.indicator)))


def _change(now: Figure, then: Figure) -> Literal["fell", "stood_still", "rose"]:
    if is_smaller(now, then):
        return "fell"
    exact = all(each.indicator.qualifier is Qualifier.EXACT for each in (now, then))
    if now.value == then.value or (not exact and now.value < then.value):
        return "stood_still"
    return "rose"


def _only_before(unit: str, report: Analysis) -> UnitHistory:
    when = f"{in_words(report.date)}的" if report.date else "以前的"
    return UnitHistory(
        unit=unit,
        type=report.unit_type,
        reported_before=True,
        earlier_source=report.source,
        earlier_date=report.date,
        earlier_stage=_staged(report),
        earlier_verdict=report.verdict,
        message=f"以前报过（{when}报告“{report.source}”），这一次没有收到；本轮没有名册，请核对是否应报。",
    )
