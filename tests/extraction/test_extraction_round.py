"""The law of spans on every labelled report of the sample round: what is shown is what stands there."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.inspection.round_config import load_round
from analyzer.learning.labels import LabelledReport, read_labels
from analyzer.pipeline import Context, analyze_document
from analyzer.types import Analysis

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
LABELS = CORPUS / "labels" / "round.jsonl"


@pytest.fixture(scope="module")
def context() -> Context:
    config = load_round(CORPUS / "sample-round" / "round.yaml")
    return Context(campaign=config.campaign, known_units=config.roster)


@pytest.fixture(scope="module")
def round_(context: Context) -> list[tuple[LabelledReport, Analysis]]:
    return [
        (report, analyze_document(report.document, source=report.id, context=context)) for report in read_labels(LABELS)
    ]


def test_every_span_is_the_text_it_says(round_: list[tuple[LabelledReport, Analysis]]) -> None:
    assert len(round_) > 50
    for report, analysis in round_:
        for sentence in analysis.sentences:
            block = report.document.blocks[sentence.block]
            assert block.text[sentence.start : sentence.end] == sentence.text, report.id
        for indicator in analysis.indicators:
            text = analysis.sentences[indicator.sentence].text
            assert text[indicator.start : indicator.end] == indicator.text != "", report.id
        for practice in analysis.practices:
            text = analysis.sentences[practice.sentence].text
            assert text[practice.start : practice.end] == practice.name != "", report.id
        for unit in analysis.units:
            text = analysis.sentences[unit.sentence].text
            assert text[unit.start : unit.end] == unit.text != "", report.id


def test_the_labels_keep_the_same_law(round_: list[tuple[LabelledReport, Analysis]]) -> None:
    for report, _ in round_:
        for figure in report.indicators:
            assert report.sentences[figure.sentence].text[figure.start : figure.end] == figure.text, report.id
        for practice in report.practices:
            assert report.sentences[practice.sentence].text[practice.start : practice.end] == practice.name, report.id


def test_with_the_roster_nearly_every_report_finds_its_unit(round_: list[tuple[LabelledReport, Analysis]]) -> None:
    found = [
        (analysis.metadata.unit if analysis.metadata else None, report.metadata.unit) for report, analysis in round_
    ]
    assert sum(mine == label for mine, label in found) >= 0.95 * len(found)


def test_circulars_and_schemes_of_the_superior_speak_of_the_city(
    round_: list[tuple[LabelledReport, Analysis]],
) -> None:
    found = {
        report.id: analysis.metadata.unit
        for report, analysis in round_
        if report.metadata.unit == "芦川市" and analysis.metadata and "芦川市" in report.document.text
    }
    assert len(found) >= 2
    assert set(found.values()) == {"芦川市"}, found


def test_analysing_twice_gives_the_same(round_: list[tuple[LabelledReport, Analysis]], context: Context) -> None:
    for report, analysis in round_[::12]:
        assert analyze_document(report.document, source=report.id, context=context) == analysis
