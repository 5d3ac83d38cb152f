"""Labelled reports in, a fitted model file out: one command, deterministic.

The report-level models see, for every training report, evidence made by sentence and figure models that were fitted
without that report's fold, as it will be with reports nobody labelled. Never opens a report file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from analyzer.assessment.evidence import Evidence, gather_evidence
from analyzer.assessment.role_context import context_features, fit_context
from analyzer.assessment.role_features import role_features
from analyzer.assessment.roles import first_guesses, second_look
from analyzer.assessment.specificity import count_commonness
from analyzer.extraction.figure_features import Features
from analyzer.extraction.holders import owners_of
from analyzer.extraction.indicators import FigureExample, figure_examples, find_indicators
from analyzer.extraction.practice_candidates import practice_examples
from analyzer.extraction.setting import Setting, settings_of
from analyzer.extraction.units import units_of
from analyzer.learning.figure_names import NamedFigure, fit_names, nameless
from analyzer.learning.folds import FOLDS, folds_of
from analyzer.learning.holders import fit_holders
from analyzer.learning.labels import LabelError, LabelledReport, read_labels
from analyzer.learning.report_models import fit_report_models
from analyzer.model.bundle import Bundle, save_bundle
from analyzer.model.frozen import WordTable
from analyzer.model.linear import fit_linear
from analyzer.types import FindingCode, Indicator, Verdict

SEALED: Final = frozenset({"test", "exam"})
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A labelled report with the features of its sentences."""

    report: LabelledReport
    settings: tuple[Setting, ...]
    role_features: list[Features]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """The candidate figures and practices of a labelled report, with what its readers said of them."""

    figures: list[tuple[FigureExample, Indicator | None]]  # candidate, the label it meets
    practices: list[tuple[Features, str | None]]  # candidate, its kind where it is a practice


def _same_figure(label: Indicator, value: float, unit: str, start: int, end: int) -> bool:
    return label.value == value and label.unit == unit and start < label.end and end > label.start


def prepare(report: LabelledReport) -> Prepared:
    """Compute the features of one labelled report's sentences once."""
    settings = settings_of(report.document.blocks, report.sentences, report.metadata)
    return Prepared(report=report, settings=settings, role_features=role_features(report.sentences, settings))


def spans_of(item: Prepared, table: Any) -> Spans:
    """The candidates of one report; ``table`` holds its role probabilities by models that never saw it."""
    report = item.report
    labels: dict[int, list[Indicator]] = {}
    for label in report.indicators:
        labels.setdefault(label.sentence, []).append(label)
    figures: list[tuple[FigureExample, Indicator | None]] = []
    for figure in figure_examples(report.sentences, item.settings, table):
        span = figure.span
        met = [
            label
            for label in labels.get(figure.sentence, [])
            if _same_figure(label, span.value, span.unit, span.start, span.end)
        ]
        figures.append((figure, met[0] if met else None))
    kinds = {(practice.sentence, practice.start, practice.end): practice.kind for practice in report.practices}
    practices = [
        (example.features, kinds.get((example.sentence, example.start, example.end)))
        for example in practice_examples(report.sentences, item.settings, table)
    ]
    return Spans(figures=figures, practices=practices)


def _named_figures(prepared: Sequence[Prepared], spans: Sequence[Spans]) -> list[list[NamedFigure]]:
    """The figures of each report with the names its reader gave them."""
    return [
        [
            NamedFigure(
                text=item.report.sentences[figure.sentence].text,
                sentence=figure.sentence,
                span=figure.span,
                name=label.indicator,
            )
            for figure, label in told.figures
            if label is not None
        ]
        for item, told in zip(prepared, spans, strict=True)
    ]


def fit_span_models(spans: Sequence[Spans]) -> dict[str, Any]:
    """The models that decide on figures and practices."""
    figures = [(figure.features, label) for item in spans for figure, label in item.figures]
    claimed = [(features, label) for features, label in figures if label is not None]
    practices = [pair for item in spans for pair in item.practices]
    return {
        "claims": fit_linear([f for f, _ in figures], ["yes" if label else "no" for _, label in figures], strength=0.2),
        "planned": fit_linear([f for f, _ in claimed], ["yes" if label.planned else "no" for _, label in claimed]),
        "figure_kind": fit_linear(
            [f for f, _ in claimed], [label.kind.value for _, label in claimed], strength=50, rarity=True
        ),
        "practices": fit_linear([f for f, _ in practices], ["yes" if kind else "no" for _, kind in practices]),
        "practice_kind": fit_linear([f for f, kind in practices if kind], [kind for _, kind in practices if kind]),
    }


def _fit_role_words(prepared: Sequence[Prepared]) -> Any:
    """The first look at roles."""
    return fit_linear(
        [f for item in prepared for f in item.role_features],
        [role.value for item in prepared for role in item.report.roles],
        strength=20,
        rarity=True,
        min_count=5,  # a third of the features of min_count=2, at the same accuracy
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTables:
    """Each report's role probabilities by models that never saw its fold, and what they were made with."""

    tables: list[Any]  # one array a report, shape (sentences, 11)
    seen: list[Any]  # the features of the second look, from the first guesses of all folds


def _without(items: Sequence[Any], folds: Sequence[int], fold: int) -> list[Any]:
    return [item for item, own in zip(items, folds, strict=True) if own != fold]


def role_tables(prepared: Sequence[Prepared], folds: Sequence[int], *, say: Say) -> RoleTables:
    """First guesses, then the second look."""
    guesses: list[Any] = [None] * len(prepared)
    for fold in range(FOLDS):
        say(f"交叉训练 {fold + 1}/{FOLDS} …")
        words = _fit_role_words(_without(prepared, folds, fold))
        for index, item in enumerate(prepared):
            if folds[index] == fold:
                guesses[index] = first_guesses(item.role_features, words)
    seen = [
        context_features(guess, item.report.sentences, item.settings)
        for guess, item in zip(guesses, prepared, strict=True)
    ]
    tables: list[Any] = [None] * len(prepared)
    for fold in range(FOLDS):
        context = _fit_context(_without(prepared, folds, fold), _without(seen, folds, fold))
        for index, item in enumerate(prepared):
            if folds[index] == fold:
                tables[index] = second_look(guesses[index], item.report.sentences, item.settings, context)
    return RoleTables(tables=tables, seen=seen)


def _fit_context(prepared: Sequence[Prepared], seen: Sequence[Any]) -> Any:
    import numpy as np

    return fit_context(np.vstack(seen), [role.value for item in prepared for role in item.report.roles])


def evidence_out_of_fold(
    prepared: Sequence[Prepared], tables: Sequence[Any], spans: Sequence[Spans], folds: Sequence[int]
) -> list[Evidence]:
    """Each report's evidence by models that never saw its fold."""
    evidence: list[Evidence | None] = [None] * len(prepared)
    for fold in range(FOLDS):
        models = fit_span_models(_without(spans, folds, fold))
        models["holders"] = WordTable()  # nor whose it is
        models["names"] = nameless()  # what a figure is called does not enter the evidence
        models["commonness"] = count_commonness(item.report.sentences for item in _without(prepared, folds, fold))
        for index, item in enumerate(prepared):
            if folds[index] == fold:
                evidence[index] = _evidence_of(item, tables[index], models)
    return [item for item in evidence if item is not None]


def evidence_of(reports: Sequence[LabelledReport], *, say: Say) -> list[Evidence]:
    """Each report's evidence by sentence models that never saw its fold."""
    prepared, folds = [prepare(report) for report in reports], folds_of(reports)
    tables = role_tables(prepared, folds, say=say).tables
    spans = [spans_of(item, table) for item, table in zip(prepared, tables, strict=True)]
    return evidence_out_of_fold(prepared, tables, spans, folds)


def _evidence_of(item: Prepared, table: Any, models: dict[str, Any]) -> Evidence:
    """A report's evidence as a running analyzer would gather it."""
    report = item.report
    owners = owners_of(report.sentences, item.settings, units_of(report.sentences))
    indicators = find_indicators(report.document.blocks, report.sentences, item.settings, owners, table, models=models)
    return gather_evidence(report.sentences, item.settings, indicators, table, models["commonness"])


def fit(reports: Sequence[LabelledReport], *, say: Say = lambda _: None) -> dict[str, Any]:
    """All models from labelled reports."""
    import scipy.optimize  # noqa: F401 – the limit below reaches only libraries that are loaded
    import sklearn.linear_model  # noqa: F401
    from threadpoolctl import threadpool_limits

    # one thread: the order of additions, and so the content hash, must not depend on the machine's load
    with threadpool_limits(limits=1):
        return _fit(reports, say)


def _fit(reports: Sequence[LabelledReport], say: Say) -> dict[str, Any]:
    say(f"读取 {len(reports)} 份标注报告，计算特征 …")
    prepared = [prepare(report) for report in reports]
    folds = folds_of(reports)
    roles = role_tables(prepared, folds, say=say)
    say("训练句子、数据和做法的模型 …")
    spans = [spans_of(item, table) for item, table in zip(prepared, roles.tables, strict=True)]
    evidence = evidence_out_of_fold(prepared, roles.tables, spans, folds)
    parts = fit_span_models(spans)
    say("训练数据名称的模型 …")
    parts["holders"] = fit_holders(reports, [item.settings for item in prepared])
    parts["names"] = fit_names(_named_figures(prepared, spans), folds)
    parts["commonness"] = count_commonness(item.report.sentences for item in prepared)
    parts["roles"] = {"words": _fit_role_words(prepared), "context": _fit_context(prepared, roles.seen)}
    say("训练报告层面的模型 …")
    parts.update(fit_report_models(reports, evidence))
    return parts


def train(labels: Path, model: Path, *, say: Say = lambda _: None) -> dict[str, Any]:
    """Fit on all labelled reports but the sealed split and write the model file with its card.

    Args:
        labels: a label file or a folder of them.
        model: where to write the model (``*.skops``); its card goes beside it.
        say: told the progress, in Chinese.

    Returns:
        The card: what it was trained on and its content hash.

    Raises:
        LabelError: where the labels are broken or too few.
    """
    reports = [report for report in read_labels(labels) if report.split not in SEALED]
    judged = [report for report in reports if report.verdict is not None]
    if len(judged) < 20 or len({report.verdict for report in judged}) < 2:
        raise LabelError(
            f"{labels}：可用于训练的标注报告只有 {len(judged)} 份（两类结论都要有，至少 20 份），请先补充标注。"
        )
    for code in FindingCode:
        if len({code in report.findings for report in judged}) < 2:
            raise LabelError(f"{labels}：标注里“{code}”要么全有、要么全无，学不出来，请补充标注。")
    parts = fit(reports, say=say)
    card: dict[str, Any] = {
        "reports": len(reports),
        "judged": len(judged),
        "substantive": sum(report.verdict is Verdict.SUBSTANTIVE for report in judged),
        "borderline": sum(report.borderline for report in judged),
        "sentences": sum(len(report.sentences) for report in reports),
        "indicators": sum(len(report.indicators) for report in reports),
        "practices": sum(len(report.practices) for report in reports),
        "labels_sha256": hashlib.sha256(
            "\n".join(sorted(f"{r.id}\t{r.document.text}" for r in reports)).encode()
        ).hexdigest(),
    }
    digest = save_bundle(Bundle(parts=parts, card=card), model)
    say(f"模型已写入 {model}，内容校验值 {digest[:12]}。")
    return {**card, "content_sha256": digest}
