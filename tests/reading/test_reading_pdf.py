"""PDF: paragraphs, furniture, tables, columns, pages without text; one row a case, with its reason."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from raw_pdf import LYING_MAP, NO_MAP, Item, Picture, Rule, Text, grid, pdf, prose

from analyzer.errors import ReadError
from analyzer.reading import read, read_bytes
from analyzer.types import Document

FILES = Path(__file__).parent / "files"
FIRST = "今年以来，我镇按照市委统一部署，组织干部进村入户，面对面听取群众意见，实打实解决突出问题，修路十二公里，受到群众好评。"
SECOND = "全镇共走访农户二百六十户，发放联系卡八百张，收集意见建议九十六条，其中已经办结八十二条，群众比较满意。"
LONG = FIRST + SECOND + FIRST


def read_pages(*pages: list[Item], **options: object) -> Document:
    return read_bytes(pdf(pages, **options), "报告.pdf")  # type: ignore[arg-type]


def texts(*pages: list[Item]) -> list[str]:
    return [block.text for block in read_pages(*pages).blocks]


def foot(text: str, x: float = 290.0) -> Text:
    return Text(text=text, x=x, y=790, size=12)


def flow(text: str, **options: float) -> tuple[list[Item], list[Item]]:
    """Prose that runs from the bottom of one page to the top of the next."""
    lines = prose(text, y=640, **options)  # type: ignore[arg-type]
    first = [line for line in lines if line.y <= 760]
    second = [Text(text=line.text, x=line.x, y=line.y - 640 + 90, size=line.size) for line in lines if line.y > 760]
    assert second
    return list(first), list(second)


def test_a_report_as_an_office_writes_it() -> None:
    """docx → pdf by LibreOffice: two pages, header, page number, title on two lines, a ruled table."""
    document = read(FILES / "report.pdf")
    assert (document.format, document.pages, document.warnings) == ("pdf", 2, ())
    assert document.title == "柳桥镇关于开展“进百村入千户”活动情况的汇报"
    assert document.furniture == ("柳桥镇“进百村”活动材料",)
    blocks = document.blocks
    assert [(block.kind.value, block.text[:9]) for block in blocks] == [
        ("title", "柳桥镇关于开展“进"), ("paragraph", "（2013年7月8"), ("paragraph", "市活动办公室："),
        ("paragraph", "活动开展以来，我镇"), ("heading", "一、住下来，把底数"), ("paragraph", "柳桥镇地势低，全镇"),
        ("heading", "二、办起来，把险段"), ("paragraph", "（一）圩堤加固。投"), ("paragraph", "（二）道路硬化。硬"),
        ("paragraph", "各村完成情况见下表"), ("table_row", "村名\t圩堤（公里）"), ("table_row", "西泊村\t2.3\t1"),
        ("table_row", "柳桥村\t1.9\t2"), ("table_row", "合计\t8.6\t\t9"), ("heading", "三、存在的不足"),
        ("paragraph", "一是有5个小组住村"), ("paragraph", "下一步，我镇打算在"), ("paragraph", "柳桥镇人民政府"),
        ("paragraph", "2013年7月8日"),
    ]  # fmt: skip
    assert "投入资金138.5万元，加固圩堤6.2公里，新建排涝站2座，更换闸门5座，受益农田4300亩。" in blocks[7].text
    assert blocks[5].text.endswith("We used the GIS map of Liuqiao to mark every spot.")
    assert [block.page for block in blocks] == sorted(block.page or 0 for block in blocks)
    assert [block.text for block in blocks if block.table == 0][-1] == "合计\t8.6\t\t94"
    assert [block.row for block in blocks if block.table == 0] == [0, 1, 2, 3]


PARAGRAPHS: list[tuple[str, tuple[list[Item], ...], list[str]]] = [
    ("lines joined, paragraphs kept apart", ([*prose(f"{FIRST}\n{SECOND}", y=100)],), [FIRST, SECOND]),
    ("joined over the end of a page", flow(LONG), [LONG]),
    ("a full last line before a page of its own", flow(FIRST + "\n" + SECOND + "\n" + LONG), [FIRST, SECOND, LONG]),
    (
        "no indents: the short last line ends a paragraph",
        ([*prose(f"{FIRST}\n{SECOND}", y=100, indent=0)],),
        [FIRST, SECOND],
    ),
    (
        "一是 within a paragraph is not broken off",
        ([*prose("一是加强领导。" * 4 + "二是落实责任。三是严格督查，确保各项任务落到实处。", y=100)],),
        ["一是加强领导。" * 4 + "二是落实责任。三是严格督查，确保各项任务落到实处。"],
    ),
    (
        "a centred title on two lines",
        (
            [
                Text(text="关于开展走访活动", x=210, y=90, size=22),
                Text(text="情况的汇报", x=243, y=125, size=22),
                *prose(FIRST, y=180),
            ],
        ),
        ["关于开展走访活动情况的汇报", FIRST],
    ),
    (
        "a signature and its date",
        ([*prose(LONG, y=100), Text(text="沙桥镇人民政府", x=380, y=700), Text(text="六月二十日", x=400, y=728)],),
        [LONG, "沙桥镇人民政府", "六月二十日"],
    ),
    (
        "justified lines: gaps between ideographs are no spaces",
        ([Text(text="走", x=90, y=90), Text(text="访", x=109, y=90)],),
        ["走访"],
    ),
    ("a wide gap is one space", ([Text(text="姓名", x=90, y=90), Text(text="电话", x=200, y=90)],), ["姓名 电话"]),
    (
        "Latin words keep theirs",
        ([Text(text="GIS map of", x=90, y=90), Text(text="Liuqiao", x=90, y=118)],),
        ["GIS map of Liuqiao"],
    ),
    (
        "quotation marks of another font, written after the words between them",
        (
            [
                Text(text="在村里设", x=90, y=90),
                Text(text="法律门诊", x=170, y=90),
                Text(text="“", x=154, y=90),
                Text(text="”", x=234, y=90),
                Text(text="27", x=250, y=90),
                Text(text="个，代写文书。", x=266, y=90),
            ],
        ),
        ["在村里设“法律门诊”27个，代写文书。"],
    ),
    (
        "Latin words between such marks keep their space",
        (
            [
                Text(text="推行", x=90, y=90),
                Text(text="GIS map", x=138, y=90),
                Text(text="“", x=122, y=90),
                Text(text="”", x=194, y=90),
                Text(text="做法", x=210, y=90),
            ],
        ),
        ["推行“GIS map”做法"],
    ),
    (
        "what is printed one over the other stays in the file's order",
        ([Text(text="走访农户", x=90, y=90), Text(text="大走访", x=98, y=90)],),
        ["走访农户大走访"],
    ),
    (
        "the file's order is not the page's",
        ([*reversed(prose(f"{FIRST}\n{SECOND}", y=100))],),
        [FIRST, SECOND],
    ),
]


@pytest.mark.parametrize(("why", "pages", "expected"), PARAGRAPHS, ids=[row[0] for row in PARAGRAPHS])
def test_paragraphs(why: str, pages: tuple[list[Item], ...], expected: list[str]) -> None:
    assert texts(*pages) == expected


def test_quotation_marks_of_another_font() -> None:
    """LibreOffice writes them after the words between them, in the same line."""
    assert read(FILES / "quotation_marks.pdf").text.strip() == "沙桥镇在村里设“法律门诊”27个，代写文书85份。"


def test_a_paragraph_has_the_page_it_begins_on() -> None:
    first, second = flow(LONG + "\n" + FIRST)
    assert [block.page for block in read_pages(first, second).blocks] == [1, 2]


FURNITURE = [
    ("- 1 -", "- 2 -", ()), ("第 1 页 共 2 页", "第 2 页 共 2 页", ()), ("1/2", "2/2", ()), ("1", "2", ()), ("— 1 —", "— 2 —", ()),
    ("Page 1 of 2", "Page 2 of 2", ()), ("沙桥镇人民政府", "沙桥镇人民政府", ("沙桥镇人民政府",)),
    ("沙桥镇 第1页", "沙桥镇 第2页", ("沙桥镇",)),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "furniture"), FURNITURE)
def test_furniture(first: str, second: str, furniture: tuple[str, ...]) -> None:
    one, two = flow(LONG)
    document = read_pages([*one, foot(first)], [*two, foot(second)])
    assert [block.text for block in document.blocks] == [LONG]
    assert document.furniture == furniture


def test_a_page_number_on_a_single_page() -> None:
    assert texts([*prose(FIRST, y=100), foot("1")]) == [FIRST]
    assert texts([*prose(FIRST, y=100), foot("- 1 -")]) == [FIRST]


def test_a_figure_at_the_end_is_no_page_number() -> None:
    lines: list[Item] = [*prose(LONG + "共计修路公里数为", y=430, indent=0)]
    last = max(line.y for line in lines if isinstance(line, Text))
    document = read_pages([*lines, Text(text="12", x=90, y=last + 28)])
    assert document.text.endswith("12")


XS, YS = [90.0, 200.0, 310.0, 420.0], [300.0, 330.0, 360.0, 390.0]
CELLS = [
    Text(text=text, x=XS[column] + 5, y=YS[row] + 22, size=14)
    for row, line in enumerate([["村名", "户数", "资金"], ["河东", "86", "1.2"], ["合计", "86", "1.2"]])
    for column, text in enumerate(line)
]


def test_a_ruled_table_stands_at_its_place() -> None:
    document = read_pages([*prose(FIRST, y=100), *grid(XS, YS), *CELLS, *prose(SECOND, y=450)])
    assert [(block.kind.value, block.table, block.row, block.text) for block in document.blocks] == [
        ("paragraph", None, None, FIRST),
        ("table_row", 0, 0, "村名\t户数\t资金"),
        ("table_row", 0, 1, "河东\t86\t1.2"),
        ("table_row", 0, 2, "合计\t86\t1.2"),
        ("paragraph", None, None, SECOND),
    ]


def test_a_table_open_at_its_sides() -> None:
    """Many Chinese tables have no rule at the left and the right."""
    rules = [rule for rule in grid(XS, YS) if not (rule.x0 == rule.x1 and rule.x0 in (XS[0], XS[-1]))]
    assert [block.text for block in read_pages([*rules, *CELLS]).blocks][:2] == ["村名\t户数\t资金", "河东\t86\t1.2"]


def test_a_table_that_goes_on_over_the_page_stays_one() -> None:
    """Its head, repeated on the second page, is not repeated in the blocks."""
    first = [*prose(FIRST, y=100), *grid(XS, YS), *CELLS[:9]]
    second = [*grid(XS, [y - 200 for y in YS])] + [
        Text(text=cell.text.replace("河东", "河西").replace("合计", "总计"), x=cell.x, y=cell.y - 200, size=14)
        for cell in CELLS
    ]
    rows = [
        (block.table, block.page, block.text) for block in read_pages(first, second).blocks if block.table is not None
    ]
    assert rows == [
        (0, 1, "村名\t户数\t资金"), (0, 1, "河东\t86\t1.2"), (0, 1, "合计\t86\t1.2"),
        (0, 2, "河西\t86\t1.2"), (0, 2, "总计\t86\t1.2"),
    ]  # fmt: skip


NOT_TABLES = [
    ("a rule under the red head", [Rule(x0=90, y0=80, x1=506, y1=80), Rule(x0=90, y0=84, x1=506, y1=84)]),
    ("a frame around the page", grid([60, 540], [60, 780])),
    ("underlines", [Rule(x0=90, y0=y, x1=300, y1=y) for y in (104, 132, 160)]),
]


@pytest.mark.parametrize(("why", "rules"), NOT_TABLES, ids=[row[0] for row in NOT_TABLES])
def test_rules_that_are_no_table(why: str, rules: list[Item]) -> None:
    assert texts([*rules, *prose(FIRST, y=110)]) == [FIRST]


def test_two_columns_are_read_one_after_the_other() -> None:
    left = prose(LONG, y=150, left=70, right=280, size=12, pitch=18)
    right = prose(SECOND * 3, y=150, left=315, right=525, size=12, pitch=18)
    mixed = [line for pair in zip(left, right, strict=False) for line in pair]
    rest = [line for line in [*left, *right] if line not in mixed]
    title = Text(text="沙桥镇活动总结", x=230, y=90, size=20)
    assert texts([title, *mixed, *rest]) == ["沙桥镇活动总结", LONG, SECOND * 3]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_turned_page_reads_alike(rotate: int) -> None:
    """/Rotate turns the page, not the text's order; what is upright in the file is then seen lying."""
    assert "".join(sorted(read_pages([*prose(FIRST, y=100)], rotate=rotate).text.replace("\n", ""))) == "".join(
        sorted(FIRST)
    )


PAGES_WITHOUT_TEXT = [
    ([[Picture()]], "no_text", "scanned"),
    ([[]], "no_text", "blank"),
    ([[Picture(), foot("1")]], "no_text", "scanned with a page number"),
    ([[*prose(FIRST + SECOND, y=100)]], "garbled_text", "no ToUnicode"),
]


@pytest.mark.parametrize(("pages", "code", "why"), PAGES_WITHOUT_TEXT, ids=[row[2] for row in PAGES_WITHOUT_TEXT])
def test_pages_without_text(pages: list[list[Item]], code: str, why: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_pages(*pages, to_unicode=NO_MAP if code == "garbled_text" else None)
    assert caught.value.notice.code == code


def test_a_lying_map_is_garbled() -> None:
    with pytest.raises(ReadError) as caught:
        read_pages([*prose(FIRST + SECOND, y=100)], to_unicode=LYING_MAP)
    assert caught.value.notice.code == "garbled_text"


def test_an_office_file_that_lost_its_maps_is_garbled() -> None:
    data = (FILES / "report.pdf").read_bytes().replace(b"/ToUnicode", b"/ToUnicodX")
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "report.pdf")
    assert caught.value.notice.code == "garbled_text"


def test_some_pages_scanned() -> None:
    document = read_pages([*prose(FIRST, y=100)], [Picture()], [Picture()], [], [Picture()])
    (warning,) = document.warnings
    assert warning.code == "scanned_pages"
    assert "第 2-3、5 页" in warning.message


def test_a_text_layer_under_a_scan_is_ocr() -> None:
    hidden = [Text(text=line.text, x=line.x, y=line.y, size=line.size, hidden=True) for line in prose(FIRST, y=100)]
    document = read_pages([Picture(), *hidden])
    assert document.ocr
    assert [warning.code for warning in document.warnings] == ["ocr"]
    assert document.text == FIRST


def test_passwords() -> None:
    assert read(FILES / "owner_password.pdf").text == "修路十二公里。"
    with pytest.raises(ReadError) as caught:
        read(FILES / "password.pdf")
    assert caught.value.notice.code == "encrypted"


def test_limits_and_damage() -> None:
    with pytest.raises(ReadError) as caught:
        read(FILES / "password.pdf")
    with pytest.raises(ReadError) as caught:
        read_pages()
    assert caught.value.notice.code == "no_pages"  # pdfium still reports the password of the file before
    with pytest.raises(ReadError) as caught:
        read_pages(*[[]] * 2001)
    assert caught.value.notice.code == "too_many_pages"
    data = pdf([[*prose(FIRST, y=100)]])
    document = read_bytes(data[: data.rindex(b"xref\n0")], "a.pdf")
    assert document.text == FIRST
    assert [warning.code for warning in document.warnings] == ["repaired"]
    assert read_bytes(b"junk\n" + data, "a.pdf").text == FIRST


def test_every_cut_is_a_document_or_a_reason() -> None:
    data = pdf([[*prose(FIRST, y=100), *grid(XS, YS), *CELLS]])
    for position in range(0, len(data), 41):
        for mutant in (data[:position], data[:position] + bytes([data[position] ^ 0x15]) + data[position + 1 :]):
            try:
                read_bytes(mutant, "a.pdf")
            except ReadError as error:
                assert error.notice.code != "internal", position  # noqa: PT017


def test_text_files_load_no_pdf_engine() -> None:
    """Reading a text file must not cost the start-up of both engines."""
    import subprocess

    code = "import sys; from analyzer.reading import read_bytes; read_bytes('一段文字'.encode(), 'a.txt')\n"
    code += "print([name for name in ('pdfplumber', 'pypdfium2', 'docx', 'lxml') if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
