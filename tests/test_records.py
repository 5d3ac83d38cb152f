"""An analysis and its record: nothing is lost on the way there and back, and the keys keep the contract's order."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.errors import ERRORS, WARNINGS, notice
from analyzer.records import from_record, to_json, to_record
from analyzer.types import (
    Accrual,
    Analysis,
    Assessment,
    Check,
    CopiedPassage,
    Copy,
    FigureKind,
    Finding,
    FindingCode,
    Indicator,
    Metadata,
    Notice,
    Practice,
    Qualifier,
    ReportKind,
    Role,
    Sentence,
    SentenceRole,
    Stage,
    UnitMention,
    Verdict,
    Whose,
)

#: The contract's keys in the contract's order (docs/architecture.md).
HEAD_KEYS = ["source", "sha256", "status", "error", "warnings"]
KEYS = [
    *HEAD_KEYS, "title", "unit", "unit_type", "campaign", "date", "report_kind", "verdict", "substance", "confidence",
    "needs_review", "reasons", "stage", "findings", "sentences", "indicators", "practices", "units", "copies", "checks",
]  # fmt: skip
PART_KEYS = {
    "findings": ["code", "score", "evidence", "message"],
    "sentences": ["id", "text", "role", "confidence", "block", "page", "start", "end"],
    "indicators": ["text", "value", "value_high", "unit", "indicator", "canonical", "qualifier", "kind", "holder", "planned", "sentence", "start", "end", "period", "accrual", "whose"],
    "practices": ["name", "holder", "kind", "gloss", "sentence", "start", "end"],
    "units": ["text", "name", "type", "sentence", "start", "end"],
    "copies": ["source", "kind", "share", "passages", "first"],
    "checks": ["code", "message", "indicators"],
}  # fmt: skip

texts = st.text(st.characters(codec="utf-8"), max_size=6)
names = st.none() | texts
places = st.integers(0, 10**6)
shares = st.floats(0, 1)
numbers = st.integers(0, 10**15) | st.floats(0, 10**12, allow_nan=False)
notices = st.builds(Notice, code=st.sampled_from(sorted(WARNINGS)), message=texts)


def _some(strategy: st.SearchStrategy[Any], size: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=size).map(tuple)


indicators = st.builds(
    Indicator, text=texts, value=numbers, value_high=st.none() | numbers, unit=texts, indicator=texts, canonical=names,
    qualifier=st.sampled_from(Qualifier), kind=st.sampled_from(FigureKind), holder=names, planned=st.booleans(),
    sentence=places, start=places, end=places, period=names, accrual=st.none() | st.sampled_from(Accrual),
    whose=st.sampled_from(Whose),
)  # fmt: skip
practices = st.builds(
    Practice, name=texts, holder=names, kind=texts, gloss=names, sentence=places, start=places, end=places
)
units = st.builds(UnitMention, text=texts, name=texts, type=texts, sentence=places, start=places, end=places)
passages = st.builds(CopiedPassage, sentence=places, other_sentence=places, similarity=shares)
copies = st.builds(
    Copy,
    source=texts,
    kind=st.sampled_from(["report", "reference", "self_earlier"]),
    share=shares,
    passages=_some(passages),
)
checks = st.builds(Check, code=texts, message=texts, indicators=_some(places))
findings = st.builds(Finding, code=st.sampled_from(FindingCode), score=shares, evidence=_some(places), message=texts)
metadata = st.builds(
    Metadata,
    title=names,
    unit=names,
    unit_type=names,
    campaign=names,
    date=names,
    report_kind=st.sampled_from(ReportKind),
)
assessments = st.builds(
    Assessment, verdict=st.none() | st.sampled_from(Verdict), substance=st.none() | st.floats(0, 100),
    confidence=st.none() | shares, needs_review=st.booleans(), reasons=_some(texts), stage=st.sampled_from(Stage),
    findings=_some(findings, 2), roles=st.just(()),
)  # fmt: skip


@st.composite
def analyses(draw: st.DrawFn) -> Analysis:
    count = draw(st.integers(0, 3))
    sentences = tuple(
        Sentence(id=at, text=draw(texts), block=draw(places), page=draw(st.none() | places), start=draw(places), end=draw(places))
        for at in range(count)
    )  # fmt: skip
    roles = tuple(
        SentenceRole(sentence=at, role=draw(st.sampled_from(Role)), confidence=draw(shares)) for at in range(count)
    )
    return Analysis(
        source=draw(texts),
        sha256=draw(names),
        status="ok",
        warnings=draw(_some(notices, 2)),
        metadata=draw(metadata),
        assessment=replace(draw(assessments), roles=roles),
        sentences=sentences,
        indicators=draw(_some(indicators, 2)),
        practices=draw(_some(practices, 2)),
        units=draw(_some(units, 2)),
        copies=draw(_some(copies, 2)),
        checks=draw(_some(checks, 2)),
    )


refusals = st.builds(
    Analysis, source=texts, sha256=names, status=st.just("error"), error=st.sampled_from(sorted(ERRORS)).map(notice),
    warnings=_some(notices, 2),
)  # fmt: skip
law = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)


@law
@given(st.one_of(analyses(), refusals))
def test_nothing_is_lost_there_and_back(analysis: Analysis) -> None:
    record = to_record(analysis)
    assert from_record(record) == analysis
    assert to_record(from_record(record)) == record


@law
@given(st.one_of(analyses(), refusals))
def test_nothing_is_lost_in_a_line_of_the_results_file(analysis: Analysis) -> None:
    line = to_json(analysis)
    assert "\n" not in line
    assert "\r" not in line
    assert from_record(json.loads(line)) == analysis
    assert to_json(from_record(json.loads(line))) == line


def test_a_line_of_an_earlier_version_is_read() -> None:
    """``earlier:`` of round.yaml may name results that knew no period."""
    figure = Indicator(
        text="1户", value=1, value_high=None, unit="户", indicator="走访", canonical=None, qualifier=Qualifier.EXACT,
        kind=FigureKind.INPUT, holder=None, planned=False, sentence=0, start=0, end=2,
    )  # fmt: skip
    analysis = Analysis(
        source="x", sha256=None, status="ok", indicators=(figure,),
        metadata=Metadata(title=None, unit=None, unit_type=None, campaign=None, date=None, report_kind=ReportKind.OTHER),
        assessment=Assessment(verdict=None, substance=None, confidence=None, needs_review=False, reasons=(), stage=Stage.SOLVING, findings=(), roles=()),
    )  # fmt: skip
    record = to_record(analysis)
    for key in ("period", "accrual", "whose"):
        del record["indicators"][0][key]
    assert from_record(record) == analysis


@law
@given(analyses())
def test_keys_stand_in_the_contracts_order(analysis: Analysis) -> None:
    record = json.loads(to_json(analysis))
    assert list(record) == KEYS
    for part, keys in PART_KEYS.items():
        assert all(list(item) == keys for item in record[part]), part


@given(refusals)
def test_the_record_of_a_refused_file_ends_at_warnings(analysis: Analysis) -> None:
    record = json.loads(to_json(analysis))
    assert list(record) == HEAD_KEYS
    assert list(record["error"]) == ["code", "message"]


def test_chinese_stays_readable_and_codes_are_plain_strings() -> None:
    analysis = Analysis(
        source="沙桥镇.docx",
        sha256="0" * 64,
        status="ok",
        metadata=Metadata(title="总结", unit="沙桥镇", unit_type="乡镇街道", campaign=None, date=None, report_kind=ReportKind.SUMMARY),
        assessment=Assessment(
            verdict=Verdict.FORMALISTIC, substance=20.0, confidence=0.9, needs_review=False, reasons=(),
            stage=Stage.CONTACTING, findings=(), roles=(),
        ),
    )  # fmt: skip
    line = to_json(analysis)
    assert '"unit":"沙桥镇"' in line
    assert '"verdict":"formalistic"' in line
    assert '"stage":"contacting"' in line
    assert '"report_kind":"summary"' in line


def test_a_number_that_json_cannot_hold_is_an_error() -> None:
    indicator = Indicator(
        text="1户", value=float("nan"), value_high=None, unit="户", indicator="走访", canonical=None, qualifier=Qualifier.EXACT,
        kind=FigureKind.INPUT, holder=None, planned=False, sentence=0, start=0, end=2,
    )  # fmt: skip
    analysis = Analysis(
        source="x", sha256=None, status="ok", indicators=(indicator,),
        metadata=Metadata(title=None, unit=None, unit_type=None, campaign=None, date=None, report_kind=ReportKind.OTHER),
        assessment=Assessment(verdict=None, substance=None, confidence=None, needs_review=False, reasons=(), stage=Stage.SOLVING, findings=(), roles=()),
    )  # fmt: skip
    with pytest.raises(ValueError, match="JSON compliant"):
        to_json(analysis)


@pytest.mark.parametrize(("key", "value"), [("stage", "done"), ("verdict", "good"), ("report_kind", "letter")])
def test_a_record_outside_the_closed_lists_is_refused(key: str, value: str) -> None:
    analysis = Analysis(
        source="x", sha256=None, status="ok",
        metadata=Metadata(title=None, unit=None, unit_type=None, campaign=None, date=None, report_kind=ReportKind.OTHER),
        assessment=Assessment(verdict=None, substance=None, confidence=None, needs_review=False, reasons=(), stage=Stage.SOLVING, findings=(), roles=()),
    )  # fmt: skip
    with pytest.raises(ValueError, match=value):
        from_record({**to_record(analysis), key: value})
