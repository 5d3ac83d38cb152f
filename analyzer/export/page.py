"""A ``Round`` in, ``report.html`` out: the whole round on one page that needs no network and runs no script.

Never knows how anything was judged. The looks are in ``templates/``; every text is escaped by Jinja2.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from analyzer.export import words
from analyzer.export.atomic import write_bytes
from analyzer.export.kind_counts import kind_counts
from analyzer.export.overlaps import Overlap, overlaps
from analyzer.export.overview import (
    Overview,
    evidence,
    finding_codes,
    is_judged,
    overview,
    review_queue,
    review_reasons,
    type_of,
    unit_of,
)
from analyzer.export.page_assessment import assessment_views, history_views
from analyzer.export.page_text import BlockView, anchor, blocks
from analyzer.export.page_totals import other_times, total_views
from analyzer.export.plain import clean, shortened
from analyzer.types import Analysis, FindingCode, OwnShare, Role, Round, Sentence, Verdict

#: A larger round shows the full text only of the reports that a person must look at; a browser chokes on the rest.
_FULL_TEXTS: Final = 400
_QUOTE: Final = 220
_PASSAGES_SHOWN: Final = 30
_COMMON_SHOWN: Final = 3
_SUBSTANCE_BANDS: Final = (
    (0, 20, "0–19 空洞"),
    (20, 40, "20–39 只有走访"),
    (40, 60, "40–59 成效与走访参半"),
    (60, 80, "60–79 多数可核查"),
    (80, 101, "80–100 通篇可核查"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: ``width`` is per cent of the longest."""

    label: str
    count: int
    width: int
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence with its place; ``anchor`` is None where its text is not on the page."""

    anchor: str | None
    place: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    word: str
    score: str
    message: str
    quotes: tuple[Quote, ...]

    @property
    def paragraphs(self) -> tuple[Quote, ...]:
        """The first quote of every paragraph that holds one."""
        return tuple({quote.place: quote for quote in reversed(self.quotes)}.values())[::-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A bit of a reason, and where it leads."""

    text: str
    anchor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnView:
    """What of a report is the unit's own, seen from the round."""

    own: str
    prescribed: str
    message: str
    only_here: tuple[Quote, ...]
    common: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """One report as the page shows it; ``anchor`` is None where its text is left out."""

    anchor: str | None
    unit: str
    unit_type: str
    source: str
    title: str
    kind: str
    date: str
    verdict: str
    tone: str  # "formalistic", "substantive", "unjudged"
    confidence: str
    substance: str
    stage: str
    needs_review: bool
    reasons: tuple[tuple[Piece, ...], ...]
    findings: tuple[FindingView, ...]
    finding_words: tuple[str, ...]
    review_reasons: tuple[str, ...]
    evidence: tuple[Quote, ...]
    checks: tuple[str, ...]
    warnings: tuple[str, ...]
    blocks: tuple[BlockView, ...]
    own: OwnView | None = None


def bars(counts: list[tuple[str, int]]) -> tuple[Bar, ...]:
    """Counts as bars, the longest full width."""
    longest = max((count for _, count in counts), default=0) or 1
    total = sum(count for _, count in counts) or 1
    return tuple(
        Bar(label=label, count=count, width=round(100 * count / longest), share=words.share(count / total))
        for label, count in counts
    )


def _quote(sentence: Sentence, number: int, *, on_page: bool) -> Quote:
    return Quote(
        anchor=anchor(number, sentence.id) if on_page else None,
        place=words.place(sentence),
        text=shortened(sentence.text, _QUOTE),
    )


def _reason(text: str, report: Analysis, number: int, *, on_page: bool) -> tuple[Piece, ...]:
    """A reason in pieces; a place is a link where the report's text stands on the page."""
    return tuple(
        Piece(text=part, anchor=anchor(number, sentence) if on_page and sentence is not None else None)
        for part, sentence in words.reason_parts(text, report.sentences)
        if part
    )


def _own_view(share: OwnShare, report: Analysis, number: int, *, on_page: bool) -> OwnView:
    def quotes(places: tuple[int, ...]) -> tuple[Quote, ...]:
        return tuple(_quote(report.sentences[i], number, on_page=on_page) for i in places if i < len(report.sentences))

    return OwnView(
        own=words.share(share.own),
        prescribed=words.share(share.prescribed),
        message=share.message,
        only_here=quotes(share.only_here),
        common=quotes(share.common[:_COMMON_SHOWN]),
    )


def _view(report: Analysis, number: int, share: OwnShare | None, *, full: bool) -> ReportView:
    metadata, assessment = report.metadata, report.assessment
    assert metadata is not None
    assert assessment is not None
    known = range(len(report.sentences))
    sure = (
        ""
        if assessment.confidence is None
        else f"{words.confidence(assessment.confidence)}（{assessment.confidence:.0%}）"
    )
    return ReportView(
        anchor=f"r{number}" if full else None,
        unit=unit_of(report),
        unit_type=type_of(report),
        source=report.source,
        title=metadata.title or "（无标题）",
        kind=words.REPORT_KINDS[metadata.report_kind],
        date=metadata.date or "日期不明",
        verdict=words.verdict(assessment.verdict),
        tone=assessment.verdict.value if assessment.verdict else "unjudged",
        confidence=sure,
        substance="" if assessment.substance is None else f"{assessment.substance:.0f}",
        stage=words.STAGES[assessment.stage],
        needs_review=assessment.needs_review,
        reasons=tuple(_reason(text, report, number, on_page=full) for text in assessment.reasons),
        findings=tuple(
            FindingView(
                word=words.FINDINGS[finding.code],
                score=words.share(finding.score),
                message=finding.message,
                quotes=tuple(
                    _quote(report.sentences[place], number, on_page=full)
                    for place in finding.evidence
                    if place in known
                ),
            )
            for finding in assessment.findings
        ),
        finding_words=tuple(words.FINDINGS[code] for code in finding_codes(report)),
        review_reasons=review_reasons(report),
        evidence=tuple(_quote(report.sentences[place], number, on_page=full) for place in evidence(report)),
        checks=tuple(check.message for check in report.checks),
        warnings=tuple(warning.message for warning in report.warnings),
        blocks=blocks(report, number) if full else (),
        own=None if share is None else _own_view(share, report, number, on_page=full),
    )


def _overlap_rows(pair: Overlap) -> dict[str, Any]:
    shown = [
        (
            words.place(passage.sentence) if passage.sentence else "",
            passage.sentence.text if passage.sentence else "",
            words.place(passage.other) if passage.other else "",
            passage.other.text if passage.other else "（对方原文不在本轮结果中）",
            words.share(passage.similarity),
        )
        for passage in pair.passages[:_PASSAGES_SHOWN]
    ]
    return {"pair": pair, "rows": shown, "rest": len(pair.passages) - len(shown)}


def _substance(round_: Round) -> tuple[Bar, ...]:
    values = [
        report.assessment.substance
        for report in round_.reports
        if is_judged(report) and report.assessment and report.assessment.substance is not None
    ]
    return bars([(label, sum(low <= value < high for value in values)) for low, high, label in _SUBSTANCE_BANDS])


def _context(round_: Round) -> dict[str, Any]:
    counts: Overview = overview(round_)
    queue = {report.source: place for place, report in enumerate(review_queue(round_))}
    readable = [report for report in round_.reports if report.metadata and report.assessment]
    own = {share.source: share for share in round_.own_features}
    everything = len(readable) <= _FULL_TEXTS
    views = [
        _view(report, number, own.get(report.source), full=everything or report.source in queue)
        for number, report in enumerate(readable, 1)
    ]
    of_source = {report.source: view for report, view in zip(readable, views, strict=True)}
    numbers = {report.source: number for number, report in enumerate(readable, 1) if of_source[report.source].anchor}
    stage_bars = bars(
        [
            (words.STAGES[stage] + ("（本轮应到）" if stage is round_.expected_stage else ""), count)
            for stage, count in counts.stages
        ]
    )
    return {
        "round": round_,
        "counts": counts,
        "totals": total_views(round_, counts.headline, numbers),
        "other_times": other_times(round_),
        "reports": views,
        "everything": everything,
        "review": [of_source[source] for source in queue],
        "views": of_source,
        "stage_bars": stage_bars,
        "substance_bars": _substance(round_),
        "kinds": kind_counts(round_),
        "finding_heads": [words.FINDINGS[code] for code in FindingCode],
        "practices": sorted(round_.practices, key=lambda spread: (-len(set(spread.holders)), spread.name)),
        "overlaps": [_overlap_rows(pair) for pair in overlaps(round_)],
        "absent": [s for s in round_.submissions if s.status == "missing"],
        "late": [s for s in round_.submissions if s.status == "late"],
        "unclear": [s for s in round_.submissions if s.status in ("undated", "unknown_unit")],
        "asked": [s for s in round_.submissions if s.questions and s.status in ("on_time", "late")],
        "assessed": assessment_views(round_, numbers),
        "histories": history_views(round_, numbers),
        "unread": [report for report in round_.reports if report.error],
        "warned": [view for view in views if view.warnings],
        "roles": [(role.value, word) for role, word in words.ROLES.items() if role is not Role.BACKGROUND],
        "words": words,
        "flagged": Verdict.FORMALISTIC.value,
    }


def render(round_: Round) -> str:
    """The page's HTML; the same for the same round."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    def safe_text(value: Any) -> Any:
        return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=safe_text,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("report.html").render(_context(round_))


def write(round_: Round, path: Path) -> Path:
    """Write the page to ``path``."""
    return write_bytes(path, render(round_).encode("utf-8"))
