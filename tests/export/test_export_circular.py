"""通报.docx: a draft that tells only what the round shows, names nobody for a fault, and looks like a circular."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from analyzer.export import export
from analyzer.types import Round, Submission, Verdict


@pytest.fixture(scope="module")
def draft(written: dict[str, Path]) -> Any:
    return docx.Document(str(written["docx"]))


def texts(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def section(document: Any, heading: str) -> str:
    """The text under one of the headings 一、…… 五、……"""
    told = texts(document)
    start = next(place for place, text in enumerate(told) if re.match(rf"[一二三四五]、{heading}$", text))
    end = next(
        (p for p, text in enumerate(told[start + 1 :], start + 1) if re.match(r"[一二三四五]、|附件", text)), len(told)
    )
    return "\n".join(told[start + 1 : end])


def written_as(round_: Round, folder: Path) -> Any:
    return docx.Document(str(export(round_, "docx", folder / "draft.docx")))


def test_the_draft_has_the_parts_of_a_circular_in_order(draft: Any) -> None:
    told = texts(draft)
    assert told[0] == "关于“三解三促”活动开展情况的通报"
    assert told[1] == "（草稿，待人工核定）"
    heads = [text for text in told if re.match(r"[一二三四五]、", text)]
    assert heads == ["一、总体情况", "二、主要做法", "三、存在问题", "四、下一步要求", "五、报送情况"]
    deficiencies = re.findall(r"（[一二三]）(\S+?)。", section(draft, "存在问题"))
    assert deficiencies[:3] == ["进展不平衡", "工作不深入", "特色不鲜明"]


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
    document = written_as(replace(sample, reports=(flagged, twice)), tmp_path)
    assert "有1个单位的报告停留于走访、慰问、座谈" in section(document, "存在问题")
    assert "进展不平衡" not in section(document, "存在问题")
    assert "加快工作进度" not in section(document, "下一步要求")


def test_only_sound_reports_are_praised(draft: Any, sample: Round) -> None:
    told = section(draft, "主要做法")
    shaky = {
        r.metadata.unit
        for r in sample.reports
        if r.metadata and r.assessment and (r.assessment.verdict is not Verdict.SUBSTANTIVE or r.assessment.needs_review or r.checks)
    }  # fmt: skip
    sound = {
        r.metadata.unit
        for r in sample.reports
        if r.metadata and r.assessment and r.assessment.verdict is Verdict.SUBSTANTIVE and not r.assessment.needs_review and not r.checks
    }  # fmt: skip
    assert [unit for unit in sound if unit and unit in told]
    assert not [unit for unit in shaky - sound if unit and unit in told]


def test_every_praise_stands_in_the_annex_with_its_sentence(draft: Any, sample: Round) -> None:
    told = section(draft, "主要做法")
    rows = [[cell.text for cell in row.cells] for row in draft.tables[-1].rows]
    for name in re.findall(r"(?:推行|建立|开展|用好|搭建|组建)“([^”]+)”", told):
        assert any(f"“{name}”" in row[1] and name in row[2] for row in rows), name
    places = {row[3].rsplit("，", 1)[0] for row in rows[1:] if len(set(row)) > 1}
    assert places <= {report.source for report in sample.reports}


def test_every_total_is_the_sum_of_its_sources_in_the_annex(draft: Any, sample: Round) -> None:
    found = re.search(r"走访农户(\d+)户（(\d+)个单位）", section(draft, "总体情况"))
    assert found
    rows = [[cell.text for cell in row.cells] for row in draft.tables[0].rows]
    start = next(place for place, row in enumerate(rows) if row[0].startswith("走访农户　合计"))
    end = next(place for place, row in enumerate(rows[start + 1 :], start + 1) if len(set(row)) == 1)
    sources = rows[start + 1 : end]
    figures = {
        (report.source.replace("\udcff", ""), figure.text): figure.value
        for report in sample.reports
        for figure in report.indicators
        if figure.canonical == "走访农户" and not figure.planned
    }
    assert sum(figures[row[3].rsplit("，", 1)[0], row[1]] for row in sources) == int(found[1]) > 10_000
    assert len({row[0] for row in sources}) == int(found[2]) > 20


def test_there_are_no_empty_slots(draft: Any, empty: Round, failed: Round, sample: Round, tmp_path: Path) -> None:
    documents = [draft, written_as(empty, tmp_path), written_as(failed, tmp_path)]
    documents.append(written_as(replace(sample, submissions=(), due=None, period=None, campaign=None), tmp_path))
    documents.append(written_as(replace(sample, reports=sample.reports[1:2], totals=(), practices=()), tmp_path))
    for document in documents:
        body = "\n".join(texts(document))
        assert not re.search(r"(?<!\d)0[个份]|None|，，|、。|：。|（）|；。", body), body
        assert body.endswith("〕") or "（成文日期待定）" in body


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


def test_without_a_roster_nothing_is_said_of_who_had_to_report(sample: Round, tmp_path: Path) -> None:
    document = written_as(replace(sample, submissions=reported(sample), due=None), tmp_path)
    assert f"共有{len(reported(sample))}个单位报送了材料" in section(document, "总体情况")
    body = "\n".join(texts(document))
    assert "应报送单位" not in body
    assert "截止日期" not in body
    assert "按时" not in body
    assert "请提供单位名单" in section(document, "报送情况")


def test_a_round_in_which_all_reported_in_time_says_so(sample: Round, tmp_path: Path) -> None:
    document = written_as(replace(sample, submissions=reported(sample)), tmp_path)
    assert "都在截止日期前报送" in section(document, "总体情况")
    assert "没有查到未报送或迟报的单位" in section(document, "报送情况")
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
    assert faces(body) == ["仿宋_GB2312"]
    assert body.paragraph_format.line_spacing == Pt(28)
    assert body._p.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    assert faces(next(p for p in draft.paragraphs if p.text == "三、存在问题")) == ["黑体"]
    lead = next(p for p in draft.paragraphs if p.text.startswith("（一）进展不平衡。"))
    assert faces(lead) == ["楷体_GB2312", "仿宋_GB2312"]
    assert draft.styles["Normal"].font.size == Pt(16)


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
    width, height = pdf[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    first = pdf[0].get_textpage().get_text_range()
    assert "情况的通报" in first
    assert re.search(r"—\s*1\s*—", first)
    second = pdf[1].get_textpage()
    lines = [line for line in second.get_text_range().splitlines() if line.strip()]
    assert 21 <= len(lines) - 1 <= 22  # and the page number; a heading is not left alone at the foot
