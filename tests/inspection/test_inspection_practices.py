"""One practice under all its spellings, holders in order of date, the superior's own first."""

from __future__ import annotations

from pathlib import Path

import pytest
from annotated_rounds import written

from analyzer.inspection import RoundConfig, inspect
from analyzer.inspection.spread import core_name


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("六必谈", "“六必谈”制度", True),
        ("六必谈", "六必谈工作法", True),
        ("６必谈", "六必谈", True),
        ("民情日记", "《民情日记》", True),
        ("五个一", "五个一挂钩联系制度", False),  # 挂钩联系 is more than a suffix
        ("六必谈", "六必访", False),
        ("党群联系卡", "民情联系卡", False),
        ("周报制", "周报制度", True),
        ("网格化服务", "网格化管理", False),
    ],
)
def test_spellings(one: str, other: str, same: bool) -> None:
    assert (core_name(one) == core_name(other)) is same


def test_spread_over_a_round(tmp_path: Path) -> None:
    reports = [
        written(tmp_path, "丙", "mechanism| 推行“[六必谈:制度]”。", unit="丙岗镇", date="2012-06-20"),
        written(
            tmp_path, "乙", "mechanism| 推行“[六必谈工作法:制度;gloss:六种人必须谈]”。\nmechanism| 坚持[六必谈:制度]。",
            unit="乙岗镇", date="2012-05-20",
        ),
        written(tmp_path, "丁", "contact| 写“[民情日记:载体]”。", unit="丁岗镇", date=None),
    ]  # fmt: skip
    notice = written(
        tmp_path, "通知", "plan| 坚持写“[民情日记:载体]”，发“[党群联系卡:载体]”。",
        unit="芦川市", date="2012-03-05", report_kind="scheme",
    )  # fmt: skip
    practices = inspect(reports, RoundConfig(), references=[notice]).practices
    told = {practice.name: (practice.variants, practice.holders) for practice in practices}
    assert told == {
        "六必谈": (("六必谈", "六必谈工作法"), ("乙岗镇", "丙岗镇")),
        "民情日记": (("民情日记",), ("芦川市", "丁岗镇")),  # the notice prescribed it; its card nobody took up
    }
    assert next(each for each in practices if each.name == "六必谈").gloss == "六种人必须谈"


def test_units_named_together_each_run_it_and_the_whole_city_is_no_unit(tmp_path: Path) -> None:
    circular = written(
        tmp_path,
        "circular",
        "mechanism| 李中、新垛等镇推行“[夜访日:制度;holder:李中镇、新垛镇]”。\n\n"
        "mechanism| 全市各单位都记“[夜访日:制度;holder:全市]”。\n\n"
        "mechanism| 全市记“[民情日记:载体;holder:全市]”。",
        unit="芦川市",
        report_kind="circular",
    )
    spread = {practice.name: practice.holders for practice in inspect([circular], RoundConfig()).practices}
    assert spread == {"夜访日": ("李中镇", "新垛镇"), "民情日记": ("全市",)}
