"""What of a docx is text and what is not: one row a feature, with the reason it is in the table."""

from __future__ import annotations

import pytest
from raw_docx import cell, docx, paragraph, part, relationship, run, table

from analyzer.reading import read_bytes
from analyzer.types import Document


def read(body: str, **options: object) -> Document:
    return read_bytes(docx(body, **options), "报告.docx")


def texts(body: str, **options: object) -> list[str]:
    return [block.text for block in read(body, **options).blocks]


BOX = "<w:txbxContent>" + paragraph("框里的话") + "</w:txbxContent>"
CHOICE = f'<mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{BOX}</wps:txbx></wps:wsp></w:drawing></mc:Choice>'
FALLBACK = f"<mc:Fallback><w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict></mc:Fallback>"

INLINE = [
    (run("修路") + f"<w:ins>{run('十二')}</w:ins>" + run("公里"), "修路十二公里", "python-docx reads 修路公里"),
    (run("修路") + "<w:del><w:r><w:delText>九</w:delText></w:r></w:del>" + run("公里"), "修路公里", "deleted is out"),
    (f"<w:del>{run('九')}</w:del>" + run("公里"), "公里", "a w:t inside w:del is deleted all the same"),
    (f"<w:moveTo>{run('移来')}</w:moveTo><w:moveFrom>{run('移走')}</w:moveFrom>", "移来", "moved text stands once"),
    (f"<w:ins><w:del>{run('又删')}</w:del>{run('留下')}</w:ins>", "留下", "inserted, then deleted"),
    (run("明") + run("暗", "<w:vanish/>") + run("白"), "明白", "hidden text is not seen"),
    (run("明") + run("显", '<w:vanish w:val="0"/>'), "明显", "vanish switched off"),
    (run("明") + run("网", "<w:webHidden/>"), "明网", "hidden on the web only"),
    (f"<w:hyperlink>{run('网页')}</w:hyperlink>", "网页", "links"),
    (f"<w:smartTag>{run('沙桥镇')}</w:smartTag>", "沙桥镇", "smart tags of Word 2003"),
    (f"<w:customXml>{run('项目')}</w:customXml>", "项目", "custom XML"),
    (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('选项甲')}</w:sdtContent></w:sdt>", "选项甲", "content control, drop-down"),
    (f'<w:fldSimple w:instr="DATE">{run("六月")}</w:fldSimple>', "六月", "result of a simple field"),
    (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>NUMPAGES</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("8") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        "8",
        "a field's result, not its code",
    ),
    (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="否"/>'
        '<w:listEntry w:val="是"/></w:ddList></w:ffData></w:fldChar></w:r>',
        "是",
        "a form drop-down's choice stands nowhere as text",
    ),
    (run("甲") + "<w:r><w:tab/></w:r>" + run("乙"), "甲\t乙", "tab"),
    (run("甲") + "<w:r><w:br/></w:r>" + run("乙"), "甲\n乙", "line break inside a paragraph"),
    (run("2012") + "<w:r><w:noBreakHyphen/></w:r>" + run("6"), "2012-6", "non-breaking hyphen"),
    ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run("已办"), "☑已办", "symbol that means something"),
    ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + run("3"), "≥3", "Symbol font"),
    (
        f"<w:ruby><w:rt>{run('dí')}</w:rt><w:rubyBase>{run('荻')}</w:rubyBase></w:ruby>" + run("湾"),
        "荻湾",
        "ruby: the base, not the pinyin above it",
    ),
    (
        "<m:oMath><m:r><m:t>x=</m:t></m:r><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num></m:f></m:oMath>",
        "x=1",
        "formulas",
    ),
    (run("上") + '<w:commentRangeStart w:id="1"/>' + run("下"), "上下", "comments are not on the page"),
    ("<w:r><w:t>修\n  路</w:t></w:r>", "修\n  路", "odd but kept: white space inside w:t"),
    ("<w:r><w:t>\n    修路\n  </w:t></w:r>", "修路", "pretty-printed XML"),
]


@pytest.mark.parametrize(("runs", "expected", "why"), INLINE, ids=[row[2] for row in INLINE])
def test_text_of_a_paragraph(runs: str, expected: str, why: str) -> None:
    assert texts(paragraph(runs=runs)) == [expected]


BLOCKS = [
    (paragraph(runs=f"<w:r><mc:AlternateContent>{CHOICE}{FALLBACK}</mc:AlternateContent></w:r>"), ["框里的话"], "once"),
    (
        paragraph(runs=f"<w:r><mc:AlternateContent>{FALLBACK}</mc:AlternateContent></w:r>"),
        ["框里的话"],
        "fallback only",
    ),
    (
        paragraph(runs=f"<w:r><mc:AlternateContent><mc:Choice/>{FALLBACK}</mc:AlternateContent></w:r>"),
        ["框里的话"],
        "a choice without text",
    ),
    (paragraph("正文", runs=f"<w:r><w:pict><v:textbox>{BOX}</v:textbox></w:pict></w:r>"), ["正文", "框里的话"], "VML"),
    (
        paragraph(
            runs="<w:r><w:drawing><a:txBody><a:p><a:r><a:t>画布文字</a:t></a:r></a:p></a:txBody></w:drawing></w:r>"
        ),
        ["画布文字"],
        "text drawn on a canvas",
    ),
    (f"<w:sdt><w:sdtContent>{paragraph('块控件')}</w:sdtContent></w:sdt>", ["块控件"], "block content control"),
    (f"<w:customXml>{paragraph('块标记')}</w:customXml>", ["块标记"], "block custom XML"),
    (
        paragraph("前半", properties="<w:rPr><w:del/></w:rPr>") + paragraph("后半"),
        ["前半后半"],
        "a deleted paragraph mark joins two paragraphs",
    ),
    (
        paragraph("小标题", properties="<w:rPr><w:vanish/><w:specVanish/></w:rPr>") + paragraph("：接排正文"),
        ["小标题：接排正文"],
        "a style separator hides the mark",
    ),
    (
        paragraph("　　缩进 ") + paragraph("   ") + paragraph("完"),
        ["缩进", "完"],
        "manual indents and empty paragraphs",
    ),
    (run("无段落的字") + paragraph("正文"), ["无段落的字", "正文"], "a run outside any paragraph"),
    (paragraph("甲\x07乙".replace("\x07", "\u200b")), ["甲乙"], "zero-width characters"),
    (paragraph("⼯作⻅效"), ["工作见效"], "Kangxi radicals pasted from a PDF"),
]


@pytest.mark.parametrize(("body", "expected", "why"), BLOCKS, ids=[row[2] for row in BLOCKS])
def test_blocks(body: str, expected: list[str], why: str) -> None:
    assert texts(body) == expected


WARNED = [
    (paragraph(runs=run("修") + f"<w:ins>{run('路')}</w:ins>"), "tracked_changes", "插入 1 处"),
    (paragraph("修路", runs=f"<w:del>{run('九')}</w:del>"), "tracked_changes", "删除 1 处"),
    (paragraph("修路", runs=run("暗", "<w:vanish/>")), "hidden_text", "1 处"),
    (paragraph("修路\u202e"), "control_chars", "1 个"),
    (paragraph("修路") + '<w:altChunk r:id="a"/>', "repaired", "外部片段未读取"),
    (paragraph("修路", runs="<w:r><w:instrText>DDEAUTO c:\\cmd</w:instrText></w:r>"), "active_content", "域"),
]


@pytest.mark.parametrize(("body", "code", "detail"), WARNED)
def test_warnings_about_text(body: str, code: str, detail: str) -> None:
    (warning,) = read(body).warnings
    assert warning.code == code
    assert detail in warning.message


def test_hidden_by_styles() -> None:
    styles = part(
        "styles",
        '<w:style w:type="character" w:styleId="Dark"><w:name w:val="dark"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Note"><w:name w:val="note"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Child"><w:name w:val="child"/><w:basedOn w:val="Note"/></w:style>',
    )
    body = (
        paragraph("看得见", runs=run("看不见", '<w:rStyle w:val="Dark"/>'))
        + paragraph("藏", properties='<w:pStyle w:val="Child"/>')
        + paragraph("显", properties='<w:pStyle w:val="Child"/>', look='<w:vanish w:val="false"/>')
    )
    document = read(body, parts={"styles.xml": styles})
    assert [block.text for block in document.blocks] == ["看得见", "显"]
    assert [warning.code for warning in document.warnings] == ["hidden_text"]


def test_notes_follow_the_body_without_their_marks() -> None:
    notes = part(
        "footnotes",
        '<w:footnote w:type="separator" w:id="0">' + paragraph("线") + "</w:footnote>"
        '<w:footnote w:id="2">' + paragraph("含上级补助。") + "</w:footnote>"
        '<w:footnote w:id="3">' + paragraph("没有引用的注。") + "</w:footnote>",
    )
    ends = part("endnotes", '<w:endnote w:id="1">' + paragraph("见附件。") + "</w:endnote>")
    body = paragraph("修路12", runs='<w:r><w:footnoteReference w:id="2"/></w:r>' + run("公里。")) + paragraph(
        "完", runs='<w:r><w:endnoteReference w:id="1"/></w:r>'
    )
    document = read(body, parts={"footnotes.xml": notes, "endnotes.xml": ends})
    assert [(block.kind.value, block.text) for block in document.blocks] == [
        ("paragraph", "修路12公里。"),
        ("paragraph", "完"),
        ("footnote", "含上级补助。"),
        ("footnote", "见附件。"),
    ]


def test_headers_and_footers_are_furniture() -> None:
    body = paragraph("正文。") + '<w:sectPr><w:headerReference r:id="h"/><w:footerReference r:id="f"/></w:sectPr>'
    document = read(
        body,
        parts={"h.xml": part("hdr", paragraph("沙桥镇文件")), "f.xml": part("ftr", paragraph("第 1 页 共 3 页"))},
        relationships=relationship("h", "header", "h.xml") + relationship("f", "footer", "f.xml"),
    )
    assert [block.text for block in document.blocks] == ["正文。"]
    assert document.furniture == ("沙桥镇文件",)


def test_smart_art() -> None:
    data = '<dgm:dataModel xmlns:dgm="d" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    data += "<a:p><a:r><a:t>走访</a:t></a:r></a:p><a:p><a:r><a:t>办理</a:t></a:r></a:p></dgm:dataModel>"
    body = paragraph(
        "流程：", runs='<w:r><w:drawing><a:graphicData><dgm:relIds r:dm="d"/></a:graphicData></w:drawing></w:r>'
    )
    document = read(body, parts={"data1.xml": data}, relationships=relationship("d", "diagramData", "data1.xml"))
    assert [block.text for block in document.blocks] == ["流程：", "走访", "办理"]


def rows(body: str) -> list[tuple[int | None, int | None, str]]:
    return [(block.table, block.row, block.text) for block in read(body).blocks]


SPAN = '<w:gridSpan w:val="2"/>'
DOWN, BEGINS = "<w:vMerge/>", '<w:vMerge w:val="restart"/>'

TABLES = [
    (table(cell("村") + cell("户"), cell("河东") + cell("86")), [(0, 0, "村\t户"), (0, 1, "河东\t86")], "plain"),
    (table(cell("合计", properties=SPAN) + cell("9")), [(0, 0, "合计\t\t9")], "gridSpan leaves an empty position"),
    (
        table(cell("片", properties=BEGINS) + cell("1"), cell("重影", properties=DOWN) + cell("2")),
        [(0, 0, "片\t1"), (0, 1, "\t2")],
        "vMerge: the covered cell is empty whatever it holds",
    ),
    (table(cell("孤", properties=DOWN) + cell("2")), [(0, 0, "孤\t2")], "vMerge that nothing began is a cell"),
    (
        "<w:tbl><w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>" + cell("右") + "</w:tr></w:tbl>",
        [(0, 0, "\t右")],
        "gridBefore",
    ),
    (
        table(cell(inner=paragraph("外") + table(cell("内甲") + cell("内乙")) + paragraph()) + cell("旁")),
        [(0, 0, "外\t旁"), (1, 0, "内甲\t内乙")],
        "a nested table comes right after the outer row, as a table of its own",
    ),
    (
        table(cell(inner=paragraph("甲") + paragraph("乙", runs="<w:r><w:br/></w:r>" + run("丙")))),
        [(0, 0, "甲 乙 丙")],
        "breaks",
    ),
    (
        "<w:tbl><w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent>" + cell("控件") + "</w:sdtContent></w:sdt></w:tr>"
        "</w:sdtContent></w:sdt></w:tbl>",
        [(0, 0, "控件")],
        "rows and cells within content controls",
    ),
    (
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr>" + cell("删") + "</w:tr><w:tr>" + cell("留") + "</w:tr></w:tbl>",
        [(0, 0, "留")],
        "a deleted row",
    ),
    (table(cell(), cell("二")), [(0, 1, "二")], "an empty row has a number but no block"),
    (table(cell("甲")) + table(cell("乙")), [(0, 0, "甲"), (1, 0, "乙")], "tables are numbered"),
]


@pytest.mark.parametrize(("body", "expected", "why"), TABLES, ids=[row[2] for row in TABLES])
def test_tables(body: str, expected: list[tuple[int, int, str]], why: str) -> None:
    assert rows(body) == expected


def test_absurd_spans_cost_nothing() -> None:
    """gridSpan=300000000 took python-docx 1.8 GB; a merge down 3,000 rows, its recursion limit."""
    (row,) = read(table(cell("甲", properties='<w:gridSpan w:val="300000000"/>') + cell("乙"))).blocks
    assert row.text == "甲" + "\t" * 63 + "乙"
    # the figures differ, or 3,000 equal rows would pack like a bomb
    tall = [cell("顶", properties=BEGINS) + cell("0")] + [
        cell(properties=DOWN) + cell(str(n * n)) for n in range(1, 3000)
    ]
    blocks = read(table(*tall)).blocks
    assert blocks[0].text == "顶\t0"
    assert blocks[-1].text == f"\t{2999 * 2999}"
