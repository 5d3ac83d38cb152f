"""通报.docx: a draft that tells only what the round shows, names nobody for a fault, and looks like a circular."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import circular_check
import docx
import export_sample
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from export_sample import totals_of

from analyzer.export import circular, export
from analyzer.types import FindingCode, ReportKind, Round, Stage, Submission, Verdict


@pytest.fixture(scope="module")
def draft(written: dict[str, Path]) -> Any:
    return docx.Document(str(written["docx"]))


@pytest.fixture(scope="module")
def checklist(written: dict[str, Path]) -> Any:
    return checklist_of(written["docx"])


def checklist_of(path: Path) -> Any:
    return docx.Document(str(path.with_name(f"{path.stem}核对清单.docx")))


def faults_of(path: Path, round_: Round) -> list[str]:
    return circular_check.faults(docx.Document(str(path)), checklist_of(path), round_)


def texts(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def section(document: Any, heading: str) -> str:
    """The text under one of the headings 一、…… 四、……, without the marks."""
    told = texts(document)
    start = next(place for place, text in enumerate(told) if re.match(rf"[一二三四五]、{heading}$", text))
    end = next(
        (p for p, text in enumerate(told[start + 1 :], start + 1) if re.match(r"[一二三四五]、|附件", text)),
        len(told),
    )
    return circular_check.MARK.sub("", "\n".join(told[start + 1 : end]))


def written_as(round_: Round, folder: Path) -> Any:
    return docx.Document(str(export(round_, "docx", folder / "draft.docx")))


def test_the_draft_has_the_parts_of_a_circular_in_order(draft: Any) -> None:
    told = texts(draft)
    assert told[0] == "关于“三解三促”活动开展情况的通报"
    assert told[1] == "（草稿，待人工核定）"
    heads = [text for text in told if re.match(r"[一二三四五]、", text)]
    assert heads == ["一、总体情况", "二、主要做法和成效", "三、存在问题", "四、下一步要求"]
    deficiencies = re.findall(r"（[一二三]）(\S+?)。", section(draft, "存在问题"))
    assert deficiencies[:3] == ["进展不平衡", "工作不深入", "特色不明显"]


def test_no_unit_is_named_for_a_deficiency(draft: Any, sample: Round) -> None:
    told = section(draft, "存在问题") + section(draft, "下一步要求")
    units = {report.metadata.unit for report in sample.reports if report.metadata and report.metadata.unit}
    assert len(units) > 50
    assert not [unit for unit in units if unit in told]
    assert "核定后，方可写入单位名称" in told


def test_deficiencies_count_units_not_reports(sample: Round, tmp_path: Path) -> None:
    flagged = next(
        r for r in sample.reports if r.assessment and {f.code.value for f in r.assessment.findings} == {"contact_only"}
    )
    twice = replace(flagged, source=f"{flagged.source}（第二份）")
    document = written_as(replace(sample, reports=(flagged, twice), history=()), tmp_path)
    assert "有1个单位的报告以走访、慰问、座谈为主" in section(document, "存在问题")
    assert "进展不平衡" not in section(document, "存在问题")
    assert "加快工作进度" not in section(document, "下一步要求")


def test_a_confirmed_unit_is_named_and_no_other(sample: Round, tmp_path: Path) -> None:
    flagged = [r for r in sample.reports if any(f.code is FindingCode.CONTACT_ONLY for f in r.findings) and r.unit]
    named, other = list(dict.fromkeys(r.unit for r in flagged if r.unit.isalnum()))[:2]
    confirmed = {
        (named, FindingCode.CONTACT_ONLY),
        (other, FindingCode.PROGRESS_LAG),
        ("没有这个单位", FindingCode.CONTACT_ONLY),
    }
    path = circular.write(sample, tmp_path / "draft.docx", confirmed=confirmed)
    told = section(docx.Document(str(path)), "存在问题")
    assert f"经督查人员核实，{named}属于这种情况。" in told
    assert told.count("经督查人员核实") == 1
    assert other not in told
    assert "没有这个单位" not in told


def test_who_is_missing_or_late_is_counted_and_named_in_the_offices_own_list_alone(draft: Any, checklist: Any) -> None:
    told = circular_check.text_of(draft)
    assert re.search(
        r"已报送\d+个（按时报送\d+个、迟报\d+个(?:、日期不明\d+个)?），未报送2个。", circular_check.MARK.sub("", told)
    )
    assert "柳堡镇" not in told
    missing = [row.unit for row in circular_check.groups_of(checklist)["核2"][1] if row.told == "未报送"]
    assert missing == ["柳堡镇", "市档案局"]
    assert texts(checklist)[0] == "通报核对清单"
    assert {header.paragraphs[0].text for header in (checklist.sections[0].header, checklist.sections[0].even_page_header)} == {"内部核对用，不随通报印发"}  # fmt: skip


def test_no_part_of_the_draft_names_a_unit_for_a_fault(draft: Any, checklist: Any) -> None:
    """The list for checking is a file of its own, so that nobody sends it by mistake."""
    assert [mark for mark in circular_check.groups_of(draft) if mark.startswith("核")] == []
    assert "核对清单" not in "\n".join(texts(draft))
    inside = circular_check.groups_of(checklist)
    assert all(mark.startswith("核") for mark in inside)
    assert len(inside) >= 6


def test_without_anything_to_check_the_list_says_so(tmp_path: Path) -> None:
    path = export(export_sample.empty_round(), "docx", tmp_path / "draft.docx")
    assert "本轮没有需要核对的内容。" in texts(checklist_of(path))


def test_who_is_missing_is_named_where_the_round_asks_for_it(sample: Round, tmp_path: Path) -> None:
    told = section(written_as(replace(sample, name_missing=True), tmp_path), "总体情况")
    assert "，未报送2个。未报送的单位是柳堡镇和市档案局。" in told
    everybody = replace(sample, name_missing=True, submissions=reported(sample))
    assert "未报送" not in section(written_as(everybody, tmp_path), "总体情况")


def test_only_sound_reports_are_praised_and_no_plans(draft: Any, sample: Round) -> None:
    told = section(draft, "主要做法和成效")

    def sound(report: Any) -> bool:
        judged = report.verdict is Verdict.SUBSTANTIVE and report.report_kind is not ReportKind.PLAN
        return judged and not report.needs_review and not report.checks

    praised = {report.unit for report in sample.reports if report.unit and sound(report)}
    others = {report.unit for report in sample.reports if report.unit} - praised
    assert len([unit for unit in praised if unit in told]) > 5
    assert not [
        unit for unit in others if re.search(rf"(?:^|[。，据]){re.escape(unit)}(?:推行|实行|建立|设立|报告)", told)
    ]


def test_every_figure_and_name_is_found_in_the_annex_and_in_the_report_it_names(
    draft: Any, checklist: Any, sample: Round
) -> None:
    groups = circular_check.groups_of(draft)
    assert len([mark for mark in groups if mark.startswith("1.")]) >= 8
    assert len([mark for mark in groups if mark.startswith("2.")]) >= 5
    assert circular_check.faults(draft, checklist, sample) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (r"办实事4件", "办实事5件", "正文与附件不同"),
        (r"楼长收题", "楼长答题", "附件里没有这句话"),
        (r"“楼事楼议”", "“楼事楼办”", "不在附件里"),
        (r"有1个单位(?=［核)", "有4个单位", "正文写4个单位"),
        (r"［1\.1］", "［1.99］", "不在附件里"),
        (r"\d+个单位写走访入户", "1个单位写走访入户", "应当是"),
    ],
)
def test_the_check_finds_what_was_changed_in_the_text(
    written: dict[str, Path], sample: Round, old: str, new: str, told: str
) -> None:
    document = docx.Document(str(written["docx"]))
    paragraph = next(p for p in document.paragraphs if re.search(old, p.text))
    changed = re.sub(old, new, paragraph.text, count=1)
    paragraph.text = changed
    found = circular_check.faults(document, checklist_of(written["docx"]), sample)
    assert any(told in fault for fault in found), found


def test_a_figure_that_the_annex_does_not_hold_is_found(written: dict[str, Path], sample: Round) -> None:
    document = docx.Document(str(written["docx"]))
    rows = document.tables[0].rows
    rows[2]._tr.getparent().remove(rows[2]._tr)
    found = circular_check.faults(document, checklist_of(written["docx"]), sample)
    assert any("各行相加得" in fault for fault in found)


def test_every_total_in_the_text_has_a_mark(draft: Any) -> None:
    figures = next(text for text in texts(draft) if text.startswith("据各单位报告的数字汇总"))
    body, _, _ = figures.partition("以上各项")
    numbers = re.findall(r"(?<![\d.［])\d+(?:\.\d+)?(?=[^\d.］])", circular_check.MARK.sub("※", body))
    assert len(numbers) == len(circular_check.MARK.findall(body)) >= 8


def some(round_: Round, wanted: Any, count: int | None = None) -> Round:
    """The round as if only some of its judged reports had come, each in time."""
    reports = tuple(
        [r for r in round_.reports if r.verdict and wanted(r) and r.source.startswith(r.unit or "?")][:count]
    )
    submissions = tuple(
        Submission(unit=unit, type=None, status="on_time", sources=(source,))
        for unit, source in {r.unit or "": r.source for r in reports}.items()
    )
    return replace(round_, reports=reports, submissions=submissions, totals=totals_of(reports))


def with_a_plan(round_: Round) -> Round:
    """Three reports, the first of them a plan."""
    first, *others = some(round_, lambda x: x.report_kind is not ReportKind.PLAN, 3).reports
    plan = replace(first, metadata=replace(first.metadata, report_kind=ReportKind.PLAN))
    return replace(round_, reports=(plan, *others), submissions=(), totals=())


def clean_report(report: Any) -> bool:
    return (
        report.verdict is Verdict.SUBSTANTIVE and not report.findings and not report.checks and not report.needs_review
    )


#: Odd rounds, and what each draft must and must not say.
ODD_ROUNDS: dict[str, tuple[Any, tuple[str, ...], tuple[str, ...]]] = {
    "one sound report": (
        lambda r: some(r, clean_report, 1),
        ("共收到材料1份。", "有1个单位报送了材料，都在规定期限内报送。", "收到的1份活动报告写出了可以核查的成效。", "没有发现进展滞后", "各单位要巩固已有做法"),
        ("（一）", "占1", "的有1份", "完成时限"),
    ),
    "one flagged report": (
        lambda r: some(r, lambda x: len(x.findings) == 1 and x.findings[0].code is FindingCode.CONTACT_ONLY, 1),
        ("工作不深入。有1个单位的报告以走访、慰问、座谈为主", "抓好问题解决。走访之后要有下文", "这份报告还没有达到。"),
        ("其中乡镇", "原文看", "（一）", "进展不平衡", "特色不明显"),
    ),
    "three reports": (lambda r: some(r, lambda x: True, 3), ("3份活动报告",), ("占",)),
    "a plan among them": (with_a_plan, ("其中活动报告2份，计划1份。", "3份活动报告和计划"), ("活动报告3份", "3份活动报告中")),
    "no figures": (lambda r: replace(r, totals=()), ("从进展看",), ("数字汇总", "相加而成", "附件：1")),
    "nothing flagged": (
        lambda r: some(r, clean_report),
        ("没有发现进展滞后、停留于走访、措施空泛或缺少特色的情况。",),
        ("以上问题由系统", "进展不平衡"),
    ),
    "all flagged": (
        lambda r: some(r, lambda x: x.findings),
        ("请人工补充或删去", "（一）进展不平衡", "（二）工作不深入", "（三）特色不明显", "（四）做出自身特色"),
        ("没有发现进展滞后",),
    ),
    "no roster": (lambda r: replace(some(r, lambda x: True), due=None), ("个单位报送了材料。",), ("应报送", "期限", "按时报送")),
    "nobody reported": (
        lambda r: replace(r, reports=(), totals=(), practices=(), submissions=tuple(s for s in r.submissions if s.status == "missing")),
        ("“三解三促”活动（2012年3月至6月）尚未收到材料。", "本轮应报送材料的单位2个，都未报送。", "尚未报送的单位要尽快补报"),
        ("现将有关情况通报如下", "已报送", "没有发现"),
    ),
    "empty": (lambda r: export_sample.empty_round(), ("本轮督查尚未收到材料。",), ("没有发现", "附件", "要求：")),
    "unreadable": (lambda r: export_sample.failed_round(), ("材料2份，都未能读取，没有可以通报的情况。",), ("没有发现", "现将")),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD_ROUNDS)
def test_an_odd_round_is_told_in_whole_sentences(name: str, sample: Round, tmp_path: Path) -> None:
    make, wanted, unwanted = ODD_ROUNDS[name]
    round_ = make(sample)
    document = written_as(round_, tmp_path)
    told = [text for text in circular_check.text_of(document).split("\n") if text]
    body = circular_check.MARK.sub("", "\n".join(told))
    assert [text for text in wanted if text not in body] == []
    assert [text for text in unwanted if text in body] == []
    assert not re.search(r"(?<![\d.])0[个份组]|None|[，、；：]{2}|[，、；]。|：。|（）|。。|\{|\}", body), body
    assert all(re.search(r"[。：〕]$|^[一二三四]、|通报$|人工核定）$|待定）$", text) for text in told)
    assert faults_of(tmp_path / "draft.docx", round_) == []


def test_units_are_compared_with_the_earlier_round_where_there_is_one(sample: Round, tmp_path: Path) -> None:
    """The sample's histories: every second unit reported before and then stood where its report of now does."""
    document = written_as(sample, tmp_path)
    both = [h for h in sample.history if h.progress and h.source]
    told = section(document, "总体情况")
    assert f"与上一轮相比，{len(both)}个单位两轮都报送了活动报告，其中仍在原来阶段的{len(both)}个。" in told
    behind = [h for h in both if h.stage in (Stage.ORGANISED, Stage.MOBILISED, Stage.CONTACTING, Stage.SOLVING)]
    assert 0 < len(behind) < len(both)
    assert f"有{len(behind)}个单位没有新的进展" in section(document, "存在问题")
    first = written_as(replace(sample, history=()), tmp_path)
    assert "上一轮" not in circular_check.text_of(first)


def test_copying_is_counted_in_reports_and_groups(sample: Round, tmp_path: Path) -> None:
    copied = {copy.kind for report in sample.reports for copy in report.copies}
    assert copied == {"report", "reference"}
    more = tuple(
        replace(report, copies=tuple(replace(copy, share=0.6) for copy in report.copies)) for report in sample.reports
    )
    told = section(written_as(replace(sample, reports=more), tmp_path), "存在问题")
    assert "另有2份报告（1组）彼此三分之一以上的文字相同。" in told
    assert "另有1份报告三分之一以上的文字与上级文件相同。" in told
    assert "李渡镇" not in told
    assert faults_of(tmp_path / "draft.docx", replace(sample, reports=more)) == []


def test_a_type_with_a_single_unit_is_not_told_apart(draft: Any) -> None:
    """“工作队1个” would all but name the unit."""
    told = section(draft, "存在问题")
    assert "其他单位" in told
    assert not re.search(r"(?:乡镇街道|部门|群团|工作队|村社区|企业)1个", told)


def test_no_theme_of_practices_has_a_single_unit_beside_others(draft: Any) -> None:
    told = section(draft, "主要做法和成效")
    themes = [text for text in told.split("\n") if "解决难题" not in text]
    assert len(themes) >= 2
    assert all(re.search(r"有([2-9]|\d\d)个单位", text) for text in themes)


def test_a_deed_says_of_what_it_tells(draft: Any, sample: Round) -> None:
    assert "三段全线通车" in "".join(s.text for r in sample.reports for s in r.sentences)
    deeds = next(t for t in section(draft, "主要做法和成效").split("\n") if "解决难题" in t)
    assert "三段全线通车" not in deeds
    assert deeds.count("。") >= 4


def test_the_annexes_are_short_and_name_a_report_once(draft: Any) -> None:
    groups = circular_check.groups_of(draft)
    assert max(len(row.sentence) for mark, (_, rows) in groups.items() if mark.startswith("1.") for row in rows) <= 70
    cells = [[cell.text for cell in row.cells] for row in draft.tables[0].rows]
    repeated = [b for a, b in pairwise(cells) if a[0] and b[0] == a[0] and b[2] == a[2] and len(set(b)) > 1]
    assert repeated == []


def test_neighbouring_sentences_are_worded_differently(draft: Any) -> None:
    told = section(draft, "主要做法和成效")
    deeds = re.findall(
        r"(?:^|。)(据[^，。]+报告，|从[^，。]+材料看，|[^，。据从]+报告，)", told.split("解决难题", 1)[1]
    )
    shapes = ["据" if d.startswith("据") else "从" if d.startswith("从") else "报告" for d in deeds]
    assert len(shapes) >= 3
    assert all(a != b for a, b in pairwise(shapes))


def test_a_failing_told_of_a_practice_is_no_praise(draft: Any, sample: Round) -> None:
    told = section(draft, "主要做法和成效")
    assert "十几天补一次" in "".join(s.text for r in sample.reports for s in r.sentences)
    assert "十几天补一次" not in told
    assert "报告：“" not in told  # no quotation without a sentence around it


def test_the_campaign_is_what_most_reports_name_when_the_round_names_none(
    sample: Round, empty: Round, tmp_path: Path
) -> None:
    assert texts(written_as(replace(sample, campaign=None), tmp_path))[0] == "关于“三解三促”活动开展情况的通报"
    assert texts(written_as(replace(empty, name="第一轮督查"), tmp_path))[0] == "关于第一轮督查情况的通报"


def reported(round_: Round) -> tuple[Submission, ...]:
    """The submissions of a round without a roster or in which nobody is missing."""
    return tuple(
        Submission(unit=s.unit, type=s.type, status="on_time", sources=s.sources, date="2012-06-01")
        for s in round_.submissions
        if s.sources and s.status != "unknown_unit"
    )


def test_a_round_in_which_all_reported_in_time_says_so(sample: Round, tmp_path: Path) -> None:
    document = written_as(replace(sample, submissions=reported(sample)), tmp_path)
    assert "都在规定期限内报送" in section(document, "总体情况")
    assert "应报送" not in section(document, "总体情况")
    assert "按时报送材料" not in section(document, "下一步要求")


def test_the_page_follows_the_standard(draft: Any) -> None:
    page = draft.sections[0]
    assert (round(page.page_width / Mm(1)), round(page.page_height / Mm(1))) == (210, 297)
    margins = [page.top_margin, page.bottom_margin, page.left_margin, page.right_margin]
    assert [round(margin / Mm(1)) for margin in margins] == [37, 35, 28, 26]
    (grid,) = page._sectPr.findall(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "lines"
    assert grid.get(qn("w:charSpace")) is None
    spacing = draft.styles["Normal"].element.rPr.find(qn("w:spacing"))
    assert spacing.get(qn("w:val")) == "-5"
    assert draft.settings.odd_and_even_pages_header_footer
    for footer in (page.footer, page.even_page_footer):
        assert re.fullmatch(r"— 1 —", footer.paragraphs[0].text)
        assert " PAGE " in [node.text for node in footer._element.iter(qn("w:instrText"))]


def faces(paragraph: Any) -> list[str]:
    return [run._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) for run in paragraph.runs]


def test_type_faces_and_lines_follow_the_standard(draft: Any) -> None:
    title, remark, *_ = draft.paragraphs
    assert (faces(title), title.runs[0].font.size) == (["方正小标宋简体"], Pt(22))
    assert faces(remark) == ["楷体_GB2312"]
    body = next(p for p in draft.paragraphs if p.text.startswith("近期，"))
    assert set(faces(body)) == {"仿宋_GB2312"}
    assert body.paragraph_format.line_spacing == Pt(28)
    assert body._p.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    assert faces(next(p for p in draft.paragraphs if p.text == "三、存在问题")) == ["黑体"]
    lead = next(p for p in draft.paragraphs if p.text.startswith("（一）进展不平衡。"))
    assert faces(lead)[:2] == ["楷体_GB2312", "仿宋_GB2312"]
    assert draft.styles["Normal"].font.size == Pt(16)


def test_fonts_that_are_not_installed_have_a_stand_in(draft: Any) -> None:
    table = draft.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE).blob.decode()
    for face in ("方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体"):
        assert re.search(rf'w:name="{face}"><w:altName w:val="[^"]+"', table)


def test_what_is_taken_out_of_a_draft_has_a_style_of_its_own(draft: Any) -> None:
    for paragraph in draft.paragraphs:
        if paragraph.text.startswith("〔"):
            assert paragraph.style.name == "起草说明"
        for run in paragraph.runs:
            assert (run.style.name == "出处标记") == bool(circular_check.MARK.fullmatch(run.text))
    for header in (draft.sections[0].header, draft.sections[0].even_page_header):
        assert header.paragraphs[0].text == "草稿　待核"


def test_hostile_text_does_not_break_the_draft(draft: Any) -> None:
    cells = {cell.text for cell in draft.tables[0].columns[0].cells}
    assert "=1+1<script>alert('x')</script>镇" in cells


@pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed: the circular was NOT rendered"
)
def test_libreoffice_renders_the_draft(sample: Round, tmp_path: Path) -> None:
    path = export(sample, "docx", tmp_path / "draft.docx")
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    import pypdfium2

    pdf = pypdfium2.PdfDocument(tmp_path / "draft.pdf")
    assert len(pdf) <= 25  # the annexes, too, are printed
    width, height = pdf[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    first = pdf[0].get_textpage().get_text_range()
    assert "情况的通报" in first
    assert re.search(r"—\s*1\s*—", first)
    second = pdf[1].get_textpage().get_text_range()
    whole = re.sub(
        r"\s*\n(?=[。，、；])", "", second
    )  # a raised mark ends a line for the reader of the pdf, not on the page
    lines = [line for line in whole.splitlines() if line.strip() and "待核" not in line]
    assert 21 <= len(lines) - 1 <= 22  # and the page number; a heading is not left alone at the foot
    pages = "".join(page.get_textpage().get_text_range() for page in pdf)
    shown = re.sub(r"\s", "", re.sub(r"草稿\s*待核\s*\n|—\s*\d+\s*—", "", pages))
    paragraphs = [re.sub(r"\s", "", text) for text in circular_check.text_of(docx.Document(str(path))).splitlines()]
    assert [text for text in paragraphs if text not in shown] == []  # no punctuation lost at the edge of a line
