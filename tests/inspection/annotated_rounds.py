"""Annotated reports of ``corpus/annotated`` as ``Analysis`` objects built from their labels, for experiments."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import yaml

from analyzer.extraction.canonical import canonical_indicator
from analyzer.extraction.figure_time import tell_times
from analyzer.extraction.setting import settings_of
from analyzer.extraction.units import find_units
from analyzer.extraction.whose import tell_whose
from analyzer.types import (
    Analysis,
    Assessment,
    Block,
    BlockKind,
    FigureKind,
    Finding,
    FindingCode,
    Indicator,
    Metadata,
    Practice,
    Qualifier,
    ReportKind,
    Role,
    Sentence,
    SentenceRole,
    Stage,
    Verdict,
)

ROOT = Path(__file__).resolve().parents[2]
ANNOTATED = ROOT / "corpus" / "annotated"


BLOCK_KINDS = {
    "title": BlockKind.TITLE, "heading1": BlockKind.HEADING, "heading2": BlockKind.HEADING, "table": BlockKind.TABLE_ROW,
}  # fmt: skip


@cache
def _parser() -> ModuleType:
    spec = importlib.util.spec_from_file_location("annotated_parser", ROOT / "corpus" / "tools" / "annotated.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _whole(value: float) -> int | float:
    return int(value) if value == int(value) else value


@cache
def analysis_of(path: Path) -> Analysis:
    report = _parser().parse(path)
    head = report.head
    sentences, roles, indicators, practices, units = [], [], [], [], []
    blocks: list[Block] = []
    block = -1
    for paragraph in report.paragraphs:
        place = 0
        block += 1
        kind = BLOCK_KINDS.get(paragraph.kind, BlockKind.PARAGRAPH)
        blocks.append(Block(kind=kind, text=""))
        for labelled in paragraph.sentences:
            if paragraph.kind == "table" and labelled is not paragraph.sentences[0]:
                block, place = block + 1, 0
                blocks.append(Block(kind=kind, text=""))
            number = len(sentences)
            sentence = Sentence(
                id=number, text=labelled.text, block=block, page=None, start=place, end=place + len(labelled.text)
            )
            place = sentence.end
            sentences.append(sentence)
            roles.append(SentenceRole(sentence=number, role=Role(labelled.role), confidence=0.9))
            units.extend(find_units(sentence))
            for figure in labelled.figures:
                canonical = canonical_indicator(figure.indicator, figure.unit)
                indicators.append(
                    Indicator(
                        text=figure.text,
                        value=_whole(figure.value),
                        value_high=None if figure.value_high is None else _whole(figure.value_high),
                        unit=figure.unit,
                        indicator=figure.indicator,
                        canonical=canonical.name if canonical else None,
                        qualifier=Qualifier(figure.qualifier),
                        kind=FigureKind(figure.kind),
                        holder=figure.holder or head["unit"],
                        planned=figure.planned,
                        sentence=number,
                        start=figure.start,
                        end=figure.end,
                    )
                )
            for practice in labelled.practices:
                practices.append(
                    Practice(
                        name=practice.name,
                        holder=practice.holder or head["unit"],
                        kind=practice.kind,
                        gloss=practice.gloss,
                        sentence=number,
                        start=practice.start,
                        end=practice.end,
                    )
                )
    verdict = head.get("verdict")
    metadata = Metadata(
        title=next((p.sentences[0].text for p in report.paragraphs if p.kind == "title"), None),
        unit=head["unit"],
        unit_type=head["unit_type"],
        campaign=head.get("campaign"),
        date=head.get("date"),
        report_kind=ReportKind(head["report_kind"]),
    )
    settings = settings_of(blocks, sentences, metadata)
    timed = tell_times(indicators, sentences, settings)
    return Analysis(
        source=f"{path.stem}.docx",
        sha256=path.stem,
        status="ok",
        metadata=metadata,
        assessment=Assessment(
            verdict=Verdict(verdict) if verdict else None,
            substance=head.get("substance"),
            confidence=0.9 if verdict else None,
            needs_review=False,
            reasons=(),
            stage=Stage(head["stage"]),
            findings=tuple(
                Finding(code=FindingCode(code), score=0.8, evidence=(), message="标注") for code in head["findings"]
            ),
            roles=tuple(roles),
        ),
        sentences=tuple(sentences),
        indicators=tuple(tell_whose(timed, sentences, settings, units)),
        practices=tuple(practices),
        units=tuple(units),
    )


def head_of(path: Path) -> dict[str, object]:
    return dict(_parser().parse(path).head)


def folder(name: str) -> list[Analysis]:
    return [analysis_of(path) for path in sorted((ANNOTATED / name).glob("*.txt"))]


def written(folder_: Path, name: str, lines: str, **head: object) -> Analysis:
    """An analysis of a few annotated lines (corpus/FORMAT.md); what the head leaves out is filled in."""
    defaults: dict[str, object] = {
        "id": name,
        "unit": "沙桥镇",
        "unit_type": "乡镇街道",
        "campaign": "三解三促",
        "date": "2012-06-20",
        "report_kind": "summary",
        "verdict": "substantive",
        "substance": 60,
        "stage": "solving",
        "findings": [],
        "idea": name,
    }
    merged = defaults | head
    if merged["report_kind"] in ("circular", "scheme"):
        merged["verdict"] = merged["substance"] = None
    path = folder_ / f"{name}.txt"
    path.write_text(f"---\n{yaml.safe_dump(merged, allow_unicode=True)}---\n{lines.strip()}\n", encoding="utf-8")
    return analysis_of(path)
