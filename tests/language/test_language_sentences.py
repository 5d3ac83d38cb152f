"""Sentence splitting: the table ``cases/sentences.yaml`` and the laws that hold for any text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analyzer.language.sentences import segment, split
from analyzer.types import Block, BlockKind, Document

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "sentences.yaml").read_text(encoding="utf-8"))

#: Texts dense in the signs that decide where a sentence ends.
tricky_texts = st.text(
    alphabet=st.one_of(
        st.sampled_from("一二三镇村走访户修路，。！？；：、“”‘’「」（）()《》【】〔〕.;!?\n\r\t\f \u3000%…—123aA"),
        st.characters(codec="utf-8"),
    ),
    max_size=120,
)


def _paragraph(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Document:
    return Document(format="txt", blocks=(Block(kind=kind, text=text),))


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case["note"], marks=[pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else [])
        for case in CASES
    ],
)  # fmt: skip
def test_sentences_of_the_table(case: dict[str, Any]) -> None:
    text = case["text"]
    assert [text[start:end] for start, end in split(text)] == case["sentences"]


@given(tricky_texts)
def test_spans_are_ordered_disjoint_and_trimmed(text: str) -> None:
    last_end = 0
    for start, end in split(text):
        assert last_end <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        last_end = end


@given(tricky_texts)
def test_every_letter_and_digit_is_in_a_sentence(text: str) -> None:
    covered = {place for start, end in split(text) for place in range(start, end)}
    assert [sign for place, sign in enumerate(text) if sign.isalnum() and place not in covered] == []


@given(st.lists(tricky_texts, max_size=6))
def test_sentences_know_their_place_in_the_document(texts: list[str]) -> None:
    kinds = (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.TABLE_ROW)
    blocks = tuple(Block(kind=kinds[at % 3], text=text, page=at + 1) for at, text in enumerate(texts))
    sentences = segment(Document(format="pdf", blocks=blocks))
    assert [sentence.id for sentence in sentences] == list(range(len(sentences)))
    for sentence in sentences:
        block = blocks[sentence.block]
        assert block.text[sentence.start : sentence.end] == sentence.text
        assert sentence.page == block.page
    assert [sentence.block for sentence in sentences] == sorted(sentence.block for sentence in sentences)


def test_a_table_row_is_one_sentence_and_keeps_its_columns() -> None:
    row = "\t河东村\t修路3公里。架桥1座。\t12"
    [sentence] = segment(_paragraph(row, BlockKind.TABLE_ROW))
    assert sentence.text == row
    assert sentence.text.split("\t").index("12") == 3


def test_an_empty_table_row_is_no_sentence() -> None:
    assert segment(_paragraph("\t\t—", BlockKind.TABLE_ROW)) == ()


def test_a_quotation_that_closes_pages_later_does_not_glue_the_report_together() -> None:
    text = "他说：“路通了。" + "干部走访到户。" * 60 + "镇里又装了路灯。”"
    sentences = [text[start:end] for start, end in split(text)]
    assert len(sentences) == 62
    assert sentences[0] == "他说：“路通了。"


def test_no_sentence_spans_a_line_break() -> None:
    text = "走访农户（含\n五保户）260户\n慰问“困难\r\n党员”12人"
    assert all("\n" not in text[start:end] for start, end in split(text))
