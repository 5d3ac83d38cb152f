"""Labelled reports in, studies of the method out: attacks, baselines, ablation of feature families, learning curve, readers.

All are cross-validated over units and ideas. The sentence models are fitted once; what varies is the report model.
Never changes a model file.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from analyzer.assessment.verdict import FAMILIES, family_of, verdict_features
from analyzer.assessment.wording import wording_features
from analyzer.extraction.figure_features import Features
from analyzer.learning.attacks import attacks
from analyzer.learning.baselines import keyword_verdict, plain_verdict
from analyzer.learning.folds import FOLDS, folds_of, scores_out_of_fold
from analyzer.learning.labels import LabelError, LabelledReport, Reading, read_labels
from analyzer.learning.measures import area_under_curve, macro_f1, spearman
from analyzer.learning.report_models import Fit, fit_sigmoid, fit_verdict, fit_wording
from analyzer.learning.training import SEALED, evidence_of, fit
from analyzer.model.bundle import load_bundle, shipped_model
from analyzer.model.linear import joined, raw_score
from analyzer.pipeline import analyze_document
from analyzer.types import Assessment, Document, FindingCode, Verdict

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Judged reports with what the report models look at, made by sentence models that never saw the report's fold."""

    reports: list[LabelledReport]
    features: list[Features]  # the named evidence
    words: list[Features]


def make_ready(reports: Sequence[LabelledReport], *, say: Say) -> Ready:
    """The evidence and the words of every judged report."""
    evidence = evidence_of(reports, say=say)
    return Ready(
        reports=list(reports),
        features=[verdict_features(item.features) for item in evidence],
        words=[wording_features(report.sentences, item.told) for report, item in zip(reports, evidence, strict=True)],
    )


Look = tuple[Sequence[Features], Fit]


def _held_out(
    looks: Mapping[str, Look], reports: Sequence[LabelledReport], *, share: float = 1.0, seed: int = 0
) -> dict[str, list[tuple[list[float], list[float]]]]:
    """For each look and fold: scores of the other folds' reports by inner folds, and of the fold's by all of them."""
    folds = folds_of(reports)
    verdicts = [str(report.verdict) for report in reports]
    found: dict[str, list[tuple[list[float], list[float]]]] = {}
    for name, (examples, fit_one) in looks.items():

        def fit_on(kept: Sequence[int], examples: Sequence[Features] = examples, fit_one: Fit = fit_one) -> Any:
            return fit_one([examples[i] for i in kept], [verdicts[i] for i in kept], [1.0] * len(kept))

        for fold in range(FOLDS):
            kept = _kept(folds, fold, share, seed)
            inner = scores_out_of_fold(
                [examples[i] for i in kept], [folds[i] for i in kept], partial(_fit_at, fit_on, kept)
            )
            model = fit_on(kept)
            asked = [raw_score(examples[i], model) for i in range(len(reports)) if folds[i] == fold]
            found.setdefault(name, []).append((inner, asked))
    return found


def _fit_at(fit_on: Callable[[Sequence[int]], Any], kept: Sequence[int], places: Sequence[int]) -> Any:
    """A model of those of ``kept`` that stand at ``places``."""
    return fit_on([kept[place] for place in places])


def _kept(folds: Sequence[int], fold: int, share: float, seed: int) -> list[int]:
    kept = [i for i, own in enumerate(folds) if own != fold]
    return sorted(random.Random(f"{seed}-{fold}").sample(kept, max(12, round(share * len(kept)))))  # noqa: S311 – no secret


def _cross_scores(
    looks: Mapping[str, list[tuple[list[float], list[float]]]],
    reports: Sequence[LabelledReport],
    *,
    share: float = 1.0,
    seed: int = 0,
) -> list[float]:
    """Out-of-fold log-odds of the verdict from the scores of one or more looks, joined as the product joins them."""
    folds = folds_of(reports)
    scores = [0.0] * len(reports)
    for fold in range(FOLDS):
        kept = _kept(folds, fold, share, seed)
        good = [reports[i].verdict is Verdict.SUBSTANTIVE for i in kept]
        sigmoid = fit_sigmoid({name: found[fold][0] for name, found in looks.items()}, good)
        mine = [i for i, own in enumerate(folds) if own == fold]
        for at, i in enumerate(mine):
            scores[i] = joined({name: found[fold][1][at] for name, found in looks.items()}, sigmoid)
    return scores


def _ours(ready: Ready, *, share: float = 1.0, seed: int = 0) -> list[float]:
    looks: dict[str, Look] = {"evidence": (ready.features, fit_verdict), "wording": (ready.words, fit_wording)}
    held = _held_out(looks, ready.reports, share=share, seed=seed)
    return _cross_scores(held, ready.reports, share=share, seed=seed)


def _text_scores(reports: Sequence[LabelledReport]) -> list[float]:
    """The usual text classifier's log-odds on the same folds."""
    folds = folds_of(reports)
    rivals = [
        plain_verdict([report for report, own in zip(reports, folds, strict=True) if own != fold])
        for fold in range(FOLDS)
    ]
    return [rivals[fold](report.document.text) for report, fold in zip(reports, folds, strict=True)]


def baseline_rows(ready: Ready) -> list[Row]:
    """Majority, keyword counts, TF-IDF + linear, and ours, on the same folds."""
    reports = ready.reports
    truth = [report.verdict for report in reports]
    grades = [float(report.substance or 0) for report in reports]
    majority = 1.0 if sum(v is Verdict.SUBSTANTIVE for v in truth) * 2 > len(truth) else -1.0
    keyword = [keyword_verdict(report.sentences)[1] - 0.5 for report in reports]
    return [
        Row(label="多数类", values=_score(truth, [majority] * len(truth), grades)),
        Row(label="关键词计数", values=_score(truth, keyword, grades)),
        Row(label="全文 TF-IDF + 线性", values=_score(truth, _text_scores(reports), grades)),
        Row(label="本方法", values=_score(truth, _ours(ready), grades)),
    ]


def ablation_rows(ready: Ready) -> list[Row]:
    """Without one family of evidence each, and with that family alone; the words are one more family."""
    reports = ready.reports
    truth = [report.verdict for report in reports]
    grades = [float(report.substance or 0) for report in reports]
    words = _held_out({"wording": (ready.words, fit_wording)}, reports)

    def scored(*, without: str = "", only: str = "", wording: bool) -> dict[str, float]:
        kept = [
            {
                name: value
                for name, value in item.items()
                if family_of(name) != without and only in ("", family_of(name))
            }
            for item in ready.features
        ]
        looks = _held_out({"evidence": (kept, fit_verdict)}, reports) if all(kept) else {}
        return _score(truth, _cross_scores({**looks, **(words if wording else {})}, reports), grades)

    rows = [Row(label="全部", values=scored(wording=True))]
    for family in FAMILIES:
        rows.append(Row(label=f"去掉 {family}", values=scored(without=family, wording=True)))
        rows.append(Row(label=f"只用 {family}", values=scored(only=family, wording=False)))
    rows.append(Row(label="去掉 wording", values=scored(wording=False)))
    rows.append(Row(label="只用 wording", values=scored(only="none of them", wording=True)))
    return rows


def curve_rows(ready: Ready) -> list[Row]:
    """What more labelled reports bring the report models; the sentence models are those of all data."""
    truth = [report.verdict for report in ready.reports]
    grades = [float(report.substance or 0) for report in ready.reports]
    rows = []
    for share in (0.1, 0.2, 0.4, 0.7, 1.0):
        tries = [_score(truth, _ours(ready, share=share, seed=seed), grades) for seed in range(2 if share < 1 else 1)]
        mean = {key: sum(one[key] for one in tries) / len(tries) for key in tries[0]}
        rows.append(Row(label=f"{round(share * len(truth) * (FOLDS - 1) / FOLDS)} 份", values=mean))
    return rows


def attack_rows(reports: Sequence[LabelledReport], material: Path, *, say: Say) -> list[Row]:
    """How often each attack turns the verdict, each report judged by models that saw neither it nor its like."""
    judged = _judged(reports)
    folds = folds_of(reports)
    fold_of = {report.id: fold for report, fold in zip(reports, folds, strict=True)}
    flips: dict[str, list[bool]] = {}
    plain_flips: dict[str, list[bool]] = {}
    ways = attacks(material)
    for fold in range(FOLDS):
        say(f"第 {fold + 1}/{FOLDS} 折 …")
        others = [report for report in reports if fold_of[report.id] != fold]
        parts: dict[str, Any] = fit(others)
        rival = plain_verdict([report for report in others if report.verdict is not None])
        for report in (r for r in judged if fold_of[r.id] == fold):
            before = _verdict(report.document, report, parts)
            plain_before = rival(report.document.text) > 0
            for way in ways:
                changed = way.change(report, random.Random(report.id))  # noqa: S311 – no secret
                if way.asks(report, before is Verdict.SUBSTANTIVE):
                    flips.setdefault(way.key, []).append(_verdict(changed, report, parts) is not before)
                if way.asks(report, plain_before):
                    plain_flips.setdefault(way.key, []).append((rival(changed.text) > 0) is not plain_before)
    return [
        Row(
            label=way.label,
            values={
                "翻转率": sum(flips[way.key]) / len(flips[way.key]),
                "上限": 0.02 if way.neutral else 0.05,
                "份数": len(flips[way.key]),
                "全文 TF-IDF 翻转率": sum(plain_flips[way.key]) / len(plain_flips[way.key]),
            },
        )
        for way in ways
    ]


def _assessment(document: Document, report: LabelledReport, parts: Mapping[str, Any]) -> Assessment:
    assessment = analyze_document(document, source=report.id, models=parts).assessment
    assert assessment is not None  # a document that was read is assessed
    return assessment


def _verdict(document: Document, report: LabelledReport, parts: Mapping[str, Any]) -> Verdict | None:
    return _assessment(document, report, parts).verdict


def reader_rows(reports: Sequence[LabelledReport], parts: Mapping[str, Any]) -> list[Row]:
    """How far careful readers agree with each other, and the model with each of them: Cohen's κ (Cohen 1960).

    Raises:
        LabelError: where no report was read by several hands.
    """
    from sklearn.metrics import cohen_kappa_score

    read = [report for report in reports if len(report.readings) > 1]
    if not read:
        raise LabelError("这些标注里没有由几位读者分别读过的报告（readings），无从比较。")
    most = max(len(report.readings) for report in read)
    read = [report for report in read if len(report.readings) == most]
    given = [_assessment(report.document, report, parts) for report in read]
    ours = [
        Reading(verdict=a.verdict, substance=a.substance, stage=a.stage, findings=frozenset(f.code for f in a.findings))
        for a in given
    ]
    columns = {f"第 {hand + 1} 位读者": [report.readings[hand] for report in read] for hand in range(most)}
    columns["程序"] = ours
    rows = []
    for first, second in combinations(columns, 2):
        pairs = list(zip(columns[first], columns[second], strict=True))
        values = {
            "结论 κ": cohen_kappa_score([str(a.verdict) for a, _ in pairs], [str(b.verdict) for _, b in pairs]),
            "务实度 等级相关": spearman(
                [float(a.substance or 0) for a, _ in pairs], [float(b.substance or 0) for _, b in pairs]
            ),
            "阶段 κ": cohen_kappa_score([str(a.stage) for a, _ in pairs], [str(b.stage) for _, b in pairs]),
        }
        for code in FindingCode:
            said = [(code in a.findings, code in b.findings) for a, b in pairs]
            values[f"{code} κ"] = cohen_kappa_score([a for a, _ in said], [b for _, b in said])
        rows.append(
            Row(label=f"{first} 与 {second}（{len(read)} 份）", values={k: float(v) for k, v in values.items()})
        )
    return rows


STUDIES: Final = ("baselines", "ablation", "curve", "attacks", "readers")


def run_study(
    name: str, labels: Path, *, split: str | None = None, model: Path | None = None, say: Say = lambda _: None
) -> list[Row]:
    """One study of ``STUDIES`` on labelled reports; the sealed splits are left out unless they are asked for.

    ``attacks`` needs ``attacks.yaml`` beside the label folder; ``readers`` asks ``model``, the shipped one by default.
    """
    reports = [report for report in read_labels(labels, split=split) if split or report.split not in SEALED]
    if name == "attacks":
        folder = labels if labels.is_dir() else labels.parent
        return attack_rows(reports, folder.parent / "attacks.yaml", say=say)
    if name == "readers":
        return reader_rows(_judged(reports), load_bundle(model or shipped_model()).parts)
    ready = make_ready(_judged(reports), say=say)
    rows = {"baselines": baseline_rows, "ablation": ablation_rows, "curve": curve_rows}
    return rows[name](ready)
