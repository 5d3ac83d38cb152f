"""The annotated sources parse, and the committed labels say what they say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import build
import card
import pytest
from annotated import parse

from analyzer.types import (
    BlockKind,
    FigureKind,
    FindingCode,
    Qualifier,
    ReportKind,
    Role,
    Stage,
    Verdict,
)

Record = dict[str, Any]
SOURCES = sorted((build.CORPUS / "annotated").rglob("*.txt"))
LABELS = build.CORPUS / "labels"


def records(split: str) -> list[Record]:
    return [json.loads(line) for line in (LABELS / f"{split}.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def golds() -> list[Record]:
    return [gold for split in build.SPLITS for gold in records(split)]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_source_parses_and_is_named_for_its_id(source: Path) -> None:
    assert parse(source).head["id"] == source.stem


def test_labels_are_up_to_date_with_their_sources() -> None:
    stale = [
        path.name for path, text in build.label_files().items() if (build.CORPUS / path).read_text("utf-8") != text
    ]
    assert not stale, "run python corpus/tools/build.py"


def test_every_source_has_a_record_and_no_id_stands_twice(golds: list[Record]) -> None:
    identities = [gold["id"] for gold in golds]
    assert sorted(identities) == sorted(source.stem for source in SOURCES)


def test_every_span_is_its_text(golds: list[Record]) -> None:
    wrong = []
    for gold in golds:
        for sentence in gold["sentences"]:
            block = gold["blocks"][sentence["block"]]["text"]
            if block[sentence["start"] : sentence["end"]] != sentence["text"]:
                wrong.append((gold["id"], "sentence", sentence["id"]))
        for kind, name in (("indicators", "text"), ("practices", "name")):
            for span in gold[kind]:
                if gold["sentences"][span["sentence"]]["text"][span["start"] : span["end"]] != span[name]:
                    wrong.append((gold["id"], kind, span[name]))
    assert not wrong


def test_sentences_cover_their_blocks_in_order(golds: list[Record]) -> None:
    for gold in golds:
        covered = [""] * len(gold["blocks"])
        for number, sentence in enumerate(gold["sentences"]):
            assert sentence["id"] == number, gold["id"]
            assert sentence["start"] == len(covered[sentence["block"]]), (gold["id"], number)
            covered[sentence["block"]] += sentence["text"]
        assert covered == [block["text"] for block in gold["blocks"]], gold["id"]


def test_every_code_is_one_the_analyzer_knows(golds: list[Record]) -> None:
    for gold in golds:
        ReportKind(gold["report_kind"])
        Stage(gold["stage"])
        for finding in gold["findings"]:
            FindingCode(finding["code"])
        for block in gold["blocks"]:
            assert (BlockKind(block["kind"]) is BlockKind.TABLE_ROW) == (block["row"] is not None), gold["id"]
        for sentence in gold["sentences"]:
            Role(sentence["role"])
        for figure in gold["indicators"]:
            FigureKind(figure["kind"])
            assert (Qualifier(figure["qualifier"]) is Qualifier.RANGE) == (figure["value_high"] is not None), gold["id"]


def test_verdict_and_substance_agree(golds: list[Record]) -> None:
    for gold in golds:
        if gold["report_kind"] in ("circular", "scheme"):
            assert gold["verdict"] is None, gold["id"]
            assert gold["substance"] is None, gold["id"]
        else:
            assert (Verdict(gold["verdict"]) is Verdict.SUBSTANTIVE) == (gold["substance"] >= 50), gold["id"]


def test_whole_numbers_are_written_as_integers(golds: list[Record]) -> None:
    values = [figure[key] for gold in golds for figure in gold["indicators"] for key in ("value", "value_high")]
    assert not [value for value in values if isinstance(value, float) and value.is_integer()]


def test_a_figure_without_a_named_holder_is_the_reporting_units(golds: list[Record]) -> None:
    circulars = [gold for gold in golds if gold["report_kind"] == "circular"]
    assert circulars
    for gold in circulars:
        assert any(figure["holder"] in ("全市", "全县", "全区", "全旗", "全州") for figure in gold["indicators"]), gold[
            "id"
        ]
    summaries = [gold for gold in golds if gold["report_kind"] == "summary" and gold["indicators"]]
    own = [any(figure["holder"] == gold["unit"] for figure in gold["indicators"]) for gold in summaries]
    assert all(own)


@pytest.mark.parametrize("other", ["train", "round"])
def test_the_sealed_split_shares_no_idea_and_no_unit(other: str) -> None:
    for key in ("idea", "unit"):
        assert not {gold[key] for gold in records("test")} & {gold[key] for gold in records(other)}, key


def test_both_verdicts_and_every_finding_stand_in_train_and_test() -> None:
    for split in ("train", "test"):
        golds = records(split)
        assert {gold["verdict"] for gold in golds} >= set(Verdict)
        assert {finding["code"] for gold in golds for finding in gold["findings"]} == set(FindingCode)


def test_the_data_card_shows_the_present_distribution() -> None:
    readme = (build.CORPUS / "README.md").read_text("utf-8")
    assert card.put_into(readme, card.table(LABELS)) == readme, "run python corpus/tools/build.py --card"
