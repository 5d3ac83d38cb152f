"""Plain text and Markdown: encodings, hand-wrapped lines, headings, tables."""

from __future__ import annotations

import pytest

from analyzer.reading import read_bytes
from analyzer.types import Document

REPORT = "沙桥镇活动总结\n\n今年以来，我镇组织干部走访农户260户，修路12公里。\n一、主要做法\n群众反映的问题已经解决。\n"


def read(data: bytes | str, name: str = "报告.txt") -> Document:
    return read_bytes(data.encode() if isinstance(data, str) else data, name)


ENCODINGS = [
    (REPORT.encode(), [], "UTF-8"),
    (REPORT.encode("utf-8-sig"), [], "UTF-8 with its mark"),
    (REPORT.encode("utf-16"), [], "UTF-16 with its mark"),
    (b"\xfe\xff" + REPORT.encode("utf-16-be"), [], "UTF-16 the other way round"),
    (REPORT.encode("gb18030"), [], "GB18030"),
    (REPORT.encode("gbk").replace(b"\n", b"\r\n"), [], "GBK with Windows line ends"),
    (REPORT.encode("utf-16-le"), ["encoding"], "UTF-16 without its mark"),
    (REPORT.encode() + "再修路".encode("gbk"), ["encoding"], "two encodings"),
    (REPORT.encode() + b"\xe4\xba", ["encoding"], "cut within a character"),
    (REPORT.encode() + b"\xff\n", ["encoding"], "a bad byte"),
    (REPORT.replace("修路", "修\x00路").encode("utf-16"), ["control_chars"], "a control character"),
    (REPORT.replace("修路", "修\u200b路").encode(), ["control_chars"], "a zero-width space"),
]


@pytest.mark.parametrize(("data", "codes", "why"), ENCODINGS, ids=[row[2] for row in ENCODINGS])
def test_encodings(data: bytes, codes: list[str], why: str) -> None:
    document = read(data)
    assert [warning.code for warning in document.warnings] == codes
    assert document.title == "沙桥镇活动总结"
    assert [block.kind.value for block in document.blocks][:4] == ["title", "paragraph", "heading", "paragraph"]
    assert "走访农户260户，修路12公里。" in document.text


def test_traditional_text_in_big5() -> None:
    document = read("本鎮組織幹部走訪農戶，收集意見，修築道路，群眾滿意，工作取得成效。\n".encode("big5") * 3)
    assert "走訪農戶" in document.text
    assert [warning.code for warning in document.warnings] == ["encoding"]


WRAPPED = (
    "　　今年以来，我镇按照市委统一部署，组织干部进村入户，面\n对面听取群众意见，实打实解决突出问题，共走访农户二百六十\n"
    "户，收集意见九十六条。\n　　各村都成立了工作组，每周碰头一次，把问题逐条列出来，明\n确责任人和完成时间，办一件销一件。\n"
)
LINES = [
    (WRAPPED, 2, "wrapped by hand, indents separate paragraphs"),
    (
        WRAPPED.replace("　　", "").replace("九十六条。\n", "九十六条。\n\n"),
        2,
        "wrapped by hand, blank lines separate them",
    ),
    (REPORT, 4, "a line a paragraph"),
    ("\n".join(["村里修了路，大家都满意，来往方便多了。"] * 6), 6, "lines of one length that end as sentences"),
    ("一、走访\n二、座谈\n三、整改\n四、总结\n", 4, "short lines"),
]


@pytest.mark.parametrize(("text", "count", "why"), LINES, ids=[row[2] for row in LINES])
def test_lines(text: str, count: int, why: str) -> None:
    assert len(read(text).blocks) == count


def test_wrapped_lines_join_without_spaces() -> None:
    assert read(WRAPPED).blocks[0].text.startswith("今年以来，我镇按照市委统一部署，组织干部进村入户，面对面听取")


MARKDOWN = """---
title: x
---
# 沙桥镇**活动**总结

今年以来，我镇走访农户
260户，见[台账](http://a/)。![图](a.png)

## 主要做法

- 修路`12`公里
- [x] 清淤
1. 建站

| 村名 | 户数 |
| --- | ---: |
| 河东\\|西 | **86** |

> 群众说：路通了。

一、不足
========
"""


def test_markdown() -> None:
    document = read(MARKDOWN, "报告.md")
    assert (document.format, document.title) == ("md", "沙桥镇活动总结")
    assert [(block.kind.value, block.text) for block in document.blocks] == [
        ("title", "沙桥镇活动总结"), ("paragraph", "今年以来，我镇走访农户260户，见台账。"), ("heading", "主要做法"),
        ("list_item", "修路12公里"), ("list_item", "清淤"), ("list_item", "1. 建站"), ("table_row", "村名\t户数"),
        ("table_row", "河东|西\t86"), ("paragraph", "群众说：路通了。"), ("heading", "一、不足"),
    ]  # fmt: skip
    assert [block.level for block in document.blocks if block.kind == "heading"] == [2, 1]
    assert [block.row for block in document.blocks if block.table == 0] == [0, 1]
