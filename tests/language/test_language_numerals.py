"""Numbers as written: the table ``cases/numerals.yaml``, a law over all numerals below 10^8, and cn2an beside it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import cn2an
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.language.normalise import fold
from analyzer.language.numerals import parse_number, scale_of

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "numerals.yaml").read_text(encoding="utf-8"))

whole_numbers = st.one_of(
    st.integers(0, 10_000),
    st.integers(0, 10**8 - 1),
    st.builds(lambda digit, zeros: digit * 10**zeros, st.integers(1, 99), st.integers(0, 6)),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"] or "empty")
def test_numbers_of_the_table(case: dict[str, Any]) -> None:
    assert parse_number(case["text"]) == case["value"]


@pytest.mark.parametrize("text", ["671.12万", "4.3万", "1.15万", "0.07亿", "12万"])
def test_whole_values_are_integers(text: str) -> None:
    assert isinstance(parse_number(text), int)


@given(whole_numbers)
def test_a_chinese_numeral_gives_its_number_back(number: int) -> None:
    assert parse_number(cn2an.an2cn(number)) == number


@given(st.integers(1, 10**8 - 1))
def test_a_formal_numeral_gives_its_number_back(number: int) -> None:
    assert parse_number(cn2an.an2cn(number, "up")) == number


@given(whole_numbers)
def test_arabic_digits_give_their_number_back(number: int) -> None:
    wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert parse_number(str(number)) == parse_number(f"{number:,}") == parse_number(wide) == number


amounts = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("9999.99"), places=2)


@given(amounts)
def test_amounts_in_ten_thousands_are_exact(amount: Decimal) -> None:
    assert parse_number(f"{amount}万") == amount * 10**4


@given(amounts)
@example(Decimal("64.68"))
def test_amounts_in_hundred_millions_are_exact(amount: Decimal) -> None:
    assert parse_number(f"{amount}亿") == amount * 10**8


@given(st.text(alphabet="零一二两三四五六七八九十百千万亿0123456789.", min_size=1, max_size=7))
def test_any_numeral_like_text_gives_a_number_or_none(text: str) -> None:
    value = parse_number(text)
    assert value is None or value >= 0


plain_chinese = st.integers(1, 10**8 - 1).map(cn2an.an2cn)
mixed = st.builds(lambda amount, scale: f"{amount}{scale}", st.integers(1, 9999), st.sampled_from(["万", "亿", ""]))
spoken = st.sampled_from(["一百二", "三千五", "三万五", "两万", "两千", "二百五", "一万八", "六千五百", "八万三"])


@given(st.one_of(plain_chinese, mixed, spoken))
def test_agrees_with_cn2an_where_cn2an_can_read_it(text: str) -> None:
    try:
        other = cn2an.cn2an(text, "smart")
    except ValueError:
        return
    assert parse_number(text) == other


def test_the_scale_that_a_range_shares() -> None:
    assert [scale_of(text) for text in ("3万", "5.2万", "2亿", "3万亿", "260", "三十")] == [
        10**4,
        10**4,
        10**8,
        10**12,
        1,
        1,
    ]


@given(st.text(max_size=60))
def test_folding_keeps_every_place(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


def test_folding_changes_signs_but_leaves_chinese_punctuation() -> None:
    assert fold("走访２６０户，满意率９８．５％（Ａ级）：好！") == "走访260户，满意率98.5%（A级）：好！"
    assert fold("二〇一二　年〜") == "二零一二 年~"
