"""Attacks change what they say and nothing else; studies put ours beside the baselines on the same folds."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from analyzer.learning.attacks import Attack, attacks
from analyzer.learning.labels import LabelError, LabelledReport, read_labels
from analyzer.learning.studies import Ready, ablation_rows, baseline_rows, curve_rows, reader_rows
from analyzer.model.bundle import bundle
from analyzer.types import BlockKind, ReportKind, Role, Verdict

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
MATERIAL = CORPUS / "attacks.yaml"
ATTACKS = {attack.key: attack for attack in attacks(MATERIAL)}


@pytest.fixture(scope="module")
def reports() -> list[LabelledReport]:
    return [report for report in read_labels(CORPUS / "labels" / "round.jsonl") if report.verdict][:30]


def _changed(attack: Attack, report: LabelledReport) -> list[str]:
    return [block.text for block in attack.change(report, random.Random(1)).blocks]


@pytest.mark.parametrize("key", ["numbers", "results", "practices", "trades", "intentions", "slogans_added"])
def test_stuffing_adds_every_sentence_once_and_takes_nothing_away(key: str, reports: list[LabelledReport]) -> None:
    material = yaml.safe_load(MATERIAL.read_text("utf-8"))[key.removesuffix("_added")]
    for report in reports:
        after = "".join(_changed(ATTACKS[key], report))
        assert all(after.count(sentence) == 1 for sentence in material)
        for sentence in material:
            after = after.replace(sentence, "")
        assert after == "".join(block.text for block in report.document.blocks)


def test_shuffling_moves_sections_and_keeps_head_and_blocks(reports: list[LabelledReport]) -> None:
    moved = 0
    for report in reports:
        before = [block.text for block in report.document.blocks]
        after = _changed(ATTACKS["shuffled"], report)
        assert Counter(after) == Counter(before)
        assert after[0] == before[0]
        moved += after != before
    assert moved > len(reports) / 2


def test_doubling_tells_every_paragraph_twice(reports: list[LabelledReport]) -> None:
    for report in reports:
        paragraphs = [block.text for block in report.document.blocks if block.kind is BlockKind.PARAGRAPH]
        after = Counter(_changed(ATTACKS["doubled"], report))
        assert all(after[text] >= 2 for text in paragraphs)


def test_slogans_are_struck_out_and_nothing_else(reports: list[LabelledReport]) -> None:
    for report in reports:
        after = "\n".join(_changed(ATTACKS["slogans_removed"], report))
        for sentence, role in zip(report.sentences, report.roles, strict=True):
            in_body = report.document.blocks[sentence.block].kind is BlockKind.PARAGRAPH
            if in_body and len(sentence.text) > 12:
                assert (sentence.text in after) == (role is not Role.SLOGAN), sentence.text


def test_renaming_keeps_every_number(reports: list[LabelledReport]) -> None:
    for report in reports:
        before = re.findall(r"\d+", report.document.text)
        assert re.findall(r"\d+", "\n".join(_changed(ATTACKS["renamed"], report))) == before


def _ready(features: Callable[[LabelledReport], dict[str, float]]) -> Ready:
    judged = [report for report in read_labels(CORPUS / "labels" / "round.jsonl") if report.verdict]
    return Ready(reports=judged, features=[features(r) for r in judged], words=[{"词": 1.0} for _ in judged])


def test_studies_judge_on_held_out_folds() -> None:
    """With one feature that tells the verdict, ours is perfect; with a useless one it is no better than chance."""
    telling = _ready(lambda r: {"share:contact": float(r.verdict is Verdict.FORMALISTIC), "detail": 1.0})
    useless = _ready(lambda r: {"share:contact": float(len(r.id) % 3), "detail": 1.0})
    rows = {row.label: row.values for row in baseline_rows(telling)}
    assert rows["本方法"]["宏平均 F1"] == 1.0
    assert rows["多数类"]["AUC"] == 0.5
    assert rows["关键词计数"]["宏平均 F1"] > rows["多数类"]["宏平均 F1"]
    assert 0.5 < rows["全文 TF-IDF + 线性"]["AUC"] <= 1.0
    ablated = {row.label: row.values for row in ablation_rows(telling)}
    assert ablated["只用 contact"]["宏平均 F1"] == 1.0 > ablated["去掉 contact"]["宏平均 F1"]
    assert {row.label: row.values for row in ablation_rows(useless)}["全部"]["AUC"] < 0.75
    assert curve_rows(telling)[-1].values["宏平均 F1"] == 1.0


def test_specific_intentions_are_no_attack_on_a_plan(reports: list[LabelledReport]) -> None:
    plans = [report for report in reports if report.metadata.report_kind is ReportKind.PLAN]
    others = [report for report in reports if report.metadata.report_kind is not ReportKind.PLAN]
    assert plans
    assert others
    attack = ATTACKS["intentions"]
    assert not any(attack.asks(report, False) for report in plans)
    assert all(attack.asks(report, False) and not attack.asks(report, True) for report in others)
    assert all(ATTACKS["doubled"].asks(report, True) for report in reports)


def test_readers_are_compared_with_each_other_and_with_the_model() -> None:
    judged = [report for report in read_labels(CORPUS / "labels" / "round.jsonl") if report.verdict][:24]
    other = [replace(report, readings=(report.readings[0], report.readings[0])) for report in judged if report.readings]
    rows = {row.label.partition("（")[0]: row.values for row in reader_rows(other, bundle().parts)}
    assert list(rows) == ["第 1 位读者 与 第 2 位读者", "第 1 位读者 与 程序", "第 2 位读者 与 程序"]
    assert rows["第 1 位读者 与 第 2 位读者"]["结论 κ"] == 1.0
    assert rows["第 1 位读者 与 程序"] == rows["第 2 位读者 与 程序"]
    assert rows["第 1 位读者 与 程序"]["结论 κ"] > 0.8  # the model has seen these
    with pytest.raises(LabelError, match="几位读者"):
        reader_rows([replace(report, readings=()) for report in judged], bundle().parts)
