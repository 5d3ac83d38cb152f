"""Annotated report in, how its page looks out: fonts, headings, headers, footers, Word's odd features.

Drawn from a hash of the report's id, so that looks are varied and always the same. Never knows docx.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final, Literal

from annotated import AnnotatedReport
from labels import lines_of

NUMBER: Final = re.compile(r"([一二三四五六七八九十])、(?=\S)")
_CHINESE_ORDER: Final = "一二三四五六七八九十"
_STAMPED: Final = frozenset({"r2-06-beiwa-summary"})  # came in on paper, was stamped and scanned to pdf


def draw(identity: str, feature: str, choices: int) -> int:
    """A number below ``choices`` that depends on the report and the feature only."""
    return int(hashlib.sha256(f"{feature}/{identity}".encode()).hexdigest()[:8], 16) % choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    body: str
    size: float
    exact_line: float | None  # points; None: one and a half lines
    margins: tuple[float, float, float, float]  # top, bottom, left, right, millimetres
    title_font: str
    title_size: float
    title: Literal["look", "style", "heading", "plain"]
    heading_fonts: tuple[str, str]
    heading: Literal["style", "look", "plain"]
    justified: bool  # Word's Chinese template justifies; left-aligned ragged text is the exception
    typed_indent: bool  # two full-width spaces instead of an indent
    lead_bold: bool
    split_runs: bool
    numbered: bool
    tracked: bool
    control: bool
    box: bool
    header: Literal["none", "unit", "campaign", "stamp"]
    footer: Literal["none", "dashes", "of", "bare", "right"]


def look_of(report: AnnotatedReport) -> Look:
    """The look drawn for a report."""
    identity, is_docx = report.head["id"], report.head.get("format") != "pdf"
    family = draw(identity, "family", 10)
    official = family < 5
    title: Literal["look", "style", "heading", "plain"] = (
        "look",
        "look",
        "look",
        "style",
        "heading",
        "plain",
    )[draw(identity, "title", 6)]
    headings = [line.text for line in lines_of(report) if line.part == "heading1"]
    headers = ("none", "unit", "campaign", "none")
    footers = ("dashes", "of", "bare", "none", "right") if is_docx else ("dashes", "of", "bare", "of", "right")
    return Look(
        body="仿宋_GB2312" if official else "宋体",
        size=16 if official else 14 if family < 8 else 12,
        exact_line=28 if official else 25 if family == 7 else None,
        margins=(37, 35, 28, 26) if official else (25.4, 25.4, 31.7, 31.7),
        title_font="方正小标宋简体"
        if official and draw(identity, "title_font", 3)
        else "黑体"
        if family == 9
        else "宋体",
        title_size=22 if official else 18 if family < 8 else 16,
        title=title,
        heading_fonts=("黑体", "楷体_GB2312") if official else ("宋体", "宋体"),
        heading=("style", "style", "look", "look", "plain")[draw(identity, "heading", 5)],
        justified=draw(identity, "ragged", 6) > 0,
        typed_indent=draw(identity, "typed", 6) == 0,
        lead_bold=draw(identity, "lead", 2) == 0,
        split_runs=draw(identity, "runs", 2) == 0,
        numbered=_is_sequence(headings) and draw(identity, "numbered", 9) == 0,
        tracked=is_docx and draw(identity, "tracked", 14) == 0,
        control=is_docx and draw(identity, "control", 6) == 0,
        box=is_docx and draw(identity, "box", 2) == 1,
        header="stamp" if identity in _STAMPED else headers[draw(identity, "header", 4)],
        footer=footers[draw(identity, "footer", 5)],
    )


def _is_sequence(headings: list[str]) -> bool:
    found = [NUMBER.match(heading) for heading in headings]
    return len(headings) > 1 and [match[1] if match else "" for match in found] == list(_CHINESE_ORDER[: len(found)])
