"""Figures of small reports with the model in use: name, unit, kind, holder, planned; tables; the law of spans."""

from __future__ import annotations

import itertools

import pytest
from small_reports import analysed, circular, figure, report

from analyzer.types import Analysis, FigureKind, Qualifier

INPUT, OUTPUT, OUTCOME = FigureKind.INPUT, FigureKind.OUTPUT, FigureKind.OUTCOME


@pytest.fixture(scope="module")
def township() -> Analysis:
    return report(
        "我镇辖12个行政村，人口3.2万。3月8日起，班子成员走访农户260户，发放联系卡800张、政策手册500册，召开座谈会12场，"
        "收集意见建议412条。累计下基层6201天，撰写民情日记86篇，接待群众1200多人次。",
        "三组灌溉渠淤塞，40亩秧田缺水。水利站清淤1.8公里，新装闸门2座，落实帮扶资金671.12万元，其中市交通局补助15万元。"
        "5月20日通水，受益农户三百余户，每亩增收200元左右。满意率98%。",
        "下一步，年内再落实资金近20万元，帮扶企业2-3家。每人走访不少于30户。",
    )


@pytest.mark.parametrize(
    ("text", "value", "unit", "canonical", "kind"),
    [
        ("260户", 260, "户", "走访户数", INPUT),
        ("800张", 800, "张", "发放联系卡", INPUT),
        ("500册", 500, "册", "发放宣传资料", INPUT),
        ("12场", 12, "场", "召开座谈会", INPUT),
        ("412条", 412, "条", "收集意见建议", INPUT),
        ("6201天", 6201, "天", "下基层天数", INPUT),
        ("86篇", 86, "篇", "撰写民情日记", INPUT),
        ("1.8公里", 1.8, "公里", "疏浚沟渠", OUTPUT),
        ("2座", 2, "座", "建设水利设施", OUTPUT),
        ("671.12万元", 6_711_200, "元", "落实帮扶资金", OUTPUT),
        ("三百余户", 300, "户", "受益户数", OUTCOME),
        ("200元左右", 200, "元", "增收", OUTCOME),
        ("98%", 98, "%", "群众满意率", OUTCOME),
    ],
)
def test_what_a_township_did(
    township: Analysis, text: str, value: float, unit: str, canonical: str, kind: FigureKind
) -> None:
    found = figure(township, text)
    assert (found.value, found.unit, found.canonical, found.kind) == (value, unit, canonical, kind)
    assert found.planned is False
    assert found.holder == "沙桥镇"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("260户", "走访农户"),
        ("800张", "发放联系卡"),
        ("500册", "发放政策手册"),  # the list's second thing takes the first one's verb
        ("12场", "召开座谈会"),
        ("412条", "收集意见建议"),
        ("86篇", "撰写民情日记"),
        ("1200多人次", "接待群众"),
        pytest.param(
            "671.12万元",
            "落实帮扶资金",
        ),
    ],
)
def test_names_in_the_reports_own_words(township: Analysis, text: str, name: str) -> None:
    assert figure(township, text).indicator == name


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("260户", Qualifier.EXACT),
        ("1200多人次", Qualifier.OVER),
        ("三百余户", Qualifier.OVER),
        ("200元左右", Qualifier.ABOUT),
        ("近20万元", Qualifier.ABOUT),
        ("2-3家", Qualifier.RANGE),
    ],
)
def test_how_exact_a_figure_is(township: Analysis, text: str, qualifier: Qualifier) -> None:
    assert figure(township, text).qualifier is qualifier


@pytest.mark.parametrize("text", ["近20万元", "2-3家", "不少于30户"])
def test_targets_and_prescriptions_are_planned(township: Analysis, text: str) -> None:
    assert figure(township, text).planned is True


@pytest.mark.parametrize("text", ["12个", "3.2万", "40亩"])
def test_background_and_the_size_of_a_trouble_are_no_indicators(township: Analysis, text: str) -> None:
    assert text not in [indicator.text for indicator in township.indicators]


def test_another_unit_that_gives_owns_its_figure(township: Analysis) -> None:
    assert figure(township, "15万元").holder == "市交通局"


@pytest.mark.parametrize("text", ["这是一个好办法。", "党员干部成为一座桥梁。", "我镇扎实开展一次大走访。"])
def test_one_as_an_article_is_no_figure(text: str) -> None:
    assert not report(text).indicators


def test_visited_villages_count_and_listed_ones_do_not() -> None:
    analysis = report("我镇辖14个村。班子成员走遍14个村，走访农户620户。")
    [villages] = [indicator for indicator in analysis.indicators if indicator.text == "14个"]
    assert analysis.sentences[villages.sentence].text.startswith("班子成员走遍")


def test_in_a_circular_every_unit_owns_its_figures() -> None:
    analysis = circular(
        "全市共走访农户3.2万户，落实帮扶资金5100万元。",
        "沙桥镇走访农户860户，解决问题121个。河口镇走访农户920户。市水利局、市农委联合清淤12公里。",
    )
    holders = {indicator.text: indicator.holder for indicator in analysis.indicators}
    assert holders == {
        "3.2万户": "全市",
        "5100万元": "全市",
        "860户": "沙桥镇",
        "121个": "沙桥镇",
        "920户": "河口镇",
        "12公里": "市水利局、市农委",
    }


def test_respectively_gives_each_unit_its_own() -> None:
    analysis = circular("沙桥镇、河口镇、李渡镇分别走访农户860户、920户、410户。")
    assert {i.text: i.holder for i in analysis.indicators} == {"860户": "沙桥镇", "920户": "河口镇", "410户": "李渡镇"}


def test_parts_count_beside_their_whole() -> None:
    analysis = report("走访农户260户，其中困难户86户、五保户12户。")
    assert [indicator.text for indicator in analysis.indicators] == ["260户", "86户", "12户"]


def test_figures_of_a_plan_are_planned() -> None:
    analysis = report("年底前由镇村建站硬化道路1.2公里，投资42万元。更换水泵2台。", title="沙桥镇“三解三促”目标规划")
    assert analysis.indicators
    assert all(indicator.planned for indicator in analysis.indicators)


# ── tables ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def table() -> Analysis:
    return report(
        "各村走访和帮扶情况见下表。",
        "| 村名 | 走访户数（户） | 满意率 | 落实资金（万元） | 备注 |\n|---|---|---|---|---|\n"
        "| 河东村 | 86 | 98% | 1.2 | 3月 |\n| 河西村 | 1,120 | 96.5% | 3 | |\n| 合计 | 1206 | | 4.2 | |",
    )


@pytest.mark.parametrize(
    ("text", "value", "unit", "holder", "canonical"),
    [
        ("86", 86, "户", "河东村", "走访户数"),
        ("1,120", 1120, "户", "河西村", "走访户数"),
        ("98%", 98, "%", "河东村", "群众满意率"),
        ("96.5%", 96.5, "%", "河西村", "群众满意率"),
        ("1.2", 12_000, "元", "河东村", "落实帮扶资金"),
        ("3", 30_000, "元", "河西村", "落实帮扶资金"),
        ("1206", 1206, "户", "沙桥镇", "走访户数"),  # a total is the reporting unit's
        ("4.2", 42_000, "元", "沙桥镇", "落实帮扶资金"),
    ],
)
def test_a_cell_takes_name_unit_and_holder_from_the_heads(
    table: Analysis, text: str, value: float, unit: str, holder: str, canonical: str
) -> None:
    found = figure(table, text)
    assert (found.value, found.unit, found.holder, found.canonical) == (value, unit, holder, canonical)


def test_a_table_gives_no_figures_but_its_cells(table: Analysis) -> None:
    assert len(table.indicators) == 8


def test_a_unit_in_the_caption_holds_for_money_only_columns_say_otherwise() -> None:
    analysis = report(
        "单位：万元",
        "| 村名 | 落实资金 | 走访户数 |\n|---|---|---|\n| 河东村 | 1.2 | 86 |\n| 河西村 | 3 | 120 |",
    )
    values = {(i.holder, i.unit): i.value for i in analysis.indicators}
    assert values == {("河东村", "元"): 12_000, ("河东村", "户"): 86, ("河西村", "元"): 30_000, ("河西村", "户"): 120}


def test_columns_that_only_describe_give_no_figures() -> None:
    analysis = report(
        "| 序号 | 村名 | 总户数 | 联系电话 | 走访户数 |\n|---|---|---|---|---|\n"
        "| 1 | 河东村 | 412 | 0523-81234567 | 86 |\n| 2 | 河西村 | 520 | 13912345678 | 120 |",
    )
    assert [indicator.text for indicator in analysis.indicators] == ["86", "120"]


def test_a_table_of_targets_is_planned() -> None:
    analysis = report(
        "## 三、下一步工作计划",
        "| 村名 | 硬化道路（公里） |\n|---|---|\n| 河东村 | 1.2 |\n| 河西村 | 2.5 |",
    )
    assert [indicator.planned for indicator in analysis.indicators] == [True, True]


# ── laws ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_indicators_stand_in_reading_order_and_do_not_overlap(township: Analysis, table: Analysis) -> None:
    for analysis in (township, table):
        places = [(i.sentence, i.start, i.end) for i in analysis.indicators]
        assert places == sorted(places)
        for (sentence, _, end), (following, start, _) in itertools.pairwise(places):
            assert sentence < following or end <= start


def test_a_report_without_figures_has_no_indicators() -> None:
    assert analysed("# 情况汇报\n\n我镇高度重视，统一思想，扎实推进。\n").indicators == ()
