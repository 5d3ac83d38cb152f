"""Label files (``*.jsonl``) in, labelled reports with their text out; the shape is that of ``results.jsonl``.

Beside the contract's fields a line has ``id``, ``split``, ``idea``, ``borderline``, ``blocks`` (the document's text, so
that training opens no docx) and, where several hands read it, ``readings``. Never knows models.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.types import (
    Block,
    BlockKind,
    Document,
    FigureKind,
    FindingCode,
    Indicator,
    Metadata,
    Practice,
    Qualifier,
    ReportKind,
    Role,
    Sentence,
    Stage,
    Verdict,
)


class LabelError(ValueError):
    """A label file that cannot be used; the message names file and line, in Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one careful reader said of a whole report."""

    verdict: Verdict | None
    substance: float | None
    stage: Stage
    findings: frozenset[FindingCode]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledReport:
    """One report with everything a careful reader said of it."""

    id: str
    split: str
    idea: str
    borderline: bool
    document: Document
    metadata: Metadata
    sentences: tuple[Sentence, ...]
    roles: tuple[Role, ...]
    indicators: tuple[Indicator, ...]
    practices: tuple[Practice, ...]
    verdict: Verdict | None
    substance: float | None
    stage: Stage
    findings: frozenset[FindingCode]
    readings: tuple[Reading, ...] = ()  # by hand, the first reader's first; empty where only the settled label is kept


def _reading(data: dict[str, Any]) -> Reading:
    return Reading(
        verdict=None if data["verdict"] is None else Verdict(data["verdict"]),
        substance=data["substance"],
        stage=Stage(data["stage"]),
        findings=frozenset(FindingCode(code) for code in data["findings"]),
    )


def _indicator(data: dict[str, Any]) -> Indicator:
    return Indicator(
        text=data["text"],
        value=data["value"],
        value_high=data["value_high"],
        unit=data["unit"],
        indicator=data["indicator"],
        canonical=data.get("canonical"),
        qualifier=Qualifier(data["qualifier"]),
        kind=FigureKind(data["kind"]),
        holder=data["holder"],
        planned=data["planned"],
        sentence=data["sentence"],
        start=data["start"],
        end=data["end"],
    )


def _report(data: dict[str, Any]) -> LabelledReport:
    blocks = tuple(
        Block(kind=BlockKind(b["kind"]), text=b["text"], level=b.get("level"), table=b.get("table"), row=b.get("row"))
        for b in data["blocks"]
    )
    sentences = tuple(
        Sentence(id=number, text=s["text"], block=s["block"], page=None, start=s["start"], end=s["end"])
        for number, s in enumerate(data["sentences"])
    )
    for kind, key in (("indicators", "text"), ("practices", "name")):
        for item in data[kind]:
            if sentences[item["sentence"]].text[item["start"] : item["end"]] != item[key]:
                raise ValueError(f"{item[key]} 的位置与句子不符")
    return LabelledReport(
        id=data["id"],
        split=data.get("split", "train"),
        idea=data.get("idea") or data["id"],
        borderline=bool(data.get("borderline")),
        document=Document(format="labels", blocks=blocks, title=data["title"]),
        metadata=Metadata(
            title=data["title"],
            unit=data["unit"],
            unit_type=data["unit_type"],
            campaign=data["campaign"],
            date=data["date"],
            report_kind=ReportKind(data["report_kind"]),
        ),
        sentences=sentences,
        roles=tuple(Role(s["role"]) for s in data["sentences"]),
        indicators=tuple(_indicator(i) for i in data["indicators"]),
        practices=tuple(Practice(**p) for p in data["practices"]),
        verdict=None if data["verdict"] is None else Verdict(data["verdict"]),
        substance=data["substance"],
        stage=Stage(data["stage"]),
        findings=frozenset(FindingCode(f["code"]) for f in data["findings"]),
        readings=tuple(_reading(reading) for reading in data.get("readings", [])),
    )


def read_labels(path: Path, *, split: str | None = None) -> tuple[LabelledReport, ...]:
    """The labelled reports of a ``.jsonl`` file, or of all such files in a folder, in file and line order.

    Args:
        path: file or folder.
        split: only reports of this split, where given.

    Raises:
        LabelError: where a line does not follow the format.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files or not files[0].is_file():
        raise LabelError(f"{path}：找不到标注文件（*.jsonl），请给出标注文件或所在文件夹。")
    found: list[LabelledReport] = []
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            raise LabelError(f"{file}：文件不是 UTF-8 编码，请用“UTF-8”另存。") from None
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                data = json.loads(line)
                if split is None or data.get("split") == split:
                    found.append(_report(data))
            except (KeyError, ValueError, TypeError, IndexError, AttributeError) as problem:
                raise LabelError(
                    f"{file}：第 {number} 行不符合标注格式（{problem}），请对照 docs/annotation.md 修改。"
                ) from None
    return tuple(found)
