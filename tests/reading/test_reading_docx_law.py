"""The law of the reading room: every text of a docx stands in its blocks, once, in the order of the page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from raw_docx import cell, docx, paragraph, run, table

from analyzer.reading import read_bytes

WORDS = st.text(st.sampled_from("修路走访农户十二公里村组2012年AbZ，。、（）“”%％"), min_size=1, max_size=12)


def _marked(tokens: list[str], word: str) -> str:
    """A token that cannot occur twice, so that order can be seen."""
    token = f"〔{len(tokens)}〕{word}"
    tokens.append(token)
    return token


@st.composite
def _runs(draw: st.DrawFn, tokens: list[str]) -> str:
    text = ""
    for _ in range(draw(st.integers(1, 3))):
        piece = run(_marked(tokens, draw(WORDS)))
        wrapper = draw(
            st.sampled_from(
                ["{}", "<w:ins>{}</w:ins>", "<w:hyperlink>{}</w:hyperlink>", "<w:smartTag>{}</w:smartTag>",
                 "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>", "{}<w:del><w:r><w:delText>删</w:delText></w:r></w:del>"]
            )
        )  # fmt: skip
        text += wrapper.format(piece)
    return text


@st.composite
def _blocks(draw: st.DrawFn, tokens: list[str], depth: int) -> str:
    body = ""
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["paragraph", "paragraph", "sdt", "box", "table"] if depth else ["paragraph"]))
        if kind == "paragraph":
            body += paragraph(runs=draw(_runs(tokens)))
        elif kind == "sdt":
            body += f"<w:sdt><w:sdtContent>{draw(_blocks(tokens, depth - 1))}</w:sdtContent></w:sdt>"
        elif kind == "box":
            own = draw(_runs(tokens))
            inner = "<w:txbxContent>" + draw(_blocks(tokens, 0)) + "</w:txbxContent>"
            choice = f'<mc:Choice Requires="wps">{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback>'
            body += paragraph(runs=own + f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>")
        else:
            body += table(
                *(
                    "".join(cell(inner=paragraph(runs=draw(_runs(tokens)))) for _ in range(draw(st.integers(1, 3))))
                    for _ in range(draw(st.integers(1, 2)))
                )
            )
    return body


@st.composite
def _documents(draw: st.DrawFn) -> tuple[str, list[str]]:
    tokens: list[str] = []
    return draw(_blocks(tokens, 2)), tokens


@given(_documents())
def test_every_text_once_and_in_order(case: tuple[str, list[str]]) -> None:
    body, tokens = case
    text = read_bytes(docx(body), "报告.docx").text
    position = 0
    for token in tokens:
        assert text.count(token) == 1
        found = text.index(token)
        assert found >= position
        position = found + len(token)
