"""Labelled reports in, studies of the method out: attacks, baselines, ablation of feature families, learning curve.

All are cross-validated over units and ideas. The sentence models are fitted once; what varies is the report model.
Never changes a model file.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from analyzer.assessment.verdict import FAMILIES, raw_score, verdict_features
from analyzer.extraction.figure_features import Features
from analyzer.learning.attacks import attacks
from analyzer.learning.baselines import keyword_verdict
from analyzer.learning.labels import LabelledReport, read_labels
from analyzer.learning.measures import area_under_curve, macro_f1, spearman
from analyzer.learning.training import FOLDS, SEALED, fit, fit_verdict, folds_of, out_of_fold, prepare
from analyzer.pipeline import analyze_document
from analyzer.types import Verdict

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a study: a name and its figures by heading."""

    label: str
    values: dict[str, float]


def _judged(reports: Sequence[LabelledReport]) -> list[LabelledReport]:
    return [report for report in reports if report.verdict is not None]


def _score(truth: Sequence[Verdict | None], score: Sequence[float], grades: Sequence[float]) -> dict[str, float]:
    good = [verdict is Verdict.SUBSTANTIVE for verdict in truth]
    return {
        "宏平均 F1": macro_f1(good, [value > 0 for value in score]),
        "AUC": area_under_curve(good, score),
        "与务实度等级相关": spearman(grades, score),
    }


def _cross_scores(
    features: Sequence[Features], reports: Sequence[LabelledReport], *, share: float = 1.0, seed: int = 0
) -> list[float]:
    """Out-of-fold scores of the report model on ready features, trained on a share of the other folds' reports."""
    folds = folds_of(reports)
    scores = [0.0] * len(reports)
    for fold in range(FOLDS):
        kept = [i for i in range(len(reports)) if folds[i] != fold]
        kept = random.Random(f"{seed}-{fold}").sample(kept, max(12, round(share * len(kept))))  # noqa: S311 – no secret
        verdicts = [reports[i].verdict.value for i in kept]  # type: ignore[union-attr]  # judged reports only
        model = fit_verdict([features[i] for i in kept], verdicts, [1.0] * len(kept))
        for i in range(len(reports)):
            if folds[i] == fold:
                scores[i] = raw_score(features[i], model)
    return scores


def _text_scores(reports: Sequence[LabelledReport]) -> list[float]:
    """The usual text classifier: character TF-IDF of the whole text and a linear model."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    folds = folds_of(reports)
    texts = [report.document.text for report in reports]
    scores = [0.0] * len(reports)
    for fold in range(FOLDS):
        kept = [i for i in range(len(reports)) if folds[i] != fold]
        model = make_pipeline(
            TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True),
            LogisticRegression(C=10, max_iter=1000),
        ).fit([texts[i] for i in kept], [reports[i].verdict is Verdict.SUBSTANTIVE for i in kept])
        for i in range(len(reports)):
            if folds[i] == fold:
                scores[i] = float(model.decision_function([texts[i]])[0])
    return scores


def ready_features(reports: Sequence[LabelledReport], *, say: Say) -> list[Features]:
    """Each report's named evidence by sentence models that never saw its fold."""
    return [
        verdict_features(evidence.features) for evidence in out_of_fold([prepare(r) for r in reports], say=say).evidence
    ]


def baseline_rows(reports: Sequence[LabelledReport], features: Sequence[Features]) -> list[Row]:
    """Majority, keyword counts, TF-IDF + linear, and ours, on the same folds."""
    truth = [report.verdict for report in reports]
    grades = [float(report.substance or 0) for report in reports]
    majority = 1.0 if sum(v is Verdict.SUBSTANTIVE for v in truth) * 2 > len(truth) else -1.0
    keyword = [keyword_verdict(report.sentences)[1] - 0.5 for report in reports]
    return [
        Row(label="多数类", values=_score(truth, [majority] * len(truth), grades)),
        Row(label="关键词计数", values=_score(truth, keyword, grades)),
        Row(label="全文 TF-IDF + 线性", values=_score(truth, _text_scores(reports), grades)),
        Row(label="本方法", values=_score(truth, _cross_scores(features, reports), grades)),
    ]


def ablation_rows(reports: Sequence[LabelledReport], features: Sequence[Features]) -> list[Row]:
    """Without one family of evidence each, and with that family alone."""
    truth = [report.verdict for report in reports]
    grades = [float(report.substance or 0) for report in reports]
    rows = [Row(label="全部证据", values=_score(truth, _cross_scores(features, reports), grades))]
    for family, names in FAMILIES.items():
        without = [{name: value for name, value in item.items() if name not in names} for item in features]
        alone = [{name: value for name, value in item.items() if name in names} for item in features]
        for label, kept in ((f"去掉 {family}", without), (f"只用 {family}", alone)):
            if any(kept):
                rows.append(Row(label=label, values=_score(truth, _cross_scores(kept, reports), grades)))
    return rows


def curve_rows(reports: Sequence[LabelledReport], features: Sequence[Features]) -> list[Row]:
    """What more labelled reports bring the report model; the sentence models are those of all data."""
    truth = [report.verdict for report in reports]
    grades = [float(report.substance or 0) for report in reports]
    rows = []
    for share in (0.1, 0.2, 0.4, 0.6, 0.8, 1.0):
        tries = [_score(truth, _cross_scores(features, reports, share=share, seed=seed), grades) for seed in range(3)]
        mean = {key: sum(one[key] for one in tries) / len(tries) for key in tries[0]}
        rows.append(Row(label=f"{round(share * len(reports) * (FOLDS - 1) / FOLDS)} 份", values=mean))
    return rows


def attack_rows(reports: Sequence[LabelledReport], material: Path, *, say: Say) -> list[Row]:
    """How often each attack turns the verdict, each report judged by models that saw neither it nor its like."""
    judged = _judged(reports)
    folds = folds_of(reports)
    fold_of = {report.id: fold for report, fold in zip(reports, folds, strict=True)}
    flips: dict[str, list[bool]] = {}
    ways = attacks(material)
    for fold in range(FOLDS):
        say(f"第 {fold + 1}/{FOLDS} 折 …")
        parts: dict[str, Any] = fit([r for r in reports if fold_of[r.id] != fold])
        for report in (r for r in judged if fold_of[r.id] == fold):
            before = _verdict(report.document, report, parts)
            for way in ways:
                if not way.neutral and before is not Verdict.FORMALISTIC:
                    continue
                changed = way.change(report, random.Random(report.id))  # noqa: S311 – no secret
                flips.setdefault(way.key, []).append(_verdict(changed, report, parts) is not before)
    return [
        Row(
            label=way.label,
            values={
                "翻转率": sum(flips[way.key]) / len(flips[way.key]),
                "份数": len(flips[way.key]),
                "上限": 0.02 if way.neutral else 0.05,
            },
        )
        for way in ways
    ]


def _verdict(document: Any, report: LabelledReport, parts: dict[str, Any]) -> Verdict | None:
    analysis = analyze_document(document, source=report.id, models=parts)
    return analysis.assessment.verdict if analysis.assessment else None


STUDIES: Final = ("baselines", "ablation", "curve", "attacks")


def run_study(name: str, labels: Path, *, split: str | None = None, say: Say = lambda _: None) -> list[Row]:
    """One study of ``STUDIES`` on labelled reports; the sealed split is left out unless it is asked for.

    ``attacks`` needs ``attacks.yaml`` beside the label folder.
    """
    reports = [report for report in read_labels(labels, split=split) if split or report.split != SEALED]
    if name == "attacks":
        folder = labels if labels.is_dir() else labels.parent
        return attack_rows(reports, folder.parent / "attacks.yaml", say=say)
    judged = _judged(reports)
    features = ready_features(judged, say=say)
    rows = {"baselines": baseline_rows, "ablation": ablation_rows, "curve": curve_rows}
    return rows[name](judged, features)
