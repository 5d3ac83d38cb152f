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
from analyzer.extraction.indicators import figure_examples, find_indicators
from analyzer.extraction.practices import practice_examples
from analyzer.extraction.setting import Setting, settings_of
from analyzer.extraction.units import find_units
from analyzer.learning.folds import FOLDS, folds_of
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
    """A labelled report with the features of its sentences, figures and practices."""

    report: LabelledReport
    settings: tuple[Setting, ...]
    role_features: list[Features]
    figures: list[tuple[Features, Indicator | None]]  # candidate, the label it meets
    practices: list[tuple[Features, bool]]


def _same_figure(label: Indicator, value: float, unit: str, start: int, end: int) -> bool:
    return label.value == value and label.unit == unit and start < label.end and end > label.start


def prepare(report: LabelledReport) -> Prepared:
    """Compute the features of one labelled report once."""
    settings = settings_of(report.document.blocks, report.sentences, report.metadata)
    labels: dict[int, list[Indicator]] = {}
    for label in report.indicators:
        labels.setdefault(label.sentence, []).append(label)
    figures: list[tuple[Features, Indicator | None]] = []
    for figure in figure_examples(report.sentences, settings):
        span = figure.span
        met = [
            label
            for label in labels.get(figure.sentence, [])
            if _same_figure(label, span.value, span.unit, span.start, span.end)
        ]
        figures.append((figure.features, met[0] if met else None))
    named = {(practice.sentence, practice.start, practice.end) for practice in report.practices}
    practices = [
        (example.features, (example.sentence, example.start, example.end) in named)
        for example in practice_examples(report.sentences, settings)
    ]
    return Prepared(
        report=report,
        settings=settings,
        role_features=role_features(report.sentences, settings),
        figures=figures,
        practices=practices,
    )


def fit_sentence_models(prepared: Sequence[Prepared]) -> dict[str, Any]:
    """The models that look at one sentence: figures, practices, and the first look at roles."""
    figures = [pair for item in prepared for pair in item.figures]
    claimed = [(features, label) for features, label in figures if label is not None]
    practices = [pair for item in prepared for pair in item.practices]
    return {
        "claims": fit_linear([f for f, _ in figures], ["yes" if label else "no" for _, label in figures], strength=0.5),
        "planned": fit_linear([f for f, _ in claimed], ["yes" if label.planned else "no" for _, label in claimed]),
        "figure_kind": fit_linear(
            [f for f, _ in claimed], [label.kind.value for _, label in claimed], strength=50, rarity=True
        ),
        "practices": fit_linear([f for f, _ in practices], ["yes" if yes else "no" for _, yes in practices]),
        "role_words": fit_linear(
            [f for item in prepared for f in item.role_features],
            [role.value for item in prepared for role in item.report.roles],
            strength=20,
            rarity=True,
            min_count=5,  # a third of the features of min_count=2, at the same accuracy
        ),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfFold:
    """What models that never saw a report's fold make of it."""

    evidence: list[Evidence]
    context: Any  # the second look at roles, fitted on the first guesses of all folds
    commonness: WordTable  # each word's share of all the reports


def out_of_fold(prepared: Sequence[Prepared], *, say: Say) -> OutOfFold:
    """First guesses, then the second look, then evidence: each report by models that never saw its fold."""
    folds = folds_of([item.report for item in prepared])
    guesses: list[Any] = [None] * len(prepared)
    models_of: list[dict[str, Any]] = []
    for fold in range(FOLDS):
        say(f"交叉训练 {fold + 1}/{FOLDS} …")
        others = [item for item, own in zip(prepared, folds, strict=True) if own != fold]
        models = fit_sentence_models(others)
        models["commonness"] = count_commonness(item.report.sentences for item in others)
        models_of.append(models)
        for index, item in enumerate(prepared):
            if folds[index] == fold:
                guesses[index] = first_guesses(item.role_features, models["role_words"])
    seen = [
        context_features(guess, item.report.sentences, item.settings)
        for guess, item in zip(guesses, prepared, strict=True)
    ]
    evidence: list[Evidence | None] = [None] * len(prepared)
    for fold in range(FOLDS):
        context = _fit_context(prepared, seen, [own != fold for own in folds])
        for index, item in enumerate(prepared):
            if folds[index] == fold:
                table = second_look(guesses[index], item.report.sentences, item.settings, context)
                evidence[index] = _evidence_of(item, table, models_of[fold])
    return OutOfFold(
        evidence=[item for item in evidence if item is not None],
        context=_fit_context(prepared, seen, [True] * len(prepared)),
        commonness=count_commonness(item.report.sentences for item in prepared),
    )


def _fit_context(prepared: Sequence[Prepared], seen: Sequence[Any], use: Sequence[bool]) -> Any:
    import numpy as np

    rows = np.vstack([features for features, used in zip(seen, use, strict=True) if used])
    roles = [role.value for item, used in zip(prepared, use, strict=True) if used for role in item.report.roles]
    return fit_context(rows, roles)


def _evidence_of(item: Prepared, table: Any, models: dict[str, Any]) -> Evidence:
    """A report's evidence as a running analyzer would gather it."""
    report = item.report
    units = [unit for sentence in report.sentences for unit in find_units(sentence)]
    indicators = find_indicators(report.document.blocks, report.sentences, item.settings, units, models=models)
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
    folded = out_of_fold(prepared, say=say)
    say("训练句子、数据和做法的模型 …")
    parts = fit_sentence_models(prepared)
    parts["commonness"] = folded.commonness
    parts["roles"] = {"words": parts.pop("role_words"), "context": folded.context}
    say("训练报告层面的模型 …")
    parts.update(fit_report_models(reports, folded.evidence))
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
