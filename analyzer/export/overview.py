"""A ``Round`` in, the counts that workbook, page and circular all show out: told once, the same everywhere.

Never knows formats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from analyzer.export import words
from analyzer.types import (
    BORDERLINE,
    RESENT,
    SURE,
    UNJUDGED_KINDS,
    Analysis,
    FigureKind,
    FindingCode,
    IndicatorPlace,
    Number,
    Round,
    Stage,
    Total,
    Verdict,
)

#: Units whose figures cannot be added up over reports.
_RATES: Final = frozenset({"%", "％", "‰", "倍", "个百分点", "百分点", "成", "分", "折"})
#: A figure told per head or household is no total either, even where its canonical indicator is.
_PER_HEAD: Final = ("人均", "户均", "平均", "每人", "每名", "每户", "每个", "村均")
#: A circular's whole; adding it to the units' own figures would count everything twice.
_WHOLES: Final = frozenset({"全市", "全县", "全区", "全镇", "全乡", "全省", "全州", "全旗"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTotal:
    """One indicator over all reporting units of the round, or over those of one ``unit_type``."""

    canonical: str
    unit: str
    kind: FigureKind
    planned: bool
    value: Number
    holders: int
    figures: int
    doubtful: int
    unit_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the round comes to, in numbers."""

    files: int
    readable: int
    unreadable: int
    judged: int
    substantive: int
    formalistic: int
    unsure: int  # the tool cannot tell, or figures contradict
    needs_review: int  # all of the queue: whatever is proposed as formalistic, too
    units: int  # that are expected to report or did; 0 when the round knows no units
    on_time: int
    late: int
    missing: int
    undated: int
    unknown_unit: int
    figures: int
    practices: int
    stages: tuple[tuple[Stage, int], ...]  # every stage in order
    findings: tuple[tuple[str, tuple[tuple[FindingCode, int], ...], int], ...]  # unit type, counts, judged reports
    totals: tuple[RoundTotal, ...]  # achieved, most told first
    headline: tuple[RoundTotal, ...]  # the main ones: effort, things done, what changed

    @property
    def submitted(self) -> int:
        """Units that sent something in."""
        return self.units - self.missing

    @property
    def has_roster(self) -> bool:
        """Whether the submissions show that the round was held against a list of units: somebody is missing.

        A round without a list looks like one in which everybody reported; of neither it is told who had to report.
        """
        return bool(self.missing)


def is_judged(report: Analysis) -> bool:
    """Whether a report was read and is of a kind that gets a verdict."""
    return report.metadata is not None and report.metadata.report_kind not in UNJUDGED_KINDS


def standing_reports(round_: Round) -> tuple[Analysis, ...]:
    """The judged reports that count for their unit; what a later report of the same unit replaced says nothing now."""
    replaced = {source for submission in round_.submissions for source in submission.sources[1:]}
    return tuple(report for report in round_.reports if is_judged(report) and report.source not in replaced)


def unit_of(report: Analysis) -> str:
    """The reporting unit's name, or words that say it is unknown."""
    return (report.metadata.unit if report.metadata else None) or words.UNKNOWN_UNIT


def type_of(report: Analysis) -> str:
    """The reporting unit's type, or words that say it is unknown."""
    return (report.metadata.unit_type if report.metadata else None) or words.UNKNOWN_TYPE


def by_source(round_: Round) -> dict[str, Analysis]:
    return {report.source: report for report in round_.reports}


def reporting_units(round_: Round) -> tuple[str, ...]:
    """The units of the round in order: the roster's where there is one, else those the reports name."""
    units = [submission.unit for submission in round_.submissions if submission.status != "unknown_unit"]
    units += sorted({unit_of(report) for report in round_.reports if is_judged(report)})
    return tuple(unit for unit in dict.fromkeys(units) if unit != words.UNKNOWN_UNIT)


def is_rate(total: Total, sources: Mapping[str, Analysis]) -> bool:
    """Whether a total is a rate or an average, which must not be added up over units."""
    if total.unit in _RATES or "/" in total.unit or total.canonical.startswith(_PER_HEAD):
        return True
    names = (
        sources[place.source].indicators[place.indicator].indicator for place in total.places if place.source in sources
    )
    return any(name.startswith(_PER_HEAD) for name in names)


def counts_in_round(round_: Round) -> Callable[[Total], bool]:
    """Whether a total is added up over the round: a reporting unit's own, of the round's own time, and no rate.

    Figures of villages, firms and other parts named inside a report stay out: the reporting unit's own figure
    mostly holds them already. Too little is told rather than the same deed twice.
    """
    units, sources = set(reporting_units(round_)) - _WHOLES, by_source(round_)
    return lambda total: total.period is None and total.holder in units and not is_rate(total, sources)


def round_totals(round_: Round, *, planned: bool = False) -> tuple[RoundTotal, ...]:
    """Every summable indicator over the reporting units' own figures, told by most units first."""
    return _sums(round_, planned=planned, by_type=False)


def type_totals(round_: Round, *, planned: bool = False) -> tuple[RoundTotal, ...]:
    """The same by unit type."""
    return _sums(round_, planned=planned, by_type=True)


def _sums(round_: Round, *, planned: bool, by_type: bool) -> tuple[RoundTotal, ...]:
    counts = counts_in_round(round_)
    groups: dict[tuple[str, str, str | None], list[Total]] = {}
    for total in round_.totals:
        if total.planned is planned and counts(total):
            unit_type = (total.holder_type or words.UNKNOWN_TYPE) if by_type else None
            groups.setdefault((total.canonical, total.unit, unit_type), []).append(total)
    sums = [
        RoundTotal(
            canonical=canonical,
            unit=unit,
            kind=group[0].kind,
            planned=planned,
            value=_whole(sum(total.value for total in group)),
            holders=len({total.holder for total in group}),
            figures=sum(len(total.places) for total in group),
            doubtful=sum(len(total.doubtful) for total in group),
            unit_type=unit_type,
        )
        for (canonical, unit, unit_type), group in groups.items()
    ]
    return tuple(sorted(sums, key=lambda t: (-t.holders, -t.figures, t.canonical, t.unit, t.unit_type or "")))


def figures_of(round_: Round, wanted: RoundTotal) -> tuple[tuple[str, IndicatorPlace], ...]:
    """The holder and place of every figure that was added up in a round total."""
    counts, sources = counts_in_round(round_), by_source(round_)
    return tuple(
        (total.holder, place)
        for total in round_.totals
        if (total.canonical, total.unit, total.planned) == (wanted.canonical, wanted.unit, wanted.planned)
        and counts(total)
        for place in total.places
        if place.source in sources
    )


def headline(totals: Iterable[RoundTotal], *, required: Iterable[str] = (), each: int = 8) -> tuple[RoundTotal, ...]:
    """The totals to name first: the required ones, then of every kind the ``each`` that most units tell."""
    listed, wanted = list(totals), set(required)
    chosen: list[RoundTotal] = []
    for kind in FigureKind:
        of_kind = [total for total in listed if total.kind is kind]
        asked = [total for total in of_kind if total.canonical in wanted]
        others = [total for total in of_kind if total.canonical not in wanted]
        shared = [total for total in others if total.holders > 1]
        chosen += asked + (shared or others)[: max(0, each - len(asked))]
    return tuple(chosen)


def _whole(value: Number) -> Number:
    rounded = round(value, 6)
    return int(rounded) if float(rounded).is_integer() else rounded


def overview(round_: Round) -> Overview:
    """Count the round."""
    readable = [report for report in round_.reports if report.metadata and report.assessment]
    judged = [report for report in readable if is_judged(report)]
    verdicts = Counter(report.assessment.verdict for report in judged if report.assessment)
    stages = Counter(report.assessment.stage for report in judged if report.assessment)
    status = Counter(submission.status for submission in round_.submissions)
    totals = round_totals(round_)
    return Overview(
        files=len(round_.reports),
        readable=len(readable),
        unreadable=sum(report.status == "error" for report in round_.reports),
        judged=len(judged),
        substantive=verdicts[Verdict.SUBSTANTIVE],
        formalistic=verdicts[Verdict.FORMALISTIC],
        unsure=sum(bool(report.assessment and report.assessment.needs_review) for report in readable),
        needs_review=sum(must_be_read(report) for report in readable),
        units=len(round_.submissions) - status["unknown_unit"],
        on_time=status["on_time"],
        late=status["late"],
        missing=status["missing"],
        undated=status["undated"],
        unknown_unit=status["unknown_unit"],
        figures=sum(len(report.indicators) for report in readable),
        practices=len(round_.practices),
        stages=tuple((stage, stages[stage]) for stage in Stage),
        findings=tuple(_findings_by_type(judged)),
        totals=totals,
        headline=headline(totals, required=round_.required_indicators),
    )


def _findings_by_type(judged: Iterable[Analysis]) -> list[tuple[str, tuple[tuple[FindingCode, int], ...], int]]:
    groups: dict[str, list[Analysis]] = {}
    for report in judged:
        groups.setdefault(type_of(report), []).append(report)
    rows = []
    for unit_type, reports in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        counts = Counter(code for report in reports for code in finding_codes(report))
        rows.append((unit_type, tuple((code, counts[code]) for code in FindingCode), len(reports)))
    return rows


def finding_codes(report: Analysis) -> tuple[FindingCode, ...]:
    """The codes of a report's findings, each once."""
    found = report.assessment.findings if report.assessment else ()
    return tuple(dict.fromkeys(finding.code for finding in found))


def units_with(round_: Round, codes: Iterable[FindingCode]) -> tuple[str, ...]:
    """The units with a judged report that shows one of ``codes``, each once, in the reports' order."""
    wanted = set(codes)
    return tuple(
        dict.fromkeys(unit_of(report) for report in standing_reports(round_) if wanted & set(finding_codes(report)))
    )


def review_queue(round_: Round) -> tuple[Analysis, ...]:
    """Reports a person must look at: the surest flags first, then the uncertain ones."""

    def rank(report: Analysis) -> tuple[int, float, str]:
        assessment = report.assessment
        assert assessment is not None
        flagged = assessment.verdict is Verdict.FORMALISTIC
        group = 0 if flagged and not assessment.needs_review else 1 if flagged else 2
        sure = assessment.confidence or 0.0
        return (group, -sure if flagged else sure, report.source)

    queue = [report for report in round_.reports if must_be_read(report)]
    return tuple(sorted(queue, key=rank))


def must_be_read(report: Analysis) -> bool:
    """Whether a person must look before anything is decided: what is proposed as formalistic, or unsure."""
    assessment = report.assessment
    return assessment is not None and (assessment.needs_review or assessment.verdict is Verdict.FORMALISTIC)


def review_reasons(report: Analysis) -> tuple[str, ...]:
    """Why a person must look at this report, in plain Chinese."""
    assessment = report.assessment
    if assessment is None:
        return ()
    reasons = []
    if assessment.verdict is Verdict.FORMALISTIC:
        reasons.append("系统建议认定为流于形式，认定前须人工核实。")
    if assessment.confidence is not None and assessment.confidence < SURE:
        reasons.append(f"把握不足（{assessment.confidence:.0%}），请通读原文后决定。")
    if assessment.substance is not None and BORDERLINE[0] <= assessment.substance <= BORDERLINE[1]:
        reasons.append(f"务实度 {assessment.substance:.0f}，处在两种结论的交界处。")
    shared = sum(check.code == "shared_figure" for check in report.checks)
    if len(report.checks) > shared:
        reasons.append(f"有 {len(report.checks) - shared} 处数据对不上，请与单位核对。")
    if shared:
        reasons.append(f"有 {shared} 个数字与别的单位报告里的雷同，请核实是谁的。")
    copied = max((copy.share for copy in report.copies if copy.kind != "self_earlier"), default=0.0)
    if copied >= 0.35:
        reasons.append(f"约 {words.share(copied)} 的文字与其他文稿雷同，请核实出处。")
    again = max((copy.share for copy in report.copies if copy.kind == "self_earlier"), default=0.0)
    if again > RESENT and assessment.needs_review:  # a second version for the same round asks for no review
        reasons.append(f"约 {words.share(again)} 的文字与本单位以前的报告相同，请问清有没有新的进展。")
    if any(warning.code == "ocr" for warning in report.warnings):
        reasons.append("文字由图像识别得到，请对照原件核对。")
    if not reasons and assessment.needs_review:
        reasons.append("系统不能独立判断，请通读原文后决定。")
    return tuple(reasons)


def evidence(report: Analysis) -> tuple[int, ...]:
    """The sentences that show a report's findings, strongest finding first, each once."""
    found = report.assessment.findings if report.assessment else ()
    ordered = sorted(found, key=lambda finding: -finding.score)
    known = range(len(report.sentences))
    return tuple(dict.fromkeys(place for finding in ordered for place in finding.evidence if place in known))
