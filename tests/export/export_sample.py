"""A realistic round for the export tests: the annotated reports of the corpus and a handful of hostile files.

In: ``corpus/annotated/round``. Out: a ``Round`` as the inspection room hands it over. The judgements are taken from the labels, the
round's own parts (totals, copies, checks, submissions) are made up by the simplest rules that look real.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from analyzer.errors import notice
from analyzer.types import (
    Analysis,
    AssessedItem,
    Assessment,
    AssessmentTable,
    Check,
    CopiedPassage,
    Copy,
    FigureChange,
    FigureKind,
    Finding,
    FindingCode,
    Indicator,
    IndicatorPlace,
    Metadata,
    OwnShare,
    Practice,
    PracticeSpread,
    Qualifier,
    ReportKind,
    Role,
    Round,
    Sentence,
    SentenceRole,
    Stage,
    Submission,
    Total,
    UnitAssessment,
    UnitHistory,
    UnitMention,
    Verdict,
)

CORPUS = Path(__file__).parents[2] / "corpus"
HOSTILE_UNIT = "=1+1<script>alert('x')</script>\x07镇"
HOSTILE_TEXT = '=HYPERLINK("http://example.invalid","点我")<img src=x onerror=alert(1)>\x00\x0b\ud800走访3户。'
MESSAGES = {
    FindingCode.PROGRESS_LAG: "报告自述仍处在建组织、定方案、作动员阶段，没有写到已经解决的问题。",
    FindingCode.CONTACT_ONLY: "写到了走访、慰问、座谈，没有写到由此解决了什么问题。",
    FindingCode.VAGUE_MEASURES: "措施和成效只有笼统说法，没有地点、对象、数量或时间可供核查。",
    FindingCode.NO_OWN_FEATURES: "没有本单位自己的做法，换上别的单位名称也能照用。",
}
SHOWN_BY = {
    FindingCode.PROGRESS_LAG: (Role.ORGANISATION, Role.PUBLICITY, Role.PLAN),
    FindingCode.CONTACT_ONLY: (Role.CONTACT,),
    FindingCode.VAGUE_MEASURES: (Role.SLOGAN, Role.MEASURE),
    FindingCode.NO_OWN_FEATURES: (Role.SLOGAN, Role.ORGANISATION),
}


def _annotated() -> ModuleType:
    name = "corpus_annotated"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, CORPUS / "tools" / "annotated.py")
        assert spec
        assert spec.loader
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


def _number(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value


def from_corpus(path: Path) -> Analysis:
    """One annotated report as the ``Analysis`` a perfect analyzer would make of it."""
    report = _annotated().parse(path)
    head: dict[str, Any] = report.head
    sentences: list[Sentence] = []
    roles: list[SentenceRole] = []
    indicators: list[Indicator] = []
    practices: list[Practice] = []
    is_pdf = head.get("format") == "pdf"
    for block, paragraph in enumerate(_blocks(report.paragraphs)):
        offset = 0
        for labelled in paragraph:
            number = len(sentences)
            page = 1 + block // 12 if is_pdf else None
            sentences.append(
                Sentence(
                    id=number, text=labelled.text, block=block, page=page, start=offset, end=offset + len(labelled.text)
                )
            )
            offset += len(labelled.text)
            roles.append(SentenceRole(sentence=number, role=Role(labelled.role), confidence=0.84))
            indicators += [
                Indicator(
                    text=f.text,
                    value=_number(f.value),
                    value_high=None if f.value_high is None else _number(f.value_high),
                    unit=f.unit,
                    indicator=f.indicator,
                    canonical=f.indicator if len(f.indicator) <= 6 else None,
                    qualifier=Qualifier(f.qualifier),
                    kind=FigureKind(f.kind),
                    holder=f.holder or head["unit"],
                    planned=f.planned,
                    sentence=number,
                    start=f.start,
                    end=f.end,
                )
                for f in labelled.figures
            ]
            practices += [
                Practice(
                    name=p.name,
                    holder=p.holder or head["unit"],
                    kind=p.kind,
                    gloss=p.gloss,
                    sentence=number,
                    start=p.start,
                    end=p.end,
                )
                for p in labelled.practices
            ]
    findings = tuple(
        Finding(
            code=FindingCode(code),
            score=0.9 - 0.1 * place,
            evidence=tuple(r.sentence for r in roles if r.role in SHOWN_BY[FindingCode(code)])[:5],
            message=MESSAGES[FindingCode(code)],
        )
        for place, code in enumerate(head["findings"])
    )
    verdict = Verdict(head["verdict"]) if head.get("verdict") else None
    substance = head.get("substance")
    confidence = None if substance is None else round(min(0.98, 0.55 + abs(substance - 50) / 80), 3)
    extension = head.get("format") or "docx"
    return Analysis(
        source=f"{head['unit']}/{head.get('filename') or head['id']}.{extension}",
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        status="ok",
        warnings=(notice("tracked_changes"),) if "4" in path.stem[:5] else (),
        metadata=Metadata(
            title=sentences[0].text if sentences else None,
            unit=head["unit"],
            unit_type=head["unit_type"],
            campaign=head.get("campaign"),
            date=head.get("date"),
            report_kind=ReportKind(head["report_kind"]),
        ),
        assessment=Assessment(
            verdict=verdict,
            substance=None if substance is None else float(substance),
            confidence=confidence,
            needs_review=confidence is not None and confidence < 0.75,
            reasons=_reasons(verdict, roles),
            stage=Stage(head["stage"]),
            findings=findings,
            roles=tuple(roles),
        ),
        sentences=tuple(sentences),
        indicators=tuple(indicators),
        practices=tuple(practices),
        units=tuple(
            UnitMention(
                text=head["unit"],
                name=head["unit"],
                type=head["unit_type"],
                sentence=sentence.id,
                start=sentence.text.index(head["unit"]),
                end=sentence.text.index(head["unit"]) + len(head["unit"]),
            )
            for sentence in sentences
            if head["unit"] in sentence.text
        ),
    )


def _blocks(paragraphs: Sequence[Any]) -> list[list[Any]]:
    blocks: list[list[Any]] = []
    for paragraph in paragraphs:
        blocks += [[row] for row in paragraph.sentences] if paragraph.kind == "table" else [paragraph.sentences]
    return blocks


def _reasons(verdict: Verdict | None, roles: Sequence[SentenceRole]) -> tuple[str, ...]:
    counts = {role: sum(r.role is role for r in roles) for role in Role}
    done = counts[Role.RESULT] + counts[Role.MEASURE]
    if verdict is Verdict.FORMALISTIC:
        return (
            f"全文 {len(roles)} 句中，走访、组织、宣传和口号共 {sum(counts[r] for r in (Role.CONTACT, Role.ORGANISATION, Role.PUBLICITY, Role.SLOGAN))} 句，成效 {counts[Role.RESULT]} 句。",
            "没有一件事写清了问题、办法和结果。",
        )
    if verdict is Verdict.SUBSTANTIVE:
        return (f"有 {done} 句写到具体措施或可核查的成效。", "至少一件事从问题写到了结果。")
    return ()


def refused(source: str, code: str) -> Analysis:
    return Analysis(source=source, sha256="0" * 64, status="error", error=notice(code))


def hostile_report() -> Analysis:
    """A report whose every text tries to break out of its cell, tag or cell reference."""
    tail = HOSTILE_TEXT.index("3户")
    figure = Indicator(
        text="3户", value=3, value_high=None, unit="户", indicator="@SUM(A1)", canonical="走访农户", qualifier=Qualifier.EXACT,
        kind=FigureKind.INPUT, holder=HOSTILE_UNIT, planned=False, sentence=0, start=tail, end=tail + 2,
    )  # fmt: skip
    long_text = "很长的句子，" * 7000 + "。"
    return Analysis(
        source="../=cmd|' /C calc'!A0\udcff.docx",
        sha256="f" * 64,
        status="ok",
        warnings=(notice("odd_name"), notice("ocr")),
        metadata=Metadata(title="+标题", unit=HOSTILE_UNIT, unit_type="-类型", campaign="@活动", date="2012-06", report_kind=ReportKind.SUMMARY),
        assessment=Assessment(
            verdict=Verdict.FORMALISTIC, substance=45.0, confidence=0.5, needs_review=True, reasons=("=2+2", "</p><script>alert(2)</script>"),
            stage=Stage.CONTACTING,
            findings=(Finding(code=FindingCode.CONTACT_ONLY, score=0.8, evidence=(0, 1), message="-1+1"),),
            roles=(SentenceRole(sentence=0, role=Role.CONTACT, confidence=0.5), SentenceRole(sentence=1, role=Role.SLOGAN, confidence=0.5)),
        ),
        sentences=(
            Sentence(id=0, text=HOSTILE_TEXT, block=0, page=None, start=0, end=len(HOSTILE_TEXT)),
            Sentence(id=1, text=long_text, block=1, page=None, start=0, end=len(long_text)),
        ),
        indicators=(figure,),
        practices=(Practice(name="走访", holder=HOSTILE_UNIT, kind="活动", gloss="=3+3", sentence=0, start=tail - 2, end=tail),),
        checks=(Check(code="told_differently", message="=走访3户与走访4户不一致。", indicators=(0,)),),
    )  # fmt: skip


def totals_of(reports: Sequence[Analysis]) -> tuple[Total, ...]:
    groups: dict[tuple[str, str, str, bool], list[tuple[IndicatorPlace, Indicator]]] = {}
    for report in reports:
        if report.metadata and report.metadata.report_kind not in (ReportKind.CIRCULAR, ReportKind.SCHEME):
            for index, figure in enumerate(report.indicators):
                key = (figure.holder or "", figure.canonical or figure.indicator, figure.unit, figure.planned)
                groups.setdefault(key, []).append((IndicatorPlace(source=report.source, indicator=index), figure))
    return tuple(
        Total(
            holder=holder,
            holder_type="乡镇街道" if holder.endswith(("镇", "乡", "街道")) else None,
            canonical=canonical,
            unit=unit,
            kind=found[0][1].kind,
            planned=planned,
            value=_number(round(sum(figure.value for _, figure in found[:2]), 6)),
            places=tuple(place for place, _ in found[:2]),
            doubtful=tuple(place for place, _ in found[2:]),
        )
        for (holder, canonical, unit, planned), found in sorted(groups.items())
    )


def practices_of(reports: Sequence[Analysis]) -> tuple[PracticeSpread, ...]:
    groups: dict[tuple[str, str], list[tuple[str, Practice]]] = {}
    for report in reports:
        for practice in report.practices:
            groups.setdefault((practice.name, practice.kind), []).append((report.source, practice))
    return tuple(
        PracticeSpread(
            name=name,
            kind=kind,
            variants=(name,),
            holders=tuple(dict.fromkeys(p.holder or "" for _, p in found)),
            sources=tuple(dict.fromkeys(source for source, _ in found)),
            gloss=next((p.gloss for _, p in found if p.gloss), None),
        )
        for (name, kind), found in sorted(groups.items())
    )


def _with_copies(reports: list[Analysis]) -> list[Analysis]:
    """The two near-copies of the corpus, found by equal sentences, and one report that repeats the superior."""
    pair = [r for r in reports if r.source.startswith(("李渡镇/", "顾塘镇/")) and "总结" in r.source][:2]
    assert len(pair) == 2
    done = {}
    for report, other in (pair, reversed(pair)):
        texts = {sentence.text: sentence.id for sentence in other.sentences}
        passages = tuple(
            CopiedPassage(sentence=s.id, other_sentence=texts[s.text], similarity=1.0)
            for s in report.sentences
            if s.text in texts and len(s.text) >= 12
        )
        total = sum(len(s.text) for s in report.sentences)
        share = round(sum(len(report.sentences[p.sentence].text) for p in passages) / total, 4)
        copies: tuple[Copy, ...] = (Copy(source=other.source, kind="report", share=share, passages=passages),)
        if report.source.startswith("李渡镇"):
            copies += (
                Copy(source="上级文件/实施意见.docx", kind="reference", share=0.21, passages=(CopiedPassage(sentence=9, other_sentence=3, similarity=0.93),)),
            )  # fmt: skip
        done[report.source] = replace(report, copies=copies)
    return [done.get(report.source, report) for report in reports]


def _with_checks(reports: list[Analysis]) -> list[Analysis]:
    target = next(r for r in reports if len(r.indicators) > 5 and r.assessment and r.assessment.verdict)
    first, second = target.indicators[0], target.indicators[1]
    check = Check(
        code="told_differently",
        message=f"“{first.text}”与“{second.text}”说的是同一件事，数值不同，请核对。",
        indicators=(0, 1),
    )
    assert target.assessment
    checked = replace(target, checks=(check,), assessment=replace(target.assessment, needs_review=True))
    return [checked if report is target else report for report in reports]


def submissions_of(reports: Sequence[Analysis]) -> tuple[Submission, ...]:
    by_unit: dict[str, list[Analysis]] = {}
    for report in reports:
        if report.metadata and report.metadata.report_kind not in (ReportKind.CIRCULAR, ReportKind.SCHEME):
            by_unit.setdefault(report.metadata.unit or "", []).append(report)
    found = []
    for place, (unit, sent) in enumerate(by_unit.items()):
        metadata = sent[0].metadata
        assert metadata
        if unit == HOSTILE_UNIT:
            found.append(
                Submission(
                    unit=unit,
                    type=None,
                    status="unknown_unit",
                    sources=(sent[0].source,),
                    message="名单中没有这个单位，请核对。",
                )
            )
            continue
        late = place % 9 == 4
        found.append(
            Submission(
                unit=unit, type=metadata.unit_type, status="late" if late else "on_time" if metadata.date else "undated",
                sources=tuple(r.source for r in sent), date=metadata.date, message="比截止日期晚 3 天。" if late else "",
            )
        )  # fmt: skip
    found += [
        Submission(unit=unit, type=kind, status="missing", message="没有收到报告。")
        for unit, kind in (("柳堡镇", "乡镇街道"), ("市档案局", "部门"))
    ]
    return tuple(found)


def own_features_of(reports: Sequence[Analysis]) -> tuple[OwnShare, ...]:
    """Made up: the measures are the unit's own, the visits prescribed."""

    def places(report: Analysis, role: Role) -> tuple[int, ...]:
        roles = report.assessment.roles if report.assessment else ()
        return tuple(each.sentence for each in roles if each.role is role)

    return tuple(
        OwnShare(
            source=report.source,
            own=0.4,
            prescribed=0.3,
            own_sentences=places(report, Role.MEASURE),
            common=places(report, Role.CONTACT),
            only_here=places(report, Role.MEASURE)[:3],
            practices=tuple(dict.fromkeys(practice.name for practice in report.practices)),
            message=f"约40%写的是{report.unit}自己的事。",
        )
        for report in reports
        if report.verdict
    )


@cache
def sample_round() -> Round:
    """About seventy reports: every kind and verdict, refused files, copies, checks, missing units, hostile text."""
    reports = [from_corpus(path) for path in sorted((CORPUS / "annotated" / "round").glob("*.txt"))]
    reports = _with_checks(_with_copies(reports))
    reports += [
        from_corpus(Path(__file__).with_name("own_report.txt")),
        hostile_report(),
        refused("市房管局/活动总结.doc", "legacy_doc"),
        refused("市民政局/扫描件.pdf", "no_text"),
        refused("坏文件/<b>damaged</b>.docx", "damaged_zip"),
        refused("超时.pdf", "timeout"),
    ]
    reports.sort(key=lambda report: report.source)
    round_ = Round(
        name="2012年“三解三促”活动第一轮督查",
        campaign="三解三促",
        period="2012年3月至6月",
        due="2012-06-25",
        reports=tuple(reports),
        totals=totals_of(reports),
        submissions=submissions_of(reports),
        practices=practices_of(reports),
        required_indicators=("走访农户", "召开座谈会", "办实事", "落实帮扶资金"),
        expected_stage=Stage.DELIVERED,
        own_features=own_features_of(reports),
    )
    return replace(round_, history=histories_of(round_), assessment=assessment_of(round_))


def histories_of(round_: Round) -> tuple[UnitHistory, ...]:
    """Every third unit is behind, every second one reported before; one of them tells less than it did then."""
    by_source = {report.source: report for report in round_.reports}
    found = []
    for place, submission in enumerate(s for s in round_.submissions if s.unit):
        report = by_source.get(submission.sources[0]) if submission.sources else None
        before = place % 2 == 0
        figure = next(iter(report.indicators), None) if report else None
        changes = (
            (
                FigureChange(
                    indicator=figure.indicator, unit=figure.unit, before=figure.value + 10, now=figure.value, change="fell",
                    place=IndicatorPlace(source=report.source, indicator=0), before_text=f"“{figure.value + 10}”", now_text=figure.text,
                ),
            )
            if report and figure and before
            else ()
        )  # fmt: skip
        found.append(
            UnitHistory(
                unit=submission.unit,
                type=submission.type,
                source=report.source if report else None,
                date=report.date if report else None,
                stage=report.stage if report else None,
                verdict=report.verdict if report else None,
                expected=round_.expected_stage,
                calendar=("behind", "on_time", "ahead")[place % 3] if report else None,  # type: ignore[arg-type]
                reported_before=before,
                earlier_source="上一轮/=1+1.docx" if before else None,
                earlier_date="2012-03-20" if before else None,
                earlier_stage=Stage.CONTACTING if before else None,
                earlier_verdict=Verdict.FORMALISTIC if before else None,
                progress="standstill" if before and report else None,
                figures=changes,
                message=f"{submission.unit}的进展，请核实。",
            )
        )
    return tuple(found)


def assessment_of(round_: Round) -> AssessmentTable:
    """Two items a unit: one from the report with its first two sentences, one from an evaluation that half of them have."""
    by_source = {report.source: report for report in round_.reports}
    rows = []
    for place, submission in enumerate(round_.submissions):
        report = by_source.get(submission.sources[0]) if submission.sources else None
        measure = None if report is None or report.substance is None else report.substance / 100
        public = 0.8 if place % 2 else None
        items = (
            AssessedItem(
                item="substance", weight=60.0, measure=measure, points=None if measure is None else round(60 * measure, 2),
                reason="多是通用的说法〔句0〕。" if report else "没有可以计入的报告，这一项空着。",
                source=report.source if report else None, sentences=(0, 1) if report else (),
            ),
            AssessedItem(
                item="public_evaluation", weight=40.0, measure=public, points=None if public is None else 32.0,
                reason="没有群众评议表，这一项空着。" if public is None else "群众评议表第 2 行：80 分。",
            ),
        )  # fmt: skip
        given = [item for item in items if item.points is not None]
        counted = sum(item.weight for item in given)
        points = sum(item.points or 0 for item in given) if given else None
        rows.append(
            UnitAssessment(
                unit=submission.unit,
                type=submission.type,
                source=report.source if report else None,
                items=items,
                points=points,
                counted=counted,
                total=round(100 * (points or 0) / counted, 1) if report and counted else None,
                questions=() if report else ("没有可以计入的报告，不出建议总分，怎样评由人决定。",),
            )
        )
    notes = ("群众评议表第 9 行：考评的单位里没有“=1+1镇”，这一行没有用，请核对单位名称。",)
    return AssessmentTable(weights=(("substance", 60.0), ("public_evaluation", 40.0)), rows=tuple(rows), notes=notes)


def empty_round() -> Round:
    return Round(name="", campaign=None, period=None, due=None, reports=(), totals=(), submissions=(), practices=())


def failed_round() -> Round:
    reports = (refused("a.pdf", "no_text"), refused("b.docx", "damaged_zip"))
    return replace(empty_round(), name="全部读取失败的一轮", reports=reports)
