"""What a report says of itself: title, unit, date, campaign and kind, from head and foot, then from the file's name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from analyzer.extraction.dates import find_dates
from analyzer.extraction.metadata import read_metadata
from analyzer.reading import read_bytes
from analyzer.types import Metadata, ReportKind

UNITS = yaml.safe_load((Path(__file__).parent / "cases" / "reporting_units.yaml").read_text(encoding="utf-8"))
KINDS = yaml.safe_load((Path(__file__).parent / "cases" / "kinds.yaml").read_text(encoding="utf-8"))
BODY = "我们组织干部走访群众，听取意见，解决困难。"


def _read(text: str, *, name: str = "无名", **known: Any) -> Metadata:
    return read_metadata(read_bytes(text.encode(), "report.md"), name=name, **known)


def _report(title: str, *foot: str, body: str = BODY) -> str:
    return "\n\n".join([f"# {title}", "市活动办公室：", body, *foot]) + "\n"


def test_head_and_foot_of_a_report() -> None:
    assert _read(_report("沙桥镇“三解三促”活动总结", "沙桥镇人民政府", "2012年6月20日")) == Metadata(
        title="沙桥镇“三解三促”活动总结",
        unit="沙桥镇",
        unit_type="乡镇街道",
        campaign="三解三促",
        date="2012-06-20",
        report_kind=ReportKind.SUMMARY,
    )


@pytest.mark.parametrize(
    ("title", "foot", "unit", "kind"),
    [
        ("关于开展“三解三促”活动情况的汇报", "芦川市水利局", "芦川市水利局", "部门"),
        ("团市委“三解三促”活动总结", "", "团市委", "群团"),
        ("荻湾镇荻东村三解三促进展情况", "荻东村村委会", "荻东村", "村社区"),
        ("市农商行驻圩西村工作队总结", "", "市农商行驻圩西村工作队", "工作队"),
        ("城南街道办事处三解三促总结", "", "城南街道", "乡镇街道"),
        ("市供电公司活动总结", "", "市供电公司", "其他"),
        ("活动总结", "河口镇人民政府（盖章）", "河口镇", "乡镇街道"),
    ],
)
def test_the_unit_from_title_or_signature(title: str, foot: str, unit: str, kind: str) -> None:
    found = _read(_report(title, *([foot] if foot else [])))
    assert (found.unit, found.unit_type) == (unit, kind)


@pytest.mark.parametrize("case", UNITS, ids=lambda case: f"{case['title']}→{case['unit']}")
def test_the_fullest_form_of_the_reporting_unit(case: dict[str, Any]) -> None:
    known = {written: (name, kind) for written, (name, kind) in case.get("known", {}).items()}
    lines = [
        f"# {case['title']}",
        *case.get("head", []),
        case.get("body", BODY) + BODY,
        *case.get("foot", []),
        "2014年6月",
    ]
    found = _read("\n\n".join(lines) + "\n", known=known)
    assert (found.unit, found.unit_type) == (case["unit"], case["type"])


def test_a_unit_that_is_only_addressed_is_not_the_reporting_unit() -> None:
    text = _report("活动情况汇报", "河口镇人民政府").replace("市活动办公室：", "市水利局：")
    assert _read(text).unit == "河口镇"


def test_a_rosters_name_wins_over_the_written_form() -> None:
    known = {"芦川市水利局": ("市水利局", "部门")}
    assert _read(_report("活动情况的汇报", "芦川市水利局"), known=known).unit == "市水利局"


@pytest.mark.parametrize(
    ("foot", "date"),
    [
        ("2012年6月20日", "2012-06-20"),
        ("二〇一二年六月二十日", "2012-06-20"),
        ("二O一二年六月二十日", "2012-06-20"),
        ("二○一二年十月三十一日", "2012-10-31"),
        ("２０１２年６月２０日", "2012-06-20"),
        ("2012-06-20", "2012-06-20"),
        ("2012.6.20", "2012-06-20"),
        ("2012/6/20", "2012-06-20"),
        ("2012年6月", "2012-06"),
        ("二〇一二年六月", "2012-06"),
    ],
)
def test_the_date_of_the_foot(foot: str, date: str) -> None:
    assert _read(_report("活动情况汇报", "河口镇人民政府", foot)).date == date


@pytest.mark.parametrize(
    "body",
    [
        "2011年5月3日起，干部走访群众260户。" + BODY * 3,
        pytest.param(
            "2011年5月3日起，干部走访群众260户。",
        ),
    ],
    ids=["long", "short"],
)
def test_a_date_in_the_body_is_not_the_reports_date(body: str) -> None:
    assert _read(_report("活动情况汇报", "河口镇人民政府", body=body)).date is None


@pytest.mark.parametrize(
    ("name", "unit", "date", "campaign", "kind"),
    [
        ("沙桥镇三解三促活动总结2012.6.20（定稿）", "沙桥镇", "2012-06-20", "三解三促", ReportKind.SUMMARY),
        ("河口镇大走访工作计划20120625", "河口镇", "2012-06-25", "大走访", ReportKind.PLAN),
        ("市民政局三解三促进展情况2012年5月", "市民政局", "2012-05", "三解三促", ReportKind.PROGRESS),
    ],
)
def test_the_files_name_speaks_where_the_report_is_silent(
    name: str, unit: str, date: str, campaign: str, kind: ReportKind
) -> None:
    found = _read(f"{BODY}群众满意。\n", name=name)
    assert (found.unit, found.date, found.campaign, found.report_kind) == (unit, date, campaign, kind)


def test_the_report_speaks_before_the_files_name() -> None:
    found = _read(
        _report("沙桥镇“三解三促”活动总结", "沙桥镇人民政府", "2012年6月20日"), name="河口镇大走访计划20110101"
    )
    assert (found.unit, found.date, found.campaign, found.report_kind) == (
        "沙桥镇",
        "2012-06-20",
        "三解三促",
        ReportKind.SUMMARY,
    )


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("沙桥镇“三解三促”活动总结", ReportKind.SUMMARY),
        ("沙桥镇关于“三解三促”活动开展情况的汇报", ReportKind.SUMMARY),
        ("2012年度述职报告", ReportKind.SUMMARY),
        ("沙桥镇“三解三促”活动进展情况", ReportKind.PROGRESS),
        ("沙桥镇“三解三促”活动目标规划", ReportKind.PLAN),
        ("市发改委2012年三解三促工作计划", ReportKind.PLAN),
        ("关于河口镇农村空巢老人生活状况的调查与思考", ReportKind.RESEARCH),
        ("荷藕产业怎么了——市农委调研报告", ReportKind.RESEARCH),
        ("市商务局“三解三促”活动实施方案", ReportKind.SCHEME),
        ("关于在全市机关干部中开展“三解三促”活动的实施意见", ReportKind.SCHEME),
        ("关于全市“三解三促”活动开展情况的通报", ReportKind.CIRCULAR),
        ("市编办三解三促简报", ReportKind.BULLETIN),
        ("上半年总结和下半年工作计划", ReportKind.SUMMARY),
    ],
)
def test_the_kind_of_report(title: str, kind: ReportKind) -> None:
    assert _read(_report(title, "2012年6月20日")).report_kind is kind


@pytest.mark.parametrize(
    "text",
    [
        "# 荻湾简报\n\n第9期\n\n荻湾镇党政办编　2012年5月8日\n\n荻湾镇干部走访农户260户。\n",
        "# 干部把难处记在本子上\n\n本报讯 近日，荻湾镇干部走访农户260户。\n",
        "# 干部把难处记在本子上\n\n近日，荻湾镇干部走访农户260户。（通讯员 王平）\n",
    ],
)
def test_the_marks_of_a_bulletin(text: str) -> None:
    assert _read(text).report_kind is ReportKind.BULLETIN


@pytest.mark.parametrize(
    ("title", "body", "campaign"),
    [
        ("沙桥镇“三解三促”活动总结", BODY, "三解三促"),
        ("沙桥镇三解三促活动总结", BODY, "三解三促"),
        ("活动总结", "在“大走访”活动中，干部走访群众。", "大走访"),
        ("活动总结", "在“进百家门”主题活动中，干部走访群众。", "进百家门"),
        ("工作总结", "推行“六必谈”制度，群众有话先说。", None),
    ],
)
def test_the_campaign(title: str, body: str, campaign: str | None) -> None:
    assert _read(_report(title, body=body)).campaign == campaign


def test_the_rounds_campaign_is_chosen_where_the_report_names_it() -> None:
    body = "我局在“三解三促”活动和“大走访”活动中走访群众，“大走访”活动群众欢迎。"
    assert _read(_report("活动总结", body=body), campaign="三解三促").campaign == "三解三促"
    assert _read(_report("活动总结", body=body)).campaign == "大走访"
    assert _read(_report("活动总结", body=BODY), campaign="三解三促").campaign is None


CIRCULAR = "# 关于全市“三解三促”活动开展情况的通报\n\n各镇、各部门：\n\n{opening}全市共走访农户3.2万户。\n\n芦川市“三解三促”活动办公室\n\n2012年6月28日\n"


@pytest.mark.parametrize(
    "opening",
    [
        "活动开展以来，",
        pytest.param(
            "根据市委统一部署，",
        ),
    ],
)
def test_a_circular_speaks_of_its_region(opening: str) -> None:
    assert _read(CIRCULAR.format(opening=opening)).unit == "芦川市"


def test_a_silent_report_has_no_unit_no_date_no_campaign() -> None:
    found = _read("# 情况汇报\n\n高度重视，扎实推进，成效明显。\n")
    assert (found.unit, found.unit_type, found.date, found.campaign) == (None, None, None, None)


@pytest.mark.parametrize(
    "text", ["2012年13月1日", "1012年5月1日", "编号20121301", "电话20121", "3月8日", "第12年5月", "版本12.6.20"]
)
def test_what_is_no_date(text: str) -> None:
    assert list(find_dates(text)) == []


def test_an_impossible_day_leaves_the_month() -> None:
    assert [date.iso for date in find_dates("2012年6月99日")] == ["2012-06"]


def test_dates_know_their_place() -> None:
    text = "自２０１２年３月８日起，至二〇一二年六月二十日止。"
    assert [(date.iso, text[date.start : date.end]) for date in find_dates(text)] == [
        ("2012-03-08", "２０１２年３月８日"),
        ("2012-06-20", "二〇一二年六月二十日"),
    ]


@pytest.mark.parametrize("case", KINDS, ids=lambda case: str(case["why"]))
def test_the_kind_from_masthead_title_subtitle_and_opening(case: dict[str, Any]) -> None:
    lines = [*case.get("over", []), f"# {case['title']}", *case.get("under", []), case.get("body", BODY) + BODY * 3]
    assert _read("\n\n".join(lines) + "\n", name=case.get("name", "")).report_kind == case["kind"]
