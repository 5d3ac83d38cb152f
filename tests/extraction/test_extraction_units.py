"""Units named in a sentence: the table ``cases/units.yaml`` and the law of spans."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analyzer.extraction.units import find_units, unit_type_of
from analyzer.types import Sentence, UnitMention

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "units.yaml").read_text(encoding="utf-8"))
TYPES = {"乡镇街道", "县市区", "部门", "群团", "工作队", "村社区", "其他"}


def _units(text: str, known: dict[str, tuple[str, str]] | None = None) -> tuple[UnitMention, ...]:
    return find_units(Sentence(id=7, text=text, block=0, page=None, start=0, end=len(text)), known=known)


def _params() -> list[Any]:
    return [
        pytest.param(row, id=row["text"], marks=[pytest.mark.xfail(reason=row["xfail"], strict=True)] if "xfail" in row else [])
        for row in CASES
    ]  # fmt: skip


@pytest.mark.parametrize("case", _params())
def test_units_of_the_table(case: dict[str, Any]) -> None:
    known = {written: (name, kind) for written, (name, kind) in case.get("known", {}).items()}
    assert [[unit.text, unit.name, unit.type] for unit in _units(case["text"], known)] == case["units"]


unit_like = st.text(
    alphabet=st.sampled_from("沙桥河口城南李中新垛镇乡村街道社区办事处市县局委水利财政农团妇联驻工作队等、，和在对各全我该三两12个。“”（）"), max_size=40
)  # fmt: skip


@given(unit_like)
def test_mentions_are_exact_ordered_and_disjoint(text: str) -> None:
    last_end = 0
    for unit in _units(text):
        assert unit.text == text[unit.start : unit.end] != ""
        assert unit.name
        assert unit.type in TYPES
        assert unit.sentence == 7
        assert last_end <= unit.start
        last_end = unit.end


@given(unit_like)
def test_a_rosters_unit_is_found_wherever_it_is_written(text: str) -> None:
    mentions = _units(f"{text}。芦湾垦区走访12户。", {"芦湾垦区": ("芦湾垦区", "其他")})
    assert [unit.name for unit in mentions].count("芦湾垦区") == 1


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("沙桥镇", "乡镇街道"),
        ("城南街道", "乡镇街道"),
        ("市水利局", "部门"),
        ("市编办", "部门"),
        ("市妇联", "群团"),
        ("团市委", "群团"),
        ("河东村", "村社区"),
        ("湖滨社区", "村社区"),
        ("市农商行驻圩西村工作队", "工作队"),
    ],
)
def test_a_names_type(name: str, kind: str) -> None:
    assert unit_type_of(name) == kind
