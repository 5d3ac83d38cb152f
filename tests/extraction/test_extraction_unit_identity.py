"""Whether two names mean one unit: the table ``cases/same_units.yaml`` and the laws of sameness."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analyzer import lexicon
from analyzer.extraction.unit_identity import full_name, same_unit, without_office

PAIRS = yaml.safe_load((Path(__file__).parent / "cases" / "same_units.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['a']}={pair['b']}")
def test_pairs_of_the_table(pair: dict[str, Any]) -> None:
    assert same_unit(pair["a"], pair["b"]) is pair["same"]
    assert same_unit(pair["b"], pair["a"]) is pair["same"]


@pytest.mark.parametrize("full", sorted(lexicon.units().abbreviations))
def test_every_abbreviation_of_the_lexicon_is_understood(full: str) -> None:
    for short in lexicon.units().abbreviations[full]:
        assert same_unit(f"县{short}", f"延河县{full}")
        assert not same_unit(f"白塔县{short}", f"延河县{full}")
        assert full_name(f"县{short}") == f"县{full}"


name_like = st.text(
    alphabet=st.sampled_from(
        "沙桥河口城南镇乡村街道社区市县区州局委办妇联团共青中水利公安驻工作队组第一书记党支部会院所（）“”"
    ),
    max_size=16,
)


@given(name_like, name_like)
def test_sameness_is_mutual_and_includes_equality(one: str, other: str) -> None:
    assert same_unit(one, one) is bool(one)
    assert same_unit(one, other) is same_unit(other, one)


@given(name_like)
def test_an_office_is_taken_off_for_good(name: str) -> None:
    assert without_office(without_office(name)) == without_office(name)


@pytest.mark.parametrize(
    "text", ["驻村" * 5000 + "工作队", "市县" * 5000 + "局", "村" * 5000 + "工作队", "派驻" * 5000]
)
def test_a_text_is_no_name_however_it_ends(text: str) -> None:
    assert same_unit(text, text)
    assert not same_unit(text, f"县{text}")
