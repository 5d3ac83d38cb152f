"""report.html as a browser parses it: complete, escaped, script-free, every link resolved."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from analyzer.export import export, words
from analyzer.export.overview import type_of
from analyzer.types import FindingCode, Round

RESOURCE_ATTRIBUTES = ("src", "srcset", "data", "action", "formaction", "poster", "background", "style")


@pytest.fixture(scope="module")
def page(written: dict[str, Path]) -> html.HtmlElement:
    return html.fromstring(written["html"].read_text(encoding="utf-8"))


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_nothing_on_the_page_can_run_or_load(page: html.HtmlElement, written: dict[str, Path]) -> None:
    tags = {element.tag for element in page.iter() if isinstance(element.tag, str)}
    assert not tags & {"script", "img", "iframe", "object", "embed", "link", "form", "base", "video", "audio"}
    for element in page.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on"), name
            assert name not in RESOURCE_ATTRIBUTES, (name, value)
            if name.endswith("href"):
                assert value.startswith("#")
    css = page.find(".//style").text
    assert "url(" not in css
    assert "@import" not in css
    assert "http" not in written["html"].read_text(encoding="utf-8").replace("http-equiv", "").replace(
        "http://example.invalid", ""
    )


def test_the_page_forbids_everything_but_its_own_styles(page: html.HtmlElement) -> None:
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def test_hostile_text_is_shown_as_text(page: html.HtmlElement) -> None:
    heads = [text_of(head) for head in page.xpath("//article//h3")]
    assert "=1+1<script>alert('x')</script>镇" in heads
    assert "<img src=x onerror=alert(1)>" in page.text_content()
    assert "坏文件/<b>damaged</b>.docx" in page.text_content()


def test_no_control_characters_and_no_direction_overrides_are_left(sample: Round, tmp_path: Path) -> None:
    round_ = replace(sample, name="名\u202e称\x00\ud800\u2066", reports=sample.reports[:3])
    text = export(round_, "html", tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<h1>名称</h1>" in text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_ids_are_unique_and_every_link_leads_somewhere(page: html.HtmlElement) -> None:
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    links = page.xpath("//a/@href")
    assert len(links) > 300
    assert {link[1:] for link in links} <= set(ids)


def test_evidence_links_lead_to_the_quoted_sentence(page: html.HtmlElement) -> None:
    checked = 0
    places = {element.get("id"): element for element in page.iter() if element.get("id")}
    for item in page.xpath("//section[@id='review']//ul[@class='quotes']/li[a]"):
        (link,) = item.xpath("./a/@href")
        target = places[link[1:]]
        quoted = text_of(item).split(" ", 1)[1].removesuffix("……")
        assert quoted[:200] in text_of(target)
        assert "证据：" in text_of(target)
        checked += 1
    assert checked > 50


def test_every_report_is_there_with_every_sentence(page: html.HtmlElement, sample: Round) -> None:
    articles = page.xpath("//article")
    readable = [report for report in sample.reports if report.metadata]
    assert len(articles) == len(readable)
    for article, report in zip(articles, readable, strict=True):
        assert len(article.xpath(".//*[contains(concat(' ', @class, ' '), ' s ')]")) == len(report.sentences)


def test_a_sentence_tells_its_role_in_words_and_marks_its_figures(page: html.HtmlElement) -> None:
    (sentence,) = page.xpath("//span[contains(@class, 's contact') and contains(., '班子成员走访农户260户')]")
    assert sentence.xpath("./span[@class='role']/text()") == ["走访"]
    assert sentence.xpath("./mark[@class='figure']/text()") == ["260户", "800余张"]
    assert sentence.xpath("./mark[@class='practice']/text()") == ["鹭乡连心卡"]
    (note,) = sentence.xpath("./mark[text()='800余张']/@title")
    assert note == "发放联系卡：800张，投入，白鹭镇，已完成"


def test_table_rows_become_tables(page: html.HtmlElement) -> None:
    (table,) = page.xpath("//table[@class='rows' and .//td='河东村']")
    rows = [[cell.text_content() for cell in row.xpath("./td")] for row in table.iter("tr")]
    assert rows == [
        ["", "村名", "走访户数（户）", "发放资金（万元）"],
        ["走访", "河东村", "86", "1.2"],
        ["走访", "河西村", "74", "0.9"],
    ]


def test_the_bars_can_be_read_without_seeing_them(page: html.HtmlElement, sample: Round) -> None:
    stages, substance = page.xpath("//table[@class='bars']")
    for table in (stages, substance):
        assert table.xpath("./caption")
        assert all(svg.get("aria-hidden") == "true" for svg in table.iter("svg"))
    counted = [int(cell.split()[0]) for cell in stages.xpath(".//td[2]/text()")]
    judged = [r for r in sample.reports if r.assessment and r.assessment.substance is not None]
    assert sum(counted) == len(judged)


def test_findings_are_counted_by_unit_type(page: html.HtmlElement, sample: Round) -> None:
    rows = page.xpath("//section[@id='findings']//tbody/tr")
    told = {row.xpath("./th/text()")[0]: [int(cell) for cell in row.xpath("./td/text()")] for row in rows}
    towns = [
        r for r in sample.reports if r.metadata and r.metadata.unit_type == "乡镇街道" and r.assessment and r.assessment.verdict
    ]  # fmt: skip
    expected = [
        sum(any(f.code is code for f in r.assessment.findings) for r in towns if r.assessment) for code in FindingCode
    ]
    assert told["乡镇街道"] == [len(towns), *expected]


def test_kinds_are_counted_by_type_and_by_unit(page: html.HtmlElement, sample: Round) -> None:
    by_type, by_unit = page.xpath("//section[@id='kinds']//table")
    heads = by_type.xpath("./thead//th/text()")[1:-1]
    read = [report for report in sample.reports if report.metadata]
    for row in by_type.xpath("./tbody/tr"):
        unit_type, counts = row.xpath("./th/text()")[0], [int(cell) for cell in row.xpath("./td/text()")]
        kinds = [words.REPORT_KINDS[r.metadata.report_kind] for r in read if r.metadata and type_of(r) == unit_type]
        assert dict(zip(heads, counts, strict=False)) == {head: kinds.count(head) for head in heads}
        assert counts[-1] == len(kinds)
    assert sum(int(cell) for cell in by_unit.xpath("./tbody/tr/td[last()]/text()")) == len(read)


def test_own_features_stand_at_each_report_and_lead_to_their_sentences(page: html.HtmlElement, sample: Round) -> None:
    told = page.xpath("//article//details[@class='own']")
    assert len(told) == len(sample.own_features)
    links = [link for each in told for link in each.xpath(".//ul[@class='quotes']//a")]
    assert links
    for link in links:
        assert page.xpath(f"//*[@id='{link.get('href')[1:]}']/@title | //tr[@id='{link.get('href')[1:]}']/@id")


def test_a_total_opens_down_to_units_and_sentences(page: html.HtmlElement, sample: Round) -> None:
    totals = page.xpath("//section[@id='totals']//details[@class='sum']")
    assert len(totals) > 5
    places = {element.get("id"): element for element in page.iter() if element.get("id")}
    checked = 0
    for total in totals:
        figures = total.xpath(".//dd")
        left_out = [figure for figure in figures if figure.get("class") == "left-out"]
        assert len(left_out) == int(total.xpath("string(./summary/span[5])").strip() or 0)
        assert all("未计入：" in text_of(figure) for figure in left_out)
        units = [text_of(unit).split()[0] for unit in total.xpath(".//dt")]
        assert int(total.xpath("string(./summary/span[4])").split()[0]) == len(units) == len(set(units))
        for figure in figures:
            (link,) = figure.xpath(".//a/@href")
            (told,) = figure.xpath("./mark/text()")
            assert told in places[link[1:]].text_content()
            checked += 1
    assert checked > 50


def test_totals_of_other_times_stand_apart(sample: Round, tmp_path: Path) -> None:
    unit = "白鹭镇"
    moved = tuple(replace(t, period="2011-01/2011-12") if t.holder == unit else t for t in sample.totals)
    path = export(replace(sample, totals=moved), "html", tmp_path / "page.html")
    found = html.fromstring(path.read_text(encoding="utf-8"))
    (rows,) = found.xpath("//section[@id='totals']/details[starts-with(normalize-space(summary), '其他时期')]")
    assert {text_of(row.xpath("./th")[0]) for row in rows.xpath(".//tbody/tr")} == {unit}
    assert unit not in {text_of(each).split()[0] for each in found.xpath("//section[@id='totals']//dt")}


def test_missing_late_copied_and_unread_are_told(page: html.HtmlElement) -> None:
    submissions = text_of(page.xpath("//section[@id='submissions']")[0])
    assert "柳堡镇" in submissions
    assert "比截止日期晚 3 天" in submissions
    copies = text_of(page.xpath("//section[@id='copies']")[0])
    assert "李渡镇" in copies
    assert "顾塘镇" in copies
    assert "超时.pdf" in text_of(page.xpath("//section[@id='unread']")[0])


@pytest.mark.parametrize("name", ["empty", "failed"])
def test_a_round_without_reports_gives_a_page_that_says_so(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    path = export(request.getfixturevalue(name), "html", tmp_path / "page.html")
    found = html.fromstring(path.read_text(encoding="utf-8"))
    assert "本轮没有需要复核的报告。" in found.text_content()
    assert not found.xpath("//article")


def test_a_very_large_round_shows_the_text_of_reports_to_review_only(
    sample: Round, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analyzer.export.page._FULL_TEXTS", 10)
    path = export(sample, "html", tmp_path / "page.html")
    found = html.fromstring(path.read_text(encoding="utf-8"))
    assert len(found.xpath("//article")) == len(found.xpath("//section[@id='review']//li[contains(@class, 'card')]"))
    ids = set(found.xpath("//@id"))
    assert {link[1:] for link in found.xpath("//a/@href")} <= ids


def test_the_assessment_says_that_a_person_decides_and_opens_to_reasons_and_sentences(
    page: html.HtmlElement, sample: Round
) -> None:
    (section,) = page.xpath("//section[@id='assessment']")
    assert "只是建议" in text_of(section)
    assert "群众评议表第 9 行" in text_of(section)
    opened = section.xpath(".//details")
    assert sample.assessment
    assert len(opened) == len(sample.assessment.rows)
    for element, row in zip(opened, sample.assessment.rows, strict=True):
        told = text_of(element)
        assert ("不出总分" in told) is (row.total is None)
        for item in row.items:
            assert ("空／" if item.points is None else f"{item.points:g}／{item.weight:g}") in told
        own = row.items[0]
        assert bool(element.xpath(".//a[starts-with(@href, '#r')]")) is bool(own.sentences)


def test_units_to_be_asked_about_their_progress_stand_first(page: html.HtmlElement, sample: Round) -> None:
    (section,) = page.xpath("//section[@id='progress']")
    first, rest = section.xpath(".//details")
    warm = [h for h in sample.history if h.calendar == "behind" or h.progress == "standstill"]
    assert len(first.xpath(".//tbody/tr")) == len(warm)
    assert len(rest.xpath(".//tbody/tr")) == len(sample.history) - len(warm)
    assert "有可核查成效" in text_of(section)
