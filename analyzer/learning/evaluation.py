"""Labelled reports and a model in, every figure of the design's list out, each beside plain methods.

Each report's text goes through the whole pipeline as a file would; only the reading of the file is left out. With
``cross`` each report is judged by models that never saw its unit or idea. Never changes a model file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from analyzer.extraction.figure_names import likeness
from analyzer.learning import baselines
from analyzer.learning.holders import one_of
from analyzer.learning.labels import LabelError, LabelledReport, read_labels
from analyzer.learning.measures import (
    accuracy,
    area_under_curve,
    calibration_error,
    class_f1,
    found_score,
    macro_f1,
    spearman,
)
from analyzer.pipeline import analyze_document
from analyzer.types import Analysis, FindingCode, Indicator, Role, Sentence, Stage, Verdict

Say = Callable[[str], None]
_STAGES: Final = list(Stage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of an evaluation: a measured value 0…1 (or points), and those of plain methods where there are any."""

    key: str
    label: str
    value: float
    baseline: float | None = None  # counts of the lexicon's words
    majority: float | None = None  # always the most frequent answer
    text: float | None = None  # TF-IDF and a linear model, from the same training reports


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    reports: int
    figures: tuple[Figure, ...]
    misjudged: tuple[str, ...]  # ids of reports whose verdict was wrong, one line each with both grades


def _key(sentence: Sentence, start: int, end: int) -> tuple[int, int, int]:
    """A span's place in the document, whatever the sentences it was cut into."""
    return sentence.block, sentence.start + start, sentence.start + end


@dataclass(slots=True)
class _Tally:
    hits: int = 0
    found: int = 0
    truths: int = 0

    @property
    def f1(self) -> float:
        return found_score(self.hits, self.found, self.truths).f1


def _meets(a: tuple[int, int, int], b: tuple[int, int, int]) -> bool:
    return a[0] == b[0] and a[1] < b[2] and b[1] < a[2]


def _match_figures(report: LabelledReport, analysis: Analysis) -> list[tuple[Indicator, Indicator]]:
    """Pairs (label, found) that overlap and agree in value and unit, each used once."""
    left = [(item, _key(report.sentences[item.sentence], item.start, item.end)) for item in report.indicators]
    pairs: list[tuple[Indicator, Indicator]] = []
    for item in analysis.indicators:
        place = _key(analysis.sentences[item.sentence], item.start, item.end)
        for at, (label, label_place) in enumerate(left):
            if label.value == item.value and label.unit == item.unit and _meets(place, label_place):
                pairs.append((label, item))
                del left[at]
                break
    return pairs


def _same_name(label: str, found: str) -> bool:
    """Whether two names say the same: one holds the other, or they share most of their characters."""
    if label in found or found in label:
        return True
    return likeness(label, found) >= 0.6


def _role_at(analysis: Analysis, sentence: Sentence) -> Role | None:
    """The role given to the sentence that overlaps a labelled one most."""
    best: tuple[int, Role | None] = (0, None)
    roles = analysis.assessment.roles if analysis.assessment else ()
    for item, role in zip(analysis.sentences, roles, strict=True):
        if item.block == sentence.block:
            overlap = min(item.end, sentence.end) - max(item.start, sentence.start)
            if overlap > best[0]:
                best = (overlap, role.role)
    return best[1]


def _role_figures(reports: Sequence[LabelledReport], analyses: Sequence[Analysis]) -> list[Figure]:
    truth: list[Role] = []
    guess: list[Role | None] = []
    plain: list[Role] = []
    for report, analysis in zip(reports, analyses, strict=True):
        for sentence, role in zip(report.sentences, report.roles, strict=True):
            truth.append(role)
            guess.append(_role_at(analysis, sentence))
            plain.append(baselines.keyword_role(sentence))
    figures = [
        Figure(
            key="role_accuracy", label="句子角色 准确率", value=accuracy(truth, guess), baseline=accuracy(truth, plain)
        ),
        Figure(
            key="role_macro_f1",
            label="句子角色 宏平均 F1",
            value=macro_f1(truth, guess),
            baseline=macro_f1(truth, plain),
        ),
    ]
    figures += [
        Figure(
            key=f"role_f1_{role}",
            label=f"　其中 {role}",
            value=class_f1(truth, guess, role).f1,
            baseline=class_f1(truth, plain, role).f1,
        )
        for role in Role
        if role in truth
    ]
    return figures


def _figure_figures(reports: Sequence[LabelledReport], analyses: Sequence[Analysis]) -> list[Figure]:
    spans, values, plain_values = _Tally(), _Tally(), _Tally()
    pairs: list[tuple[Indicator, Indicator]] = []
    for report, analysis in zip(reports, analyses, strict=True):
        matched = _match_figures(report, analysis)
        pairs += matched
        values.hits += len(matched)
        places = {_key(report.sentences[i.sentence], i.start, i.end) for i in report.indicators}
        found_places = {_key(analysis.sentences[i.sentence], i.start, i.end) for i in analysis.indicators}
        spans.hits += len(places & found_places)
        for tally in (spans, values):
            tally.found += len(analysis.indicators)
            tally.truths += len(report.indicators)
        for sentence in report.sentences:
            labels = [i for i in report.indicators if i.sentence == sentence.id]
            spans_found = baselines.keyword_figures(sentence)
            plain_values.found += len(spans_found)
            plain_values.truths += len(labels)
            plain_values.hits += sum(
                any(
                    label.value == s.value and label.unit == s.unit and s.start < label.end and label.start < s.end
                    for s in spans_found
                )
                for label in labels
            )
    count = max(len(pairs), 1)
    return [
        Figure(key="indicator_span_f1", label="指标 原文范围 F1", value=spans.f1),
        Figure(key="indicator_value_f1", label="指标 数值+单位 F1", value=values.f1, baseline=plain_values.f1),
        Figure(
            key="indicator_name",
            label="指标 名称 准确率",
            value=sum(_same_name(a.indicator, b.indicator) for a, b in pairs) / count,
        ),
        Figure(key="indicator_kind", label="指标 类别 准确率", value=sum(a.kind is b.kind for a, b in pairs) / count),
        Figure(
            key="indicator_planned",
            label="指标 完成/计划 准确率",
            value=sum(a.planned == b.planned for a, b in pairs) / count,
        ),
        Figure(
            key="indicator_qualifier",
            label="指标 准确程度 准确率",
            value=sum(a.qualifier is b.qualifier for a, b in pairs) / count,
        ),
        Figure(
            key="indicator_holder",
            label="指标 归属 准确率",
            value=sum(_same_holder(a.holder, b.holder) for a, b in pairs) / count,
        ),
    ]


def _same_holder(label: str | None, found: str | None) -> bool:
    """One unit under two names counts (芦川市水利局, 市水利局); of units named together, one that is right."""
    if label is None or found is None:
        return label is found
    return one_of(label, found)


def _practice_figures(reports: Sequence[LabelledReport], analyses: Sequence[Analysis]) -> list[Figure]:
    found, plain = _Tally(), _Tally()
    holders: list[bool] = []
    for report, analysis in zip(reports, analyses, strict=True):
        labels = {_key(report.sentences[p.sentence], p.start, p.end): p for p in report.practices}
        for practice in analysis.practices:
            place = _key(analysis.sentences[practice.sentence], practice.start, practice.end)
            if place in labels:
                found.hits += 1
                holders.append(_same_holder(labels[place].holder, practice.holder))
        found.found += len(analysis.practices)
        quoted = [_key(s, *span) for s in report.sentences for span in baselines.keyword_practices(s)]
        plain.hits += sum(place in labels for place in quoted)
        plain.found += len(quoted)
        for tally in (found, plain):
            tally.truths += len(labels)
    return [
        Figure(key="practice_f1", label="经验做法 F1", value=found.f1, baseline=plain.f1),
        Figure(key="practice_holder", label="经验做法 归属 准确率", value=sum(holders) / max(len(holders), 1)),
    ]


def _verdict_figures(reports: Sequence[LabelledReport], analyses: Sequence[Analysis]) -> list[Figure]:
    judged = [
        (r, a.assessment)
        for r, a in zip(reports, analyses, strict=True)
        if r.verdict and a.assessment and a.assessment.verdict
    ]
    if not judged:
        return []
    truth = [r.verdict for r, _ in judged]
    guess = [a.verdict for _, a in judged]
    plain = [baselines.keyword_verdict(r.sentences) for r, _ in judged]
    chance = [(a.confidence or 0) if a.verdict is Verdict.SUBSTANTIVE else 1 - (a.confidence or 0) for _, a in judged]
    good = [verdict is Verdict.SUBSTANTIVE for verdict in truth]
    clear = [i for i, (r, _) in enumerate(judged) if not r.borderline]
    grades = [float(r.substance or 0) for r, _ in judged]
    found_grades = [float(a.substance or 0) for _, a in judged]
    figures = [
        Figure(
            key="verdict_macro_f1",
            label="结论 宏平均 F1（全部）",
            value=macro_f1(truth, guess),
            baseline=macro_f1(truth, [v for v, _ in plain]),
        ),
        Figure(
            key="verdict_macro_f1_clear",
            label="结论 宏平均 F1（不含两可）",
            value=macro_f1([truth[i] for i in clear], [guess[i] for i in clear]),
            baseline=macro_f1([truth[i] for i in clear], [plain[i][0] for i in clear]),
        ),
        Figure(
            key="verdict_auc",
            label="结论 AUC",
            value=area_under_curve(good, chance),
            baseline=area_under_curve(good, [s for _, s in plain]),
        ),
        Figure(
            key="substance_spearman",
            label="务实度 等级相关",
            value=spearman(grades, found_grades),
            baseline=spearman(grades, [s for _, s in plain]),
        ),
        Figure(
            key="substance_error",
            label="务实度 平均误差（分）",
            value=sum(abs(a - b) for a, b in zip(grades, found_grades, strict=True)) / len(grades),
        ),
        Figure(
            key="calibration_error",
            label="把握 校准误差",
            value=calibration_error(
                [a.confidence or 0 for _, a in judged], [t == g for t, g in zip(truth, guess, strict=True)]
            ),
        ),
        Figure(
            key="needs_review", label="需要人工复核的比例", value=sum(a.needs_review for _, a in judged) / len(judged)
        ),
        Figure(
            key="wrong_unreviewed",
            label="判错而未提示复核的比例",
            value=sum(t is not a.verdict and not a.needs_review for t, (_, a) in zip(truth, judged, strict=True))
            / len(judged),
        ),
    ]
    figures += [
        Figure(
            key=f"finding_f1_{code}",
            label=f"存在问题 {code} F1",
            value=class_f1(
                [code in r.findings for r, _ in judged],
                [any(f.code is code for f in a.findings) for _, a in judged],
                True,
            ).f1,
        )
        for code in FindingCode
    ]
    return figures


def _stage_figures(reports: Sequence[LabelledReport], analyses: Sequence[Analysis]) -> list[Figure]:
    steps = [
        abs(_STAGES.index(r.stage) - _STAGES.index(a.assessment.stage))
        for r, a in zip(reports, analyses, strict=True)
        if a.assessment
    ]
    count = max(len(steps), 1)
    return [
        Figure(key="stage_accuracy", label="进展阶段 准确率", value=sum(step == 0 for step in steps) / count),
        Figure(key="stage_within_one", label="进展阶段 相差不超过一级", value=sum(step <= 1 for step in steps) / count),
    ]


def compare(reports: Sequence[LabelledReport], analyses: Sequence[Analysis]) -> Evaluation:
    """All figures of analyses against their labels."""
    misjudged = tuple(
        f"{r.id}：标注 {r.verdict}（{r.substance}{'，两可' if r.borderline else ''}），判为 {a.assessment.verdict}（{a.assessment.substance}，把握 {a.assessment.confidence}）"
        for r, a in zip(reports, analyses, strict=True)
        if r.verdict and a.assessment and a.assessment.verdict is not r.verdict
    )
    figures = [
        *_verdict_figures(reports, analyses),
        *_stage_figures(reports, analyses),
        *_role_figures(reports, analyses),
        *_figure_figures(reports, analyses),
        *_practice_figures(reports, analyses),
    ]
    return Evaluation(reports=len(reports), figures=tuple(figures), misjudged=misjudged)


def _analyse(report: LabelledReport, models: Mapping[str, Any]) -> Analysis:
    return analyze_document(report.document, source=report.id, models=models)


def evaluate(
    labels: Path,
    model: Path | None = None,
    split: str | None = None,
    *,
    cross: bool = False,
    say: Say = lambda _: None,
) -> Evaluation:
    """Measure a model on labelled reports.

    Args:
        labels: a label file or a folder of them.
        model: the model file; the shipped one by default. Ignored with ``cross``.
        split: only reports of this split.
        cross: fit anew, five-fold, and judge each report by models that saw neither it nor its unit or idea; the
            sealed split is left out unless ``split`` names it.
        say: told the progress, in Chinese.
    """
    from analyzer.learning.training import SEALED

    everyone = read_labels(labels)
    reports = tuple(report for report in everyone if split is None or report.split == split)
    if cross and split is None:  # the sealed splits are not to be looked at on the way
        reports = tuple(report for report in reports if report.split not in SEALED)
    if not reports:
        raise LabelError(f"{labels}：没有属于“{split}”的标注报告，请检查 --split。")
    majority = baselines.plain_figures(reports, baselines.most_common(reports))
    if cross:
        analyses, plain = _cross(reports, say)
        return _beside(compare(reports, analyses), majority, baselines.plain_figures(reports, plain))
    from analyzer.model.bundle import load_bundle, shipped_model

    parts = load_bundle(model or shipped_model()).parts
    measured = compare(reports, [_analyse(report, parts) for report in reports])
    others = [report for report in everyone if report.split not in SEALED and report.split != split]
    # the usual text classifier learns from the labels that are left; with too few it would be no rival
    text = baselines.plain_figures(reports, baselines.plain_text(others, reports)) if len(others) >= 100 else {}
    return _beside(measured, majority, text)


def _beside(measured: Evaluation, majority: Mapping[str, float], text: Mapping[str, float]) -> Evaluation:
    """The plain methods' figures put beside ours."""
    figures = tuple(
        replace(figure, majority=majority.get(figure.key), text=text.get(figure.key)) for figure in measured.figures
    )
    return replace(measured, figures=figures)


def _cross(reports: Sequence[LabelledReport], say: Say) -> tuple[list[Analysis], list[baselines.PlainJudgement]]:
    """Each report judged by models that saw neither it nor its unit or idea: ours and the usual text classifier."""
    from analyzer.learning.folds import FOLDS, folds_of
    from analyzer.learning.training import fit

    folds = folds_of(reports)
    found: dict[int, Analysis] = {}
    plain: dict[int, baselines.PlainJudgement] = {}
    for fold in range(FOLDS):
        say(f"第 {fold + 1}/{FOLDS} 折 …")
        others = [r for r, own in zip(reports, folds, strict=True) if own != fold]
        mine = [index for index, own in enumerate(folds) if own == fold]
        parts = fit(others)
        judgements = baselines.plain_text(others, [reports[index] for index in mine])
        for index, judgement in zip(mine, judgements, strict=True):
            found[index] = _analyse(reports[index], parts)
            plain[index] = judgement
    return [found[index] for index in range(len(reports))], [plain[index] for index in range(len(reports))]
