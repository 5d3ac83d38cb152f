"""Analyses and the roster in, one ``Submission`` a unit out: on time, late, missing, and what to ask.

Circulars, schemes and the superior's own papers are no submissions. Of several reports of one unit the latest
counts, a plan only where there is nothing else. Never knows what a report says beyond its head and foot.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final, Literal

from analyzer.inspection.dates import in_words, is_after
from analyzer.inspection.received import received_date
from analyzer.inspection.round_config import RoundConfig
from analyzer.inspection.unit_names import UnitNames
from analyzer.inspection.whose_report import named_elsewhere, other_names
from analyzer.types import UNJUDGED_KINDS, Analysis, ReportKind, RosterUnit, Submission

NO_UNIT: Final = "（未写明单位）"
Status = Literal["on_time", "late", "missing", "undated", "unknown_unit"]
#: A whole city, county or district; 湖滨社区 and 开发区 are reporting units.
_WHOLE_PLACE: Final = re.compile(
    r"^(?:中共)?[\u4e00-\u9fff]{2,6}?(?:省|自治区|市|州|县|旗|(?<![社发园新假业范小片库景校牧])区)"
    r"(?:委|委员会|政府|人民政府|委办公室|政府办公室|活动办|活动办公室)?$"
)


@dataclass(slots=True)
class _Sent:
    """What one unit sent in."""

    unit: str
    type: str | None
    known: bool
    question: str = ""
    choices: tuple[RosterUnit, ...] = ()
    reports: list[Analysis] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterResult:
    """Submissions in the roster's order, then units it does not know; and what the other steps need of it."""

    submissions: tuple[Submission, ...]
    unit_of: dict[str, str]  # source → the unit's standard name
    counted: frozenset[str]  # sources of the reports that count for their unit


def is_superiors(analysis: Analysis, superiors: frozenset[str], *, by_name: bool) -> bool:
    """Whether a paper is the superior's own: its unit is one of the references', or it is named like a superior.

    Args:
        analysis: the paper.
        superiors: the references' units.
        by_name: also take a whole city or county for the superior; wrong where counties are who reports.
    """
    unit = analysis.metadata.unit if analysis.metadata else None
    return unit is not None and (unit in superiors or (by_name and bool(_WHOLE_PLACE.match(unit))))


def _date_of(analysis: Analysis, received: dict[str, str]) -> str | None:
    own = analysis.metadata.date if analysis.metadata else None
    return received_date(analysis.source, received) or own


def _status(analysis: Analysis, config: RoundConfig) -> tuple[Status, str | None, str]:
    """Status, date and message of the report that counts."""
    came = received_date(analysis.source, config.received)
    own = analysis.metadata.date if analysis.metadata else None
    when = came or own
    if when is None:
        return "undated", None, "报告没有写日期，收文登记表里也没有，无法判断是否按时，请补登收到日期。"
    what = "收到" if came else "报告落款"
    if config.due is None:
        return "on_time", when, f"{in_words(when)}{what}；本轮没有规定截止日期。"
    late = is_after(when, config.due)
    if late is None:
        return (
            "undated",
            when,
            f"报告只写到{in_words(when)}，与截止日期{in_words(config.due)}同月，无法判断是否按时，请补登收到日期。",
        )
    if late:
        return "late", when, f"{in_words(when)}{what}，晚于截止日期{in_words(config.due)}。"
    return "on_time", when, f"{in_words(when)}{what}，按时报送。"


def _title(source: str) -> str:
    return f"《{PurePosixPath(source).stem}》"


def _several(reports: Sequence[Analysis]) -> str:
    """What is said of several reports of one unit, the one that counts first."""
    if len(reports) < 2:
        return ""
    first, others = reports[0], reports[1:]
    told = f"共报来{len(reports)}份，以最后一份{_title(first.source)}为准，其余保留备查。"
    if first.report_kind is not ReportKind.PLAN and any(each.report_kind is ReportKind.PLAN for each in others):
        told = f"共报来{len(reports)}份，以活动报告中最后一份{_title(first.source)}为准，其余（含计划）保留备查。"
    same = [each for each in others if each.sha256 is not None and each.sha256 == first.sha256]
    if same:
        told += f"其中{'、'.join(_title(each.source) for each in same)}与它内容完全相同。"
    return told


def _order_questions(reports: Sequence[Analysis], config: RoundConfig) -> tuple[str, ...]:
    """Where it is not plain which of several reports is the latest."""
    if len(reports) < 2:
        return ()
    first = reports[0]
    own = _date_of(first, config.received)
    rivals = [
        each
        for each in reports[1:]
        if (each.report_kind is ReportKind.PLAN) is (first.report_kind is ReportKind.PLAN)
        and (each.sha256 is None or each.sha256 != first.sha256)
    ]
    unclear = []
    for each in rivals:
        when = _date_of(each, config.received)
        if own is None or when is None or own[: len(when)] == when[: len(own)]:
            unclear.append(each)
    if not unclear:
        return ()
    files = "、".join(_title(each.source) for each in unclear)
    return (f"{_title(first.source)}和{files}看不出哪一份在后，暂以前者为准，请核对。",)


def _plan_questions(reports: Sequence[Analysis]) -> tuple[str, ...]:
    """Where a plan is all that came: what was done nobody has told yet."""
    if reports[0].report_kind is not ReportKind.PLAN:  # a plan comes first only where there is nothing else
        return ()
    files = "、".join(_title(each.source) for each in reports)
    return (f"只报来计划{files}，没有报来活动报告，算不算报送、要不要催报，请核对。",)


def _late_questions(reports: Sequence[Analysis], config: RoundConfig) -> tuple[str, ...]:
    """Where only the report that counts is late, and an earlier one of the unit was in time."""
    if config.due is None or _status(reports[0], config)[0] != "late":
        return ()
    in_time = [each for each in reports[1:] if _status(each, config)[0] == "on_time"]
    if not in_time:
        return ()
    when = in_words(_date_of(in_time[-1], config.received) or "")
    return (f"此前已于{when}按时报过{_title(in_time[-1].source)}，是否算迟报，请斟酌。",)


def _whose_questions(reports: Sequence[Analysis], unit: RosterUnit | None, names: UnitNames) -> tuple[str, ...]:
    """Where a report's file name, folder, title or signature gives another unit than the one it was read as."""
    if unit is None:
        return ()
    told = []
    for report in reports:
        others: dict[str, list[str]] = {}
        for other in other_names(report, unit, names):
            others.setdefault(other.unit.unit, []).append(other.place)
        told += [
            f"{_title(report.source)}的{'、'.join(places)}写的是“{name}”，暂记在“{unit.unit}”名下，请核对是哪个单位报的。"
            for name, places in others.items()
        ]
    return tuple(told)


def _missing(unit: RosterUnit, unread: Sequence[str], papers: Sequence[str], maybe: Sequence[str]) -> Submission:
    message = "没有收到这个单位的报告，请催报。"
    questions: list[str] = []
    if unread:
        files = "、".join(f"《{name}》" for name in unread)
        message = "没有收到可以读取的报告。"
        questions = [f"{files}读不出来，从文件名看可能是它报的，请核对后请其重新报送。"]
    elif papers:
        files = "、".join(_title(name) for name in papers)
        message = f"只报来{files}，属于方案或通报，不算活动报告，请催报。"
    if maybe:
        files = "、".join(_title(name) for name in dict.fromkeys(maybe))
        questions += [f"{files}可能是这个单位报的，请先核对，再决定是否催报。"]
        message = "没有收到确定是这个单位的报告。" if not unread and not papers else message
    return Submission(
        unit=unit.unit,
        type=unit.type,
        status="missing",
        message=message + "".join(questions),
        questions=tuple(questions),
    )


def check_roster(
    analyses: Sequence[Analysis], config: RoundConfig, *, superiors: frozenset[str] = frozenset()
) -> RosterResult:
    """Who submitted, in the roster's order; without a roster every unit that reported, by name.

    Args:
        analyses: the round's reports.
        config: roster, deadline and received dates.
        superiors: units whose papers are never submissions (the references' own).
    """
    names = UnitNames(config.roster)
    unit_of: dict[str, str] = {}
    sent: dict[str, _Sent] = {}
    papers: dict[str, list[str]] = {}
    nameless: list[Submission] = []
    maybe: dict[str, list[str]] = {}  # roster unit → files that may be its own
    unread: dict[str, list[str]] = {}
    for analysis in sorted(analyses, key=lambda each: each.source):
        metadata = analysis.metadata
        if metadata is None:
            path = PurePosixPath(analysis.source)
            hinted = names.named_in(path.stem) or names.named_in("/".join(path.parts[:-1]))
            if len(hinted) == 1:
                unread.setdefault(hinted[0].unit, []).append(path.name)
            continue
        found = names.resolve(metadata.unit) if metadata.unit and config.roster else None
        known = found.unit if found else None
        unit = known.unit if known else metadata.unit
        if unit:
            unit_of[analysis.source] = unit
        if known is None and is_superiors(analysis, superiors, by_name=bool(config.roster)):
            continue
        if metadata.report_kind in UNJUDGED_KINDS:
            papers.setdefault(unit or "", []).append(analysis.source)
            continue
        if unit is None:
            submission, hinted = _nameless(analysis, config, names)
            nameless.append(submission)
            for each in hinted:
                maybe.setdefault(each.unit, []).append(analysis.source)
            continue
        entry = sent.setdefault(
            unit,
            _Sent(
                unit=unit,
                type=known.type if known else metadata.unit_type,
                known=known is not None or not config.roster,
                question=found.question if found else "",
                choices=found.choices if found else (),
            ),
        )
        entry.reports.append(analysis)
        others = other_names(analysis, known, names) if known else named_elsewhere(analysis, names)
        for each in (*(other.unit for other in others), *entry.choices):
            maybe.setdefault(each.unit, []).append(analysis.source)

    submissions: list[Submission] = []
    counted: set[str] = set()

    def close(entry: _Sent, unit: RosterUnit | None) -> Submission:
        entry.reports.sort(
            key=lambda each: (
                each.report_kind is not ReportKind.PLAN,
                _date_of(each, config.received) or "",
                each.source,
            ),
            reverse=True,
        )
        counted.add(entry.reports[0].source)
        status, when, message = _status(entry.reports[0], config)
        questions = (
            *_whose_questions(entry.reports, unit, names),
            *_plan_questions(entry.reports),
            *_order_questions(entry.reports, config),
            *_late_questions(entry.reports, config),
        )
        if not entry.known:
            status, message = "unknown_unit", entry.question
            likely = dict.fromkeys(
                other.unit.unit for report in entry.reports for other in named_elsewhere(report, names)
            )
            hint = f"从报告的文件名、标题或落款看可能是{'、'.join(likely)}，请核对。" if likely else ""
            questions = (entry.question, *filter(None, [hint]), *questions)
            message = ""
        return Submission(
            unit=entry.unit,
            type=entry.type,
            status=status,
            sources=tuple(each.source for each in entry.reports),
            date=when,
            message=message + "".join(questions) + _several(entry.reports),
            questions=questions,
        )

    for roster_unit in config.roster:
        name = roster_unit.unit
        entry_or_none = sent.pop(name, None)
        if entry_or_none is None:
            submissions.append(_missing(roster_unit, unread.get(name, ()), papers.get(name, ()), maybe.get(name, ())))
        else:
            submissions.append(close(entry_or_none, roster_unit))
    submissions += [close(sent[unit], None) for unit in sorted(sent)]
    counted.update(each.sources[0] for each in nameless)
    return RosterResult(submissions=tuple(submissions + nameless), unit_of=unit_of, counted=frozenset(counted))


def _nameless(analysis: Analysis, config: RoundConfig, names: UnitNames) -> tuple[Submission, tuple[RosterUnit, ...]]:
    """A report that does not say whose it is, and the units it may be of by its file name or folder."""
    path = PurePosixPath(analysis.source)
    hints = names.named_in(path.stem) or names.named_in("/".join(path.parts[:-1]))
    hint = f"从文件名看可能是{'、'.join(each.unit for each in hints)}，" if hints else ""
    question = f"报告里没有写明是哪个单位报的，{hint}请核对。"
    submission = Submission(
        unit=NO_UNIT,
        type=None,
        status="unknown_unit",
        sources=(analysis.source,),
        date=_date_of(analysis, config.received),
        message=question,
        questions=(question,),
    )
    return submission, hints
