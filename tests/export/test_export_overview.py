"""The counts that all outputs share: what is added up, what is not, and in which order a person looks."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Any

import pytest

from analyzer.export import words
from analyzer.export.overlaps import overlaps
from analyzer.export.overview import overview, review_queue, review_reasons, round_totals, type_totals
from analyzer.export.page_text import blocks
from analyzer.types import (
    Accrual,
    Analysis,
    Assessment,
    CopiedPassage,
    Copy,
    FigureKind,
    FindingCode,
    Indicator,
    IndicatorPlace,
    Metadata,
    Practice,
    Qualifier,
    ReportKind,
    Role,
    Round,
    Sentence,
    SentenceRole,
    Stage,
    Total,
    Verdict,
    Whose,
)


def report(unit: str, *texts: str, kind: ReportKind = ReportKind.SUMMARY, **judgement: Any) -> Analysis:
    """A small report of ``unit``; ``judgement`` changes its assessment."""
    sentences = tuple(
        Sentence(id=i, text=t, block=i, page=None, start=0, end=len(t)) for i, t in enumerate(texts or ("走访三户。",))
    )
    assessment = Assessment(
        verdict=Verdict.SUBSTANTIVE,
        substance=80.0,
        confidence=0.9,
        needs_review=False,
        reasons=(),
        stage=Stage.DELIVERED,
        findings=(),
        roles=tuple(SentenceRole(sentence=s.id, role=Role.CONTACT, confidence=0.9) for s in sentences),
    )
    return Analysis(
        source=f"{unit}.docx",
        sha256="0",
        status="ok",
        metadata=Metadata(
            title=None, unit=unit, unit_type="乡镇街道", campaign=None, date="2012-06-01", report_kind=kind
        ),
        assessment=replace(assessment, **judgement),
        sentences=sentences,
    )


def figure(name: str, text: str = "三户", **changes: Any) -> Indicator:
    base = Indicator(
        text=text, value=3, value_high=None, unit="户", indicator=name, canonical="走访户数", qualifier=Qualifier.EXACT,
        kind=FigureKind.INPUT, holder="甲镇", planned=False, sentence=0, start=2, end=2 + len(text),
    )  # fmt: skip
    return replace(base, **changes)


def total(holder: str, value: float, *, unit: str = "户", canonical: str = "走访户数", planned: bool = False) -> Total:
    return Total(
        holder=holder, holder_type=None, canonical=canonical, unit=unit, kind=FigureKind.INPUT, planned=planned, value=value,
        places=(IndicatorPlace(source=f"{holder}.docx", indicator=0),),
    )  # fmt: skip


def round_of(*reports: Analysis, totals: tuple[Total, ...] = ()) -> Round:
    return Round(
        name="一轮", campaign=None, period=None, due=None, reports=reports, totals=totals, submissions=(), practices=()
    )


def with_figures(name: str, *figures: Indicator) -> Analysis:
    return replace(report(name), indicators=figures)


@pytest.mark.parametrize(
    ("extra", "why"),
    [
        (total("河东村", 86), "a village's figure is mostly inside its town's"),
        (total("全市", 86_400), "a circular's whole holds everybody's"),
        (total("甲镇", 30, planned=True), "a plan is not done"),
        (total("甲镇", 98, unit="%"), "rates cannot be added"),
        (replace(total("甲镇", 900), period="2011-01/2011-12"), "last year's is not this round's"),
        (total("甲镇", 30, canonical="人均走访户数"), "averages cannot be added"),
    ],
)
def test_figures_that_must_not_be_added_up_stay_out(extra: Total, why: str) -> None:
    reports = (with_figures("甲镇", figure("走访农户")), with_figures("乙镇", figure("走访农户")))
    found = round_totals(round_of(*reports, totals=(total("甲镇", 260), total("乙镇", 140.5), extra)))
    assert [(t.canonical, t.unit, t.value, t.holders) for t in found] == [("走访户数", "户", 400.5, 2)], why


def test_a_per_head_figure_is_no_total_even_under_a_summable_indicator() -> None:
    reports = (with_figures("甲镇", figure("走访农户")), with_figures("乙镇", figure("人均走访农户")))
    found = round_totals(round_of(*reports, totals=(total("甲镇", 260), total("乙镇", 32))))
    assert [(t.value, t.holders) for t in found] == [(260, 1)]


def test_circulars_and_schemes_are_not_judged() -> None:
    counts = overview(
        round_of(report("甲镇"), report("市委办", kind=ReportKind.CIRCULAR, verdict=None, substance=None))
    )
    assert (counts.files, counts.judged, counts.substantive) == (2, 1, 1)
    assert sum(count for _, count in counts.stages) == 1


def test_the_queue_goes_from_sure_flags_to_uncertain_ones() -> None:
    flag: dict[str, Any] = {"verdict": Verdict.FORMALISTIC, "substance": 20.0}
    queue = review_queue(
        round_of(
            report("务实且有把握"),
            report("务实没把握", needs_review=True, confidence=0.6),
            report("空洞没把握", **flag, needs_review=True, confidence=0.62),
            report("空洞较有把握", **flag, confidence=0.8),
            report("空洞很有把握", **flag, confidence=0.97),
        )
    )
    assert [r.metadata.unit for r in queue if r.metadata] == [
        "空洞很有把握",
        "空洞较有把握",
        "空洞没把握",
        "务实没把握",
    ]


@pytest.mark.parametrize(
    ("judgement", "word"),
    [
        ({"verdict": Verdict.FORMALISTIC, "substance": 20.0}, "人工核实"),
        ({"confidence": 0.6, "needs_review": True}, "把握不足"),
        ({"substance": 52.0, "needs_review": True}, "交界处"),
        ({"needs_review": True}, "通读原文"),
    ],
)
def test_a_person_is_told_why_to_look(judgement: dict[str, Any], word: str) -> None:
    assert word in "".join(review_reasons(report("甲镇", **judgement)))


def test_a_sound_report_needs_no_reason() -> None:
    assert review_reasons(report("甲镇")) == ()


def test_a_pair_of_reports_is_told_once_with_both_shares_and_all_passages() -> None:
    def copy(source: str, share: float, *passages: tuple[int, int]) -> Copy:
        return Copy(
            source=source,
            kind="report",
            share=share,
            passages=tuple(CopiedPassage(sentence=a, other_sentence=b, similarity=0.9) for a, b in passages),
        )

    first = replace(report("甲镇", "甲一。", "甲二。"), copies=(copy("乙镇.docx", 0.4, (0, 1)),))
    later = replace(copy("甲镇.docx", 0.6, (1, 0), (0, 1)), first="other")
    second = replace(report("乙镇", "乙一。", "乙二。"), copies=(later,))
    (pair,) = overlaps(round_of(second, first))
    assert (pair.source, pair.share, pair.other_source, pair.other_share) == ("乙镇.docx", 0.6, "甲镇.docx", 0.4)
    assert pair.first == "other"
    told = [(p.sentence.text, p.other.text) for p in pair.passages if p.sentence and p.other]
    assert told == [("乙一。", "甲二。"), ("乙二。", "甲一。")]


def test_a_copy_from_a_text_outside_the_round_keeps_its_own_sentence() -> None:
    copy = Copy(
        source="意见.docx", kind="reference", share=0.3,
        passages=(CopiedPassage(sentence=0, other_sentence=7, similarity=0.9),),
    )  # fmt: skip
    (pair,) = overlaps(round_of(replace(report("甲镇", "照抄的一句。"), copies=(copy,))))
    assert pair.other_share is None
    assert pair.passages[0].sentence
    assert pair.passages[0].other is None


def test_marks_that_overlap_lose_no_text() -> None:
    text = "推行“六必谈”制度，走访260户。"
    spans = (
        Practice(name="六必谈", holder=None, kind="制度", gloss=None, sentence=0, start=3, end=6),
        Practice(name="“六必谈”制度", holder=None, kind="制度", gloss=None, sentence=0, start=2, end=9),
    )
    marked = replace(report("甲镇", text), practices=spans, indicators=(figure("走访", "260户", start=12, end=16),))
    ((view,),) = [block.sentences for block in blocks(marked, 1)]
    ((*pieces,),) = view.cells
    assert "".join(piece.text for piece in pieces) == text
    assert [(p.kind, p.text) for p in pieces if p.kind != "text"] == [("practice", "“六必谈”制度"), ("figure", "260户")]


@pytest.mark.parametrize(
    ("value", "unit", "high", "told"),
    [
        (260, "户", None, "260户"),
        (6_711_200, "元", None, "671.12万元"),
        (9_999, "元", None, "9,999元"),
        (2, "个", 3, "2–3个"),
        (5_000, "元", 20_000, "0.5–2万元"),
        (12.50, "公里", None, "12.5公里"),
        (-0.3, "%", None, "-0.3%"),
    ],
)
def test_amounts_are_told_as_people_write_them(value: float, unit: str, high: float | None, told: str) -> None:
    assert words.amount(value, unit, high=high) == told


def test_the_unit_types_add_up_to_the_round() -> None:
    units = {"甲镇": "乡镇街道", "乙镇": "乡镇街道", "市水利局": "部门"}
    totals = tuple(replace(total(unit, 100 + at), holder_type=kind) for at, (unit, kind) in enumerate(units.items()))
    round_ = round_of(*(with_figures(unit, figure("走访农户")) for unit in units), totals=totals)
    (whole,) = round_totals(round_)
    assert [(t.unit_type, t.value, t.holders) for t in type_totals(round_)] == [("乡镇街道", 201, 2), ("部门", 102, 1)]
    assert (whole.unit_type, whole.value, whole.holders) == (None, 303, 3)


@pytest.mark.parametrize(
    ("iso", "told"),
    [
        (None, ""), ("../2012-06-15", "截至2012年6月15日"), ("2012-03/2012-06", "2012年3月至6月"), ("2012-05/2012-05", "2012年5月"),
        ("2011-01/2011-12", "2011年"), ("2011-10/2012-03", "2011年10月至2012年3月"), ("2019-01/2020-12", "2019年至2020年"),
        ("2012-01/2012-06-20", "2012年1月至6月20日"),
    ],
)  # fmt: skip
def test_periods_are_told_as_people_write_them(iso: str | None, told: str) -> None:
    assert words.period(iso) == told


@pytest.mark.parametrize(
    ("iso", "told"), [("2012-06-25", "2012年6月25日"), ("2012-06", "2012年6月"), ("六月底", "六月底"), ("2012", "2012")]
)
def test_dates_are_told_as_people_write_them(iso: str, told: str) -> None:
    assert words.chinese_date(iso) == told


def test_every_code_has_a_chinese_word() -> None:
    tables: list[tuple[type[StrEnum], dict[Any, str]]] = [
        (Verdict, words.VERDICTS), (Stage, words.STAGES), (FindingCode, words.FINDINGS), (Role, words.ROLES),
        (ReportKind, words.REPORT_KINDS), (FigureKind, words.FIGURE_KINDS), (Qualifier, words.QUALIFIERS),
    ]  # fmt: skip
    from analyzer.inspection.doubts import REASONS

    tables += [(Accrual, words.ACCRUALS), (Whose, words.WHOSES)]
    assert set(words.DOUBTS) == set(REASONS)
    for codes, table in tables:
        assert set(codes) == set(table)
        assert len(set(table.values())) == len(table)
