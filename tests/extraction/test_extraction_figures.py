"""How figures are written: the tables ``cases/figures.yaml`` and ``cases/candidates.yaml``, and the law of spans."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.extraction.candidates import candidates
from analyzer.extraction.spans import find_figures, measure_factor
from analyzer.types import Qualifier

FOLDER = Path(__file__).parent / "cases"


def _cases(name: str) -> list[Any]:
    rows = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return [
        pytest.param(row, id=row["text"], marks=[pytest.mark.xfail(reason=row["xfail"], strict=True)] if "xfail" in row else [])
        for row in rows
    ]  # fmt: skip


@pytest.mark.parametrize("case", _cases("figures.yaml"))
def test_figures_of_the_table(case: dict[str, Any]) -> None:
    found = [[f.text, f.value, f.value_high, f.unit, f.qualifier.value] for f in find_figures(case["text"])]
    assert found == case["figures"]


@pytest.mark.parametrize("case", _cases("candidates.yaml"))
def test_what_certainly_is_no_indicator_is_refused(case: dict[str, Any]) -> None:
    assert [f.text for f in candidates(case["text"])] == case["figures"]


figure_like = st.text(
    alphabet=st.sampled_from("0123456789０３５.,，。、-—~至到近约超过余多以上内不足左右零一二两三四五六七八九十百千万亿点成分之%％户人次个元天亩公里走访“”（）年月日第 "),
    max_size=40,
)  # fmt: skip


@given(figure_like)
def test_spans_are_exact_ordered_and_disjoint(text: str) -> None:
    last_end = 0
    for found in find_figures(text):
        assert found.text == text[found.start : found.end] != ""
        assert last_end <= found.start <= found.number_start < found.end
        assert found.number_end <= found.end
        last_end = found.end


@example("0~0%")
@given(figure_like)
def test_a_high_value_means_a_range_and_is_the_higher(text: str) -> None:
    for found in find_figures(text):
        assert (found.qualifier is Qualifier.RANGE) == (found.value_high is not None)
        assert found.value >= 0
        assert found.value_high is None or found.value_high > found.value


@example("两、0元")
@given(figure_like)
def test_candidates_are_figures_of_the_sentence(text: str) -> None:
    figures = list(find_figures(text))
    assert all(candidate in figures for candidate in candidates(text))


@given(st.integers(2, 10**6), st.sampled_from(["户", "人次", "亩", "公里", "条"]))
def test_a_plain_figure_is_found_with_its_value(number: int, unit: str) -> None:
    for written in (str(number), f"{number:,}"):
        [found] = find_figures(f"走访了{written}{unit}。")
        assert (found.text, found.value, found.unit, found.qualifier) == (
            f"{written}{unit}",
            number,
            unit,
            Qualifier.EXACT,
        )


def test_measure_words_and_their_factors() -> None:
    assert measure_factor("万元") == ("元", 10_000)
    assert measure_factor("亿元") == ("元", 100_000_000)
    assert measure_factor("户") == ("户", 1)
    assert measure_factor("个小时") == ("小时", 1)
    assert measure_factor("村民") is None
