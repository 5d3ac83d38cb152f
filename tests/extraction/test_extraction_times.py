"""What time a figure is of: the table ``cases/times.yaml``, and laws that hold for any text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from small_reports import report

from analyzer.extraction.figure_time import find_time
from analyzer.extraction.whose import whose
from analyzer.language.intervals import read_interval

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "times.yaml").read_text("utf-8"))


def _cases() -> list[Any]:
    return [
        pytest.param(
            case, id=f"{case['s']}{case['f']}", marks=[pytest.mark.xfail(strict=True)] if "xfail" in case else []
        )
        for case in CASES
    ]


@pytest.mark.parametrize("case", _cases())
def test_times_of_the_table(case: dict[str, Any]) -> None:
    date = case.get("date", "2012-06-20")
    start = case["s"].index(case["f"])
    told = find_time(
        case["s"], start, date=date, opening=case.get("opening", ""), heading=case.get("heading", ""),
        title=case.get("title", ""), planned=case.get("planned", False),
    )  # fmt: skip
    assert [told.period, told.accrual] == case["expect"], case["why"]


def test_no_case_stands_twice_and_both_halves_are_there() -> None:
    asked = [str({key: case[key] for key in case if key not in ("expect", "why")}) for case in CASES]
    assert len(asked) == len(set(asked)) >= 120


time_like = st.lists(
    st.sampled_from(
        ["今年", "去年", "2012年", "3月", "12月", "31日", "2月30日", "5月份", "至", "—", "到", "从", "自", "截至", "以来", "前", "止",
         "起", "上半年", "一季度", "前三季度", "全年", "年底", "春节", "“六一”", "期间", "、", "两个月来", "近三年", "本月", "上周",
         "当月", "目前", "去年同期", "其中", "比", "的", "每", "累计", "新增", "共", "走访", "30户", "，", "（", "）", "上旬", "0"]
    ),
    max_size=12,
).map("".join)  # fmt: skip
dates = st.none() | st.sampled_from(["2012-06-20", "2012-02-29", "2012-01-03", "2012-12-31", "2012-06"])


@given(time_like, time_like, time_like, dates, st.booleans())
def test_a_period_is_an_interval_that_lies_behind_unless_planned(
    sentence: str, opening: str, title: str, date: str | None, planned: bool
) -> None:
    told = find_time(sentence, len(sentence), date=date, opening=opening, heading=opening, title=title, planned=planned)
    assert told.accrual in (None, "cumulative", "new")
    if told.period is None:
        return
    interval = read_interval(told.period)
    assert str(interval) == told.period
    if date and not planned:
        assert interval.end[:7] <= date[:7]


WHOSE: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "whose.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", WHOSE, ids=[f"{case['s']}{case['f']}" for case in WHOSE])
def test_whose_figure_it_is(case: dict[str, Any]) -> None:
    found = whose(
        case.get("holder", case["unit"]), case["unit"], case["s"], case["s"].index(case["f"]),
        holder_type=case.get("type"), circular=case.get("circular", False),
    )  # fmt: skip
    assert found == case["expect"], case["why"]


def test_a_report_tells_time_and_reach_of_its_figures() -> None:
    analysis = report(
        "## 一、上半年工作情况",
        "今年以来，全镇机关干部走访农户2640户。发放联系卡3200张。",
        "班子成员召开座谈会26场。",
        "| 月份 | 走访农户（户） |\n| --- | --- |\n| 3月 | 412 |\n| 4月 | 530 |",
    )
    told = {f.text: (f.period, f.accrual, f.whose) for f in analysis.indicators}
    assert told["2640户"] == ("2012-01/2012-06-20", "cumulative", "own")
    assert told["3200张"] == ("2012-01/2012-06-20", "cumulative", "own")
    assert told["26场"] == ("2012-01/2012-06", None, "own")
    assert told["412"][:2] == ("2012-03/2012-03", "new")
    assert told["530"][:2] == ("2012-04/2012-04", "new")
