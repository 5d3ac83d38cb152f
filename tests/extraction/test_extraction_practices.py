"""Named practices of small reports with the model in use: found or refused, kind, gloss and holder."""

from __future__ import annotations

import pytest
from small_reports import circular, practice, report

from analyzer.types import Analysis


@pytest.fixture(scope="module")
def township() -> Analysis:
    return report(
        "我镇推行“六必谈”制度（土地流转前必谈、征地拆迁前必谈、低保评定前必谈），群众有话先说。",
        "建立“周三接访日”，每周由一名班子成员坐班。开展“四走进”活动，走访农户260户。",
        "干部记“民情日记”，即一户一页、一事一记、办结销号。",
        "制作“便民联系卡”，搭建“村民议事厅”平台，开通“书记热线”。",
        "到6月，六必谈覆盖了12个村。",
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("六必谈", "制度"),
        ("周三接访日", "制度"),
        ("四走进", "活动"),
        ("民情日记", "载体"),
        ("便民联系卡", "载体"),
        ("村民议事厅", "平台"),
        ("书记热线", "平台"),
    ],
)
def test_a_quoted_way_of_working_is_found_with_its_kind(township: Analysis, name: str, kind: str) -> None:
    found = practice(township, name)
    assert found.kind == kind
    assert found.holder == "沙桥镇"


def test_the_noun_behind_the_name_decides_the_kind() -> None:
    analysis = report("组建“红马甲”志愿服务队，上门维修家电86台。")
    assert practice(analysis, "红马甲").kind == "队伍"


@pytest.mark.parametrize(
    ("name", "gloss"),
    [
        ("六必谈", "土地流转前必谈、征地拆迁前必谈、低保评定前必谈"),
        ("民情日记", "一户一页、一事一记、办结销号"),
        ("四走进", None),
    ],
)
def test_the_gloss_is_the_reports_own_explanation(township: Analysis, name: str, gloss: str | None) -> None:
    assert practice(township, name).gloss == gloss


def test_a_practice_quoted_once_is_found_without_quotation_marks_later(township: Analysis) -> None:
    mentions = [item for item in township.practices if item.name == "六必谈"]
    assert len(mentions) == 2
    assert township.sentences[mentions[1].sentence].text.startswith("到6月")
    assert mentions[1].gloss == mentions[0].gloss


def test_known_practices_need_no_quotation_marks() -> None:
    analysis = report("镇里印制便民联系卡3000张，干部坚持撰写民情日记。")
    assert [item.name for item in analysis.practices] == ["便民联系卡", "民情日记"]


@pytest.mark.parametrize(
    "text",
    [
        "我镇扎实开展“三解三促”活动。",
        "深入学习“十八大”精神，贯彻《土地管理法》和“一号文件”。",
        "宣传“土地管理法”，落实“安全生产法”。",
        "该村荣获“文明村”称号，支部被评为“先进基层党组织”。",
        "群众说：“路好走了，灯也亮了。”",
        "老党员王步高说：“你们来了，我们就放心了。”",
        "克服“门难进、脸难看”，解决“最后一公里”问题，当好“主心骨”。",
        "发展“三农”，落实“八项规定”。",
    ],
)
def test_campaigns_laws_awards_and_speech_are_no_practices(text: str) -> None:
    assert [item.name for item in report(text).practices] == []


def test_another_campaign_of_the_report_is_no_practice() -> None:
    analysis = report("在“大走访”活动中，走访农户260户。", title="沙桥镇“大走访”活动总结")
    assert analysis.practices == ()


EIGHT = {
    "六必谈": ("沙桥镇", "制度"),
    "四走进": ("河口镇", "活动"),
    "民情日记": ("市水利局", "载体"),
    "包保": ("李渡镇", "制度"),
    "周三接访日": ("城南街道", "制度"),
    "青春帮帮团": ("团市委", "队伍"),
    "编制直通车": ("市编办", "载体"),
    "一窗通办": ("市国税局", "机制"),
}


def test_a_circular_gives_each_practice_to_its_own_unit() -> None:
    analysis = circular(
        "各单位创新方法，形成了一批好做法。沙桥镇推行“六必谈”制度，走访农户860户。河口镇开展“四走进”活动，解决问题121个。"
        "市水利局记好“民情日记”，撰写日记320篇。李渡镇实行“包保”责任制，结对帮扶150户。"
        "城南街道设立“周三接访日”，接待群众230人次。团市委组建“青春帮帮团”，帮扶企业16家。"
        "市编办开通“编制直通车”，办理事项42件。市国税局推出“一窗通办”机制，办结涉税事项310件。"
    )
    assert {item.name: item.holder for item in analysis.practices} == {
        name: holder for name, (holder, _) in EIGHT.items()
    }
    told = {"六必谈": "制度", "四走进": "活动", "一窗通办": "机制"}  # the noun that follows says the kind
    assert {item.name: item.kind for item in analysis.practices if item.name in told} == told


def test_two_units_that_run_a_practice_together_both_hold_it() -> None:
    analysis = circular("沙桥镇、河口镇推行“六必谈”制度，群众有话先说。")
    assert practice(analysis, "六必谈").holder == "沙桥镇、河口镇"
