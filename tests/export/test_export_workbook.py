"""results.xlsx as openpyxl and LibreOffice see it: what an inspector reads, and that nothing in it can act."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest

from analyzer.export import export
from analyzer.export.plain import clean
from analyzer.types import Round, Verdict

SHEETS = [
    "总览", "需要复核", "报告一览", "主要指标", "全轮汇总", "指标汇总", "汇总出处", "指标明细", "经验做法", "自选动作", "查重",
    "数据矛盾", "报告种类", "报送情况", "单位进展", "考评表", "考评依据", "读取失败", "说明",
]  # fmt: skip
#: Lines that stand above the head of a table.
NOTES = {"考评表": 3}
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning:openpyxl")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@pytest.fixture(scope="module")
def book(written: dict[str, Path]) -> Any:
    return openpyxl.load_workbook(written["xlsx"])


def rows(sheet: Any) -> list[dict[str, Any]]:
    """A table sheet as one dict a row."""
    head, *body = sheet.iter_rows(values_only=True, min_row=NOTES.get(sheet.title, 0) + 1)
    return [dict(zip(head, row, strict=True)) for row in body]


def test_every_sheet_is_there_in_order(book: Any) -> None:
    assert book.sheetnames == SHEETS


def test_no_cell_is_a_formula_a_link_or_holds_a_control_character(book: Any) -> None:
    texts = 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate)
                if cell.hyperlink:
                    assert not cell.hyperlink.target, (sheet.title, cell.coordinate)
                if isinstance(cell.value, str):
                    texts += 1
                    assert not CONTROL.search(cell.value)
                    assert len(cell.value) <= 32_767
    assert texts > 10_000


def test_hostile_texts_stand_in_the_cells_as_they_were_written(book: Any) -> None:
    found = [row for row in rows(book["需要复核"]) if "script" in row["单位"]]
    assert [row["单位"] for row in found] == ["=1+1<script>alert('x')</script>镇"]
    assert found[0]["主要理由"].splitlines()[:2] == ["=2+2", "</p><script>alert(2)</script>"]
    assert found[0]["文件"] == "../=cmd|' /C calc'!A0.docx"


@pytest.mark.parametrize("sign", ["字", "𠮷"])  # the second counts twice towards Excel's limit
def test_a_text_beyond_the_cell_limit_is_cut_with_a_mark(
    sign: str, failed: Round, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = replace(failed.reports[0].error, message=sign * 40_000)  # type: ignore[type-var]
    round_ = replace(failed, reports=(replace(failed.reports[0], error=error),))
    found = openpyxl.load_workbook(export(round_, "xlsx", tmp_path / "book.xlsx"))
    text = rows(found["读取失败"])[0]["原因和办法"]
    assert text.startswith(sign * 10_000)
    assert text.endswith("……（超出单元格上限，已截断）")
    assert 32_000 < len(text.encode("utf-16-le")) // 2 <= 32_767


def test_the_review_list_puts_sure_flags_first_and_gives_evidence_with_place(book: Any, sample: Round) -> None:
    found = rows(book["需要复核"])
    wanted = {
        report.source
        for report in sample.reports
        if report.assessment and (report.assessment.needs_review or report.assessment.verdict is Verdict.FORMALISTIC)
    }
    assert len(found) == len(wanted)
    verdicts = [row["结论"] for row in found]
    assert verdicts == sorted(verdicts, key=["流于形式", "务实", "不评判"].index)
    flagged = [row["把握程度"] for row in found if row["结论"] == "流于形式"]
    assert flagged == sorted(flagged, reverse=True)
    first = found[0]
    report = next(report for report in sample.reports if report.source == first["文件"])
    assert report.assessment
    sentence = report.sentences[report.assessment.findings[0].evidence[0]]
    assert f"【第{sentence.block + 1}段】{sentence.text[:20]}" in first["证据句"]
    assert first["把握"] == "很有把握"
    assert all(row["需复核原因"] for row in found)
    assert all(row["复核意见"] is None and row["复核人"] is None for row in found)


def test_the_decision_column_has_a_drop_down_over_all_rows(book: Any) -> None:
    sheet = book["需要复核"]
    (rule,) = sheet.data_validations.dataValidation
    assert "属实，流于形式" in rule.formula1
    column = [cell.value for cell in sheet[1]].index("复核意见") + 1
    (cells,) = rule.sqref.ranges
    assert (cells.min_col, cells.min_row, cells.max_row) == (column, 2, sheet.max_row)


@pytest.mark.parametrize("name", SHEETS[1:-1])
def test_table_sheets_are_frozen_filtered_and_ready_to_print(book: Any, name: str) -> None:
    sheet = book[name]
    top = NOTES.get(name, 0) + 1
    assert sheet.freeze_panes in (f"B{top + 1}", f"C{top + 1}")
    assert sheet.auto_filter.ref == f"A{top}:{openpyxl.utils.get_column_letter(sheet.max_column)}{sheet.max_row}"
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.page_setup.paperSize) == "9"
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == f"${top}:${top}"
    first = sheet[f"A{top + 1}"]
    assert first.alignment.wrap_text
    assert first.alignment.vertical == "top"
    assert first.font.name == "微软雅黑"


def test_every_file_has_a_row_and_every_figure_too(book: Any, sample: Round) -> None:
    assert [row["文件"] for row in rows(book["报告一览"])][1:] == [report.source for report in sample.reports][1:]
    figures = rows(book["指标明细"])
    assert len(figures) == sum(len(report.indicators) for report in sample.reports)
    for row in figures:
        assert row["原文"] in row["所在句"]


def test_money_is_shown_in_yuan_and_in_ten_thousands(book: Any) -> None:
    money = [row for row in rows(book["指标明细"]) if row["计量单位"] == "元"]
    assert money
    assert all(row["折合万元"] == pytest.approx(row["数值"] / 10_000, abs=1e-4) for row in money)
    others = [row for row in rows(book["指标明细"]) if row["计量单位"] == "户"]
    assert all(row["折合万元"] is None for row in others)
    sheet = book["指标汇总"]
    column = [cell.value for cell in sheet[1]].index("合计") + 1
    formats = {sheet.cell(row, column).number_format for row in range(2, sheet.max_row + 1)}
    assert formats <= {"#,##0", "#,##0.####"}


def test_totals_keep_achieved_and_planned_apart_and_count_doubtful_figures(book: Any, sample: Round) -> None:
    found = {(row["归属"], row["指标"], row["计量单位"], row["完成/计划"]): row for row in rows(book["指标汇总"])}
    assert len(found) == len(sample.totals)
    for total in sample.totals:
        row = found[
            (total.holder.replace("\x07", ""), total.canonical, total.unit, "计划" if total.planned else "已完成")
        ]
        assert row["合计"] == pytest.approx(total.value)
        assert (row["数字个数"], row["存疑个数"] or 0) == (len(total.places), len(total.doubtful))


def test_the_units_stand_side_by_side_with_the_required_indicators(book: Any, sample: Round) -> None:
    found = rows(book["主要指标"])
    head = list(found[0])
    assert head[:3] == ["单位", "单位类型", "报送情况"]
    assert [name.split("（")[0] for name in head[3:]] == [
        "走访农户",
        "召开座谈会",
        "召开座谈会",
        "办实事",
        "落实帮扶资金",
    ]
    by_unit = {row["单位"]: row for row in found}
    assert by_unit["柳堡镇"]["报送情况"] == "未报送"
    assert by_unit["柳堡镇"]["走访农户（户）"] == "未报"
    assert by_unit["白鹭镇"]["走访农户（户）"] == 260
    subtotals = [row for row in found[:-1] if row["单位"].startswith("小计：")]
    units = [row for row in found[:-1] if row not in subtotals]
    assert found[-1]["单位"] == "合计"
    for group in (units, subtotals):
        told = [row["走访农户（户）"] for row in group if isinstance(row["走访农户（户）"], int | float)]
        assert found[-1]["走访农户（户）"] == sum(told)


def test_the_whole_round_is_the_sum_of_its_unit_types(book: Any, sample: Round) -> None:
    found = rows(book["全轮汇总"])
    types = list(found[0])[7:-3]
    assert "乡镇街道" in types
    for row in found:
        assert row["全轮合计"] == pytest.approx(sum(row[name] or 0 for name in types))
    assert [row["完成/计划"] for row in found] == sorted(
        (row["完成/计划"] for row in found), key=["已完成", "计划"].index
    )
    assert found[0]["指标"] in sample.required_indicators


@pytest.mark.parametrize("name", ["全轮汇总", "指标汇总"])
def test_every_sum_leads_to_the_figures_it_is_made_of(book: Any, name: str) -> None:
    """A link is followed as a click would: from there on, row by row, stand the figures of this sum."""
    sources = rows(book["汇总出处"])
    sheet = book[name]
    head = [cell.value for cell in sheet[1]]
    followed = 0
    for row in sheet.iter_rows(min_row=2):
        told = dict(zip(head, row, strict=True))
        link = told["出处"].hyperlink
        if link is None:
            continue
        target, _, cell = link.location.rpartition("!")
        assert target == "'汇总出处'"
        first = sources[int(cell.removeprefix("A")) - 2]
        assert first["指标"] == told["指标"].value
        assert first["完成/计划"] == told["完成/计划"].value
        if name == "指标汇总":
            at = int(cell.removeprefix("A")) - 2
            count = told["数字个数"].value + (told["存疑个数"].value or 0)
            group = sources[at : at + count]
            assert {(each["归属"], each["指标"]) for each in group} == {(told["归属"].value, told["指标"].value)}
            assert [each["计入"] for each in group].count("是") == told["数字个数"].value
            assert group[0]["该单位合计"] == pytest.approx(told["合计"].value)
        followed += 1
    assert followed == sheet.max_row - 1


def test_a_figure_that_was_not_added_says_why(book: Any) -> None:
    found = rows(book["汇总出处"])
    assert all(bool(row["原因"]) == (row["计入"] == "否") for row in found)
    assert all(row["原文"] in row["所在句"] for row in found)


def test_copied_passages_stand_side_by_side(book: Any) -> None:
    found = [row for row in rows(book["查重"]) if row["对方种类"] == "其他单位的报告"]
    assert {row["单位"] for row in found} | {row["对方单位"] for row in found} == {"李渡镇", "顾塘镇"}
    assert len({row["单位"] for row in found}) == 1  # the pair is told once, with both shares
    assert all(row["本文句子"] == row["对方句子"] and row["位置"] and row["对方位置"] for row in found)
    assert all(row["雷同比例"] and row["对方雷同比例"] for row in found)
    assert {row["谁在先"] for row in rows(book["查重"])} <= {"本文在先", "对方在先", "从日期看不出先后"}


def test_late_missing_and_unread_are_told(book: Any) -> None:
    status = [row["状态"] for row in rows(book["报送情况"])]
    assert status.count("未报送") == 2
    assert "迟报" in status
    unread = [row for row in rows(book["读取失败"]) if row["情况"] == "未能读取"]
    assert {row["代码"] for row in unread} == {"legacy_doc", "no_text", "damaged_zip", "timeout"}
    assert all(len(row["原因和办法"]) > 10 for row in unread)


def test_without_a_deadline_nobody_is_in_time(sample: Round, tmp_path: Path) -> None:
    found = openpyxl.load_workbook(export(replace(sample, due=None), "xlsx", tmp_path / "book.xlsx"))
    assert "按时报送" not in {row["状态"] for row in rows(found["报送情况"])}
    assert "按时报送" not in {row["报送情况"] for row in rows(found["报告一览"])}
    assert "按时报送单位" not in {row[0] for row in found["总览"].iter_rows(values_only=True)}


def test_the_overview_tells_the_counts_of_the_round(book: Any, sample: Round) -> None:
    cells = {row[0]: row[1] for row in book["总览"].iter_rows(values_only=True) if row[0]}
    assert cells["收到文件"] == len(sample.reports)
    assert cells["应报单位"] == sum(unit.status != "unknown_unit" for unit in sample.submissions)
    assert cells["　建议：流于形式"] == sum(
        bool(report.assessment and report.assessment.verdict is Verdict.FORMALISTIC) for report in sample.reports
    )
    links = [cell.hyperlink.location for row in book["总览"].iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in SHEETS[1:-1]]


def test_own_features_and_kinds_have_their_sheets(book: Any, sample: Round) -> None:
    rows = list(book["自选动作"].iter_rows(min_row=2, values_only=True))
    assert [row[2] for row in rows] == [clean(share.source) for share in sample.own_features]
    assert {(row[3], row[4]) for row in rows} == {(0.4, 0.3)}
    kinds = list(book["报告种类"].iter_rows(min_row=2, values_only=True))
    assert sum(row[-1] for row in kinds) == sum(report.metadata is not None for report in sample.reports)
    overview = list(book["总览"].iter_rows(values_only=True))
    place = next(number for number, row in enumerate(overview) if str(row[0]).startswith("报告种类（"))
    whole = next(row for row in overview[place:] if row[0] == "合计")
    assert [cell for cell in whole if cell is not None][-1] == sum(row[-1] for row in kinds)


def test_the_explanation_names_every_column_of_every_sheet(book: Any) -> None:
    told: dict[str, list[str]] = {}
    sheet = None
    for first, second, _ in book["说明"].iter_rows(values_only=True, max_col=3):
        if second == "（全表）":
            sheet = told.setdefault(first, [])
        elif sheet is not None and second:
            sheet.append(second)
    assert told == {name: [cell.value for cell in book[name][NOTES.get(name, 0) + 1]] for name in SHEETS[1:-1]}


@pytest.mark.parametrize("name", ["empty", "failed"])
def test_a_round_without_reports_gives_a_book_that_says_so(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    path = export(request.getfixturevalue(name), "xlsx", tmp_path / "book.xlsx")
    found = openpyxl.load_workbook(path)
    assert found.sheetnames == SHEETS
    assert found["需要复核"]["A2"].value == "本轮没有需要复核的报告。"


def test_a_large_round_written_row_by_row_holds_the_same_cells(
    sample: Round, book: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analyzer.export.workbook._MANY_FIGURES", 0)
    found = openpyxl.load_workbook(export(sample, "xlsx", tmp_path / "large.xlsx"))
    for sheet in book:
        assert list(found[sheet.title].iter_rows(values_only=True)) == list(sheet.iter_rows(values_only=True))


@pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed: the workbook was NOT opened with it"
)
def test_libreoffice_opens_the_workbook(written: dict[str, Path], tmp_path: Path) -> None:
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to",
         "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2", "--outdir", str(tmp_path), str(written["xlsx"])],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    (converted,) = tmp_path.glob("*.csv")
    text = converted.read_text(encoding="utf-8")
    assert text.startswith("单位,文件,结论,把握")
    assert "=1+1<script>alert('x')</script>镇" in text


def test_the_assessment_sheet_says_first_that_a_person_decides(book: Any, sample: Round) -> None:
    sheet = book["考评表"]
    assert "只是建议" in sheet["A1"].value
    assert "核定前不得用于通报" in sheet["A1"].value
    assert "不按 0 分计" in sheet["A2"].value
    assert "群众评议表第 9 行" in sheet["A3"].value
    found = rows(sheet)
    assert sample.assessment
    assert [row["单位"] for row in found][1:] == [row.unit for row in sample.assessment.rows][1:]
    assert all(row["人工核定"] is None and row["核定人"] is None for row in found)
    for row, told in zip(found, sample.assessment.rows, strict=True):
        assert row["建议总分"] == told.total
        assert row["务实度\n（60）"] == told.items[0].points  # an empty cell is None, never 0
        assert row["群众评议\n（40）"] == told.items[1].points
    assert any(row["群众评议\n（40）"] is None for row in found)


def test_every_point_leads_to_its_reason_and_sentences(book: Any, sample: Round) -> None:
    sheet, traced = book["考评表"], rows(book["考评依据"])
    assert sample.assessment
    assert len(traced) == sum(len(row.items) for row in sample.assessment.rows)
    column = [cell.value for cell in sheet[4]].index("依据") + 1
    for number, row in enumerate(rows(sheet), 5):
        target = sheet.cell(number, column).hyperlink.location
        assert target.startswith("'考评依据'!A")
        assert traced[int(target.rsplit("A", 1)[1]) - 2]["单位"] == row["单位"]
    own = [row for row in traced if row["项目"] == "务实度" and row["文件"]]
    for row in own:
        report = next((report for report in sample.reports if report.source == row["文件"]), None)
        if report:  # the hostile file's name is written escaped
            assert report.sentences[0].text[:10] in row["依据的句子"]
            assert "〔第1段〕" in row["为什么"] or "〔第1页第1段〕" in row["为什么"]
    assert all(row["为什么"] for row in traced)


def test_units_stand_beside_the_calendar_and_their_earlier_report(book: Any, sample: Round) -> None:
    found = rows(book["单位进展"])
    assert [row["与应到相比"] or None for row in found] == [
        {"behind": "落后", "on_time": "按期", "ahead": "超前", None: None}[each.calendar] for each in sample.history
    ]
    assert {row["阶段进退"] for row in found} == {"停在原处", None}
    assert any(row["变小的累计数"] and "上次" in row["变小的累计数"] for row in found)
    assert [row["上次报告"] for row in found].count("没有报") == sum(h.reported_before is False for h in sample.history)
