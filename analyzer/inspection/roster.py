"""Analyses and the roster in, one ``Submission`` a unit out: on time, late, missing, and what to ask.

Circulars, schemes and the superior's own papers are no submissions. Of several reports of one unit the latest
counts. Never knows what a report says beyond its head.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final, Literal

from analyzer.inspection.dates import in_words, is_after
from analyzer.inspection.round_config import RoundConfig
from analyzer.inspection.unit_names import UnitNames
from analyzer.types import UNJUDGED_KINDS, Analysis, RosterUnit, Submission

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
    reports: list[Analysis] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterResult:
    """Submissions in the roster's order, then units it does not know; and what the other steps need of it."""

    submissions: tuple[Submission, ...]
    unit_of: dict[str, str]  # source → the unit's standard name
    counted: frozenset[str]  # sources of the reports that count for their unit


def received_date(source: str, received: dict[str, str]) -> str | None:
    """When a file came in: by its whole source, else by its bare file name where only one entry has it."""
    if source in received:
        return received[source]
    name = PurePosixPath(source).name
    dates = {when for listed, when in received.items() if PurePosixPath(listed).name == name}
    return dates.pop() if len(dates) == 1 else None


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


def _several(sources: Sequence[str]) -> str:
    if len(sources) < 2:
        return ""
    return f"共报来{len(sources)}份，以最后一份《{PurePosixPath(sources[0]).stem}》为准，其余保留备查。"


def _missing(unit: RosterUnit, unread: list[str], papers: list[str]) -> Submission:
    message = "没有收到这个单位的报告，请催报。"
    if unread:
        files = "、".join(f"《{name}》" for name in unread)
        message = f"没有收到可以读取的报告；{files}读不出来，从文件名看可能是它报的，请核对后请其重新报送。"
    elif papers:
        files = "、".join(f"《{PurePosixPath(name).stem}》" for name in papers)
        message = f"只报来{files}，属于方案或通报，不算活动报告，请催报。"
    return Submission(unit=unit.unit, type=unit.type, status="missing", message=message)


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
    unread: list[Analysis] = []
    for analysis in sorted(analyses, key=lambda each: each.source):
        metadata = analysis.metadata
        if metadata is None:
            unread.append(analysis)
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
            hints = "、".join(each.unit for each in names.named_in(PurePosixPath(analysis.source).stem))
            hint = f"从文件名看可能是{hints}，" if hints else ""
            nameless.append(
                Submission(
                    unit=NO_UNIT,
                    type=None,
                    status="unknown_unit",
                    sources=(analysis.source,),
                    date=_date_of(analysis, config.received),
                    message=f"报告里没有写明是哪个单位报的，{hint}请核对。",
                )
            )
            continue
        entry = sent.setdefault(
            unit,
            _Sent(
                unit=unit,
                type=known.type if known else metadata.unit_type,
                known=known is not None or not config.roster,
                question=found.question if found else "",
            ),
        )
        entry.reports.append(analysis)

    submissions: list[Submission] = []
    counted: set[str] = set()

    def close(entry: _Sent) -> Submission:
        entry.reports.sort(key=lambda each: (_date_of(each, config.received) or "", each.source), reverse=True)
        sources = tuple(each.source for each in entry.reports)
        counted.add(sources[0])
        status, when, message = _status(entry.reports[0], config)
        if not entry.known:
            status, message = "unknown_unit", entry.question
        return Submission(
            unit=entry.unit,
            type=entry.type,
            status=status,
            sources=sources,
            date=when,
            message=message + _several(sources),
        )

    unread_of: dict[str, list[str]] = {}
    for analysis in unread:
        name = PurePosixPath(analysis.source).name
        hints_found = names.named_in(PurePosixPath(name).stem)
        if len(hints_found) == 1:
            unread_of.setdefault(hints_found[0].unit, []).append(name)
    for unit_entry in config.roster:
        entry_or_none = sent.pop(unit_entry.unit, None)
        if entry_or_none is None:
            submissions.append(
                _missing(unit_entry, unread_of.get(unit_entry.unit, []), papers.get(unit_entry.unit, []))
            )
        else:
            submissions.append(close(entry_or_none))
    submissions += [close(sent[unit]) for unit in sorted(sent)]
    counted.update(each.sources[0] for each in nameless)
    return RosterResult(submissions=tuple(submissions + nameless), unit_of=unit_of, counted=frozenset(counted))
