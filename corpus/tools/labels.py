"""Annotated report in, one gold record in the shape of a ``results.jsonl`` line out.

The lines of a title are one block, as the reading room gives them; every other paragraph is a block, every table
row one of its own. Never knows docx, pdf or where files lie.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import second_hand
from annotated import AnnotatedReport, Figure, LabelledSentence, Paragraph, Practice

CITY: Final = "芦川市"

_DOCUMENT_NUMBER: Final = re.compile(r"[\u4e00-\u9fff]{1,12}〔[12]\d{3}〕\d+号")
_MASTHEAD: Final = re.compile(r".{0,16}(?:简\s*报|快\s*报|专\s*报|动\s*态|信\s*息)")
_UNIT_LINE: Final = re.compile(r".{2,24}(?:局|委员会|联合会|办公室|人民政府|[镇乡村社]|街道|公司|工作队|调研组)")
_NUMBERED: Final = re.compile(
    r"[一二三四五六七八九十]{1,3}[、\s\u3000]|（[一二三四五六七八九十]{1,3}）|[\d０-９]{1,2}[．.、\s\u3000]"
)
_BODY_LENGTH: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed line or paragraph. ``part`` says what it is on the page, finer than a block's kind:

    number, masthead, title, byline, addressee, heading1, heading2, body, row, signature, dateline, foot.
    """

    part: str
    sentences: tuple[LabelledSentence, ...]
    table: int | None = None
    row: int | None = None

    @property
    def text(self) -> str:
        return "".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldBlock:
    """A block as the reading room should give it, with its sentences and where each starts."""

    kind: str
    text: str
    level: int | None
    table: int | None
    row: int | None
    sentences: tuple[tuple[LabelledSentence, int], ...]

    def plain(self) -> dict[str, Any]:
        return {"kind": self.kind, "text": self.text, "level": self.level, "table": self.table, "row": self.row}


def lines_of(report: AnnotatedReport) -> tuple[Line, ...]:
    """Every printed line in order, with its part on the page."""
    lines: list[Line] = []
    tables = -1
    for place, paragraph in enumerate(report.paragraphs):
        if paragraph.kind == "table":
            tables += 1
            rows = (_whole_row(sentence) for sentence in paragraph.sentences)
            lines += [Line(part="row", sentences=(row,), table=tables, row=index) for index, row in enumerate(rows)]
        else:
            lines.append(Line(part=_part(report, place), sentences=tuple(paragraph.sentences)))
    return tuple(lines)


def _whole_row(row: LabelledSentence) -> LabelledSentence:
    """A row whose last cell is empty: the line's end was trimmed together with the cell."""
    if not row.text.endswith(" |"):
        return row
    text = row.text.removesuffix(" |") + "\t"
    return replace(row, text=text, cells=tuple(text.split("\t")))


def _part(report: AnnotatedReport, place: int) -> str:
    paragraph = report.paragraphs[place]
    text = _text(paragraph)
    if _DOCUMENT_NUMBER.fullmatch(text):
        return "number"
    titles = [index for index, other in enumerate(report.paragraphs) if other.kind == "title"]
    headline = _headline(report)
    if headline and place == titles[0]:
        return "masthead"
    if place in headline:
        return "title"
    match paragraph.kind:
        case "title":
            return "byline" if place > titles[0] and _UNIT_LINE.fullmatch(text) else "title"
        case "addressee" | "signature" | "dateline" | "heading1" | "heading2":
            return paragraph.kind
    if len(text) > _BODY_LENGTH or text[-1:] in "。；！？：":
        return "body"
    if all(_is_small(other) for other in report.paragraphs[:place]):
        return "byline"
    if all(_is_small(other) for other in report.paragraphs[place + 1 :]):
        return "foot"
    return "body"


def _is_small(paragraph: Paragraph) -> bool:
    """Furniture of a report's head or foot rather than its body."""
    text = _text(paragraph)
    return paragraph.kind not in ("heading1", "heading2", "table") and (
        paragraph.kind != "paragraph" or (len(text) <= _BODY_LENGTH and text[-1:] not in "。；！？：")
    )


def _headline(report: AnnotatedReport) -> tuple[int, ...]:
    """The lines of the story's own title under a bulletin's masthead; none where there is no masthead."""
    titles = [index for index, paragraph in enumerate(report.paragraphs) if paragraph.kind == "title"]
    if (
        report.head["report_kind"] != "bulletin"
        or not titles
        or not _MASTHEAD.fullmatch(_text(report.paragraphs[titles[0]]))
    ):
        return ()
    found: list[int] = []
    for index in range(titles[0] + 1, len(report.paragraphs)):
        paragraph = report.paragraphs[index]
        is_line = paragraph.kind == "title" or (paragraph.kind == "heading1" and not _NUMBERED.match(_text(paragraph)))
        if is_line and (not found or paragraph.kind == "title" or _text(paragraph).startswith("——")):
            found.append(index)
        elif found or not _is_small(paragraph):
            break
    return tuple(found)


def _text(paragraph: Paragraph) -> str:
    return "".join(sentence.text for sentence in paragraph.sentences)


_KINDS: Final = {"title": "title", "heading1": "heading", "heading2": "heading", "row": "table_row"}
_LEVELS: Final = {"heading1": 1, "heading2": 2}


def blocks_of(report: AnnotatedReport) -> tuple[GoldBlock, ...]:
    """The report's blocks; a title on several lines is one block and one sentence with the first line's role."""
    blocks: list[GoldBlock] = []
    held: list[Line] = []
    for line in (*lines_of(report), None):
        if held and (line is None or line.part != "title"):
            blocks.append(_block("title", (_joined(held),), held[0]))
            held = []
        if line is None:
            break
        if line.part == "title":
            held.append(line)
        else:
            blocks.append(_block(_KINDS.get(line.part, "paragraph"), line.sentences, line))
    return tuple(blocks)


def _block(kind: str, sentences: Sequence[LabelledSentence], line: Line) -> GoldBlock:
    placed: list[tuple[LabelledSentence, int]] = []
    start = 0
    for sentence in sentences:
        placed.append((sentence, start))
        start += len(sentence.text)
    return GoldBlock(
        kind=kind,
        text="".join(sentence.text for sentence in sentences),
        level=_LEVELS.get(line.part),
        table=line.table,
        row=line.row,
        sentences=tuple(placed),
    )


def _joined(lines: Sequence[Line]) -> LabelledSentence:
    sentences = [sentence for line in lines for sentence in line.sentences]
    text = ""
    figures: list[Figure] = []
    practices: list[Practice] = []
    for sentence in sentences:
        shift = len(text)
        figures += [replace(f, start=f.start + shift, end=f.end + shift) for f in sentence.figures]
        practices += [replace(p, start=p.start + shift, end=p.end + shift) for p in sentence.practices]
        text += sentence.text
    return LabelledSentence(role=sentences[0].role, text=text, figures=tuple(figures), practices=tuple(practices))


def title_of(report: AnnotatedReport) -> str | None:
    """The head's title, else the first title block's text."""
    own = report.head.get("title")
    return own or next((block.text for block in blocks_of(report) if block.kind == "title"), None)


def record(report: AnnotatedReport, *, split: str, file: str | None) -> dict[str, Any]:
    """The gold record; ``file`` is the path of the rendered file relative to the labels file."""
    head = report.head
    holder = _whole_of(head["unit"]) if head["report_kind"] == "circular" else head["unit"]
    blocks = blocks_of(report)
    numbered = list(_numbered(blocks))
    settled = second_hand.settled(head)
    readings = second_hand.readings(head) if head.get("verdict") else []
    return {
        "id": head["id"],
        "file": file,
        "split": split,
        "idea": head["idea"],
        "borderline": settled["borderline"],
        "title": title_of(report),
        "unit": head["unit"],
        "unit_type": head["unit_type"],
        "campaign": head.get("campaign"),
        "date": None if head.get("date") is None else str(head["date"]),
        "report_kind": head["report_kind"],
        "verdict": settled["verdict"],
        "substance": settled["substance"],
        "stage": settled["stage"],
        "findings": [{"code": code} for code in settled["findings"]],
        "readings": readings if len(readings) > 1 else [],
        "blocks": [block.plain() for block in blocks],
        "sentences": [
            {
                "id": number,
                "text": sentence.text,
                "role": sentence.role,
                "block": block,
                "start": start,
                "end": start + len(sentence.text),
            }
            for number, block, sentence, start in numbered
        ],
        "indicators": [
            _indicator(figure, number, holder) for number, _, sentence, _ in numbered for figure in sentence.figures
        ],
        "practices": [
            _practice(practice, number, holder)
            for number, _, sentence, _ in numbered
            for practice in sentence.practices
        ],
    }


def _whole_of(unit: str) -> str:
    """A circular speaks of the whole place: 芦川市 → 全市, 某县活动办公室 → 全县."""
    place = re.search(r"(?<=..)[省市县区州旗镇乡]", unit)
    return f"全{place[0]}" if place else unit


def _numbered(blocks: Sequence[GoldBlock]) -> Iterator[tuple[int, int, LabelledSentence, int]]:
    number = 0
    for index, block in enumerate(blocks):
        for sentence, start in block.sentences:
            yield number, index, sentence, start
            number += 1


def _number(value: float) -> int | float:
    return int(value) if value == int(value) else value


def _indicator(figure: Figure, sentence: int, holder: str) -> dict[str, Any]:
    return {
        "text": figure.text,
        "value": _number(figure.value),
        "value_high": None if figure.value_high is None else _number(figure.value_high),
        "unit": figure.unit,
        "indicator": figure.indicator,
        "qualifier": figure.qualifier,
        "kind": figure.kind,
        "holder": figure.holder or holder,
        "planned": figure.planned,
        "sentence": sentence,
        "start": figure.start,
        "end": figure.end,
    }


def _practice(practice: Practice, sentence: int, holder: str) -> dict[str, Any]:
    return {
        "name": practice.name,
        "holder": practice.holder or holder,
        "kind": practice.kind,
        "gloss": practice.gloss,
        "sentence": sentence,
        "start": practice.start,
        "end": practice.end,
    }


def to_json(gold: dict[str, Any]) -> str:
    """One line of a labels file, without its line end."""
    return json.dumps(gold, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
