"""Headings, list numbers and titles of docx files."""

from __future__ import annotations

import pytest
from raw_docx import docx, paragraph, part, run

from analyzer.reading import read_bytes
from analyzer.reading.docx_numbering import number_text
from analyzer.types import Document

STYLES = part(
    "styles",
    '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="32"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="own"><w:name w:val="镇标题"/><w:basedOn w:val="2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="zh"><w:name w:val="标题 3"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="t"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="num"><w:name w:val="编号段"/><w:pPr><w:numPr><w:numId w:val="1"/>'
    "</w:numPr></w:pPr></w:style>"
    '<w:style w:type="table" w:styleId="tbl"><w:name w:val="Grid"/></w:style>',
)


def level(index: int, number_format: str, text: str, extra: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>{extra}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


NUMBERING = part(
    "numbering",
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCountingThousand", "%1、")
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimal", "%3.%4")
    + "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="1">'
    + level(0, "bullet", "\uf0b7")
    + level(1, "lowerLetter", "%2)")
    + "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
    "</w:lvlOverride></w:num>"
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>',
)


def styled(text: str, style: str, look: str = "") -> str:
    return paragraph(text, properties=f'<w:pStyle w:val="{style}"/>', look=look)


def numbered(text: str, level: int = 0, number: int = 1) -> str:
    return paragraph(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def centred(text: str, half_points: int = 44) -> str:
    return paragraph(text, properties='<w:jc w:val="center"/>', look=f'<w:sz w:val="{half_points}"/>')


def read(body: str) -> Document:
    return read_bytes(docx(body, parts={"styles.xml": STYLES, "numbering.xml": NUMBERING}), "报告.docx")


PROSE = paragraph(
    "今年以来，我镇按照市委统一部署，组织干部进村入户，面对面听取群众意见，实打实解决突出问题，取得了一定成效，现将情况汇报如下。"
)

KINDS = [
    (styled("工作开展情况", "2"), "heading", 1, "by style"),
    (styled("工作开展情况", "own"), "heading", 1, "by the style it is based on"),
    (styled("具体做法", "zh"), "heading", 3, "标题 3"),
    (paragraph("做法", properties='<w:outlineLvl w:val="1"/>'), "heading", 2, "by outline level"),
    (
        paragraph("做法", properties='<w:pStyle w:val="2"/><w:outlineLvl w:val="9"/>'),
        "paragraph",
        None,
        "taken back to body",
    ),
    (
        styled("我镇" + "走访群众、解决问题，" * 12 + "成效明显。全年走访九百户。", "2"),
        "paragraph",
        None,
        "style misused on prose",
    ),
    (paragraph("一、加强组织领导"), "heading", 1, "by look"),
    (paragraph("（二）落实责任"), "heading", 2, "by look"),
    (paragraph("3．走访农户"), "heading", 3, "by look"),
    (paragraph("一、走访农户。全镇走访农户260户，发放联系卡。"), "paragraph", None, "run-in heading"),
    (paragraph("一是走访农户"), "paragraph", None, "一是 is no heading"),
    (paragraph("3.5公里沟渠已疏浚"), "paragraph", None, "a decimal is no number of a heading"),
    (paragraph("一、基本情况\t3"), "paragraph", None, "a line of a table of contents"),
]


@pytest.mark.parametrize(("body", "kind", "level", "why"), KINDS, ids=[f"{row[3]} {row[1]}" for row in KINDS])
def test_kind(body: str, kind: str, level: int | None, why: str) -> None:
    block = read(PROSE + body).blocks[-1]
    assert (block.kind.value, block.level) == (kind, level)


def test_numbers_nest_restart_and_go_on() -> None:
    body = "".join(
        [
            numbered("总体", 0), numbered("动员", 1), numbered("走访", 1), numbered("入户两遍，户户见面。", 2),
            numbered("细则两条，逐条对照。", 3), numbered("成效", 0), numbered("修路", 1), styled("还有不足", "num"),
            numbered("另起", 0, 2), numbered("接着", 0, 2), numbered("圆点", 0, 3), numbered("字母", 1, 3),
            paragraph("不编号", properties='<w:pStyle w:val="num"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
        ]
    )  # fmt: skip
    assert [(block.kind.value, block.text) for block in read(PROSE + body).blocks][1:] == [
        ("heading", "一、总体"), ("heading", "（一）动员"), ("heading", "（二）走访"),
        ("list_item", "1. 入户两遍，户户见面。"), ("list_item", "1.1 细则两条，逐条对照。"), ("heading", "二、成效"),
        ("heading", "（一）修路"), ("heading", "三、还有不足"), ("heading", "一、另起"), ("heading", "二、接着"),
        ("list_item", "圆点"), ("list_item", "a) 字母"), ("paragraph", "不编号"),
    ]  # fmt: skip


def test_an_empty_numbered_paragraph_counts() -> None:
    """Word shows its number too, so the next one is 二."""
    assert [block.text for block in read(PROSE + numbered("") + numbered("成效")).blocks][1:] == ["二、成效"]


FORMATS = [
    (12, "chineseCounting", "十二"), (20, "chineseCounting", "二十"), (105, "chineseCounting", "一百〇五"),
    (10, "ideographDigital", "一〇"), (3, "chineseLegalSimplified", "叁"), (2, "ideographTraditional", "乙"),
    (4, "upperRoman", "IV"), (1994, "lowerRoman", "mcmxciv"), (27, "upperLetter", "AA"), (5, "decimalZero", "05"),
    (3, "decimalEnclosedCircleChinese", "③"), (7, "noSuchFormat", "7"), (3, "decimalFullWidth", "３"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "number_format", "expected"), FORMATS)
def test_number_formats(number: int, number_format: str, expected: str) -> None:
    assert number_text(number, number_format) == expected


TITLES = [
    (styled("关于走访的汇报", "t") + PROSE, "关于走访的汇报", "title style"),
    (centred("沙桥镇“三解三促”活动总结") + PROSE, "沙桥镇“三解三促”活动总结", "centred and large"),
    (centred("关于开展“三解三促”") + centred("活动情况的汇报") + PROSE, "关于开展“三解三促”活动情况的汇报", "on two lines"),
    (
        centred("中共沙桥镇委员会文件", 72) + centred("沙委发〔2012〕18号", 32) + centred("关于走访情况的报告") + PROSE,
        "关于走访情况的报告",
        "red head and document number stand above the title",
    ),
    (
        centred("沙桥镇活动总结") + centred("沙桥镇人民政府", 32) + centred("（2012年6月20日）", 32) + PROSE,
        "沙桥镇活动总结",
        "unit and date stand below it",
    ),
    (centred("沙桥镇人民政府") + centred("关于活动情况的汇报") + PROSE, "沙桥镇人民政府关于活动情况的汇报", "unit as first line"),
    (
        centred("把路修到家门口") + centred("——沙桥镇活动总结", 32) + PROSE,
        "把路修到家门口——沙桥镇活动总结",
        "subtitle after a dash",
    ),
    (paragraph("　　　　　　　沙桥镇活动总结") + PROSE, "沙桥镇活动总结", "centred with blanks"),
    (paragraph("沙桥镇活动总结") + PROSE, "沙桥镇活动总结", "flush left but named as a report"),
    (centred("活动简报") + centred("第9期", 32) + centred("走访访出放心路") + PROSE, "走访访出放心路", "bulletin head"),
    (
        paragraph("市总工会编　　　2012年6月15日") + centred("工会干部进车间") + PROSE,
        "工会干部进车间",
        "editor and date on one line",
    ),
    (PROSE + centred("附表"), None, "nothing after the text has begun is a title"),
    (paragraph("各村：") + PROSE, None, "an addressee is no title"),
    (paragraph("一、基本情况") + PROSE, None, "a numbered heading is no title"),
    (centred("关于活动\n".strip()) + PROSE, "关于活动", "short"),
    (paragraph(runs=run("关于活动") + "<w:r><w:br/></w:r>" + run("情况的汇报"), properties='<w:pStyle w:val="t"/>') + PROSE,
     "关于活动情况的汇报", "a line break within the title"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "title", "why"), TITLES, ids=[row[2] for row in TITLES])
def test_title(body: str, title: str | None, why: str) -> None:
    document = read(body)
    assert document.title == title
    assert [block.text for block in document.blocks if block.kind == "title"] == ([title] if title else [])
