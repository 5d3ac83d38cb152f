"""The assessment table and the units' histories in, what every output says of them out: reasons with places, headings.

Never knows formats, nor how a measure came about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from analyzer.export import words
from analyzer.types import Analysis, AssessedItem, Round, Sentence, UnitAssessment, UnitHistory

#: Stands before every assessment table.
PROPOSAL: Final = "本表由系统按报告和导入的评议得分提出，只是建议；由人逐项核对后核定，核定前不得用于通报、排名或问责。"
HOW: Final = (
    "每项得分＝权重×折算比例（0–1，算法见 docs/round-yaml.md）；缺少依据的格子空着，不按 0 分计，也不计入“计入权重”。"
    "建议总分＝得分合计÷计入权重×100。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One item of one unit with the sentences it rests on."""

    row: UnitAssessment
    item: AssessedItem
    reason: str
    sentences: tuple[Sentence, ...]


def traces(round_: Round) -> Iterator[Trace]:
    """Every item of the table, unit by unit."""
    reports = {report.source: report for report in round_.reports}
    for row in round_.assessment.rows if round_.assessment else ():
        yield from row_traces(row, reports)


def row_traces(row: UnitAssessment, reports: Mapping[str, Analysis]) -> Iterator[Trace]:
    """The items of one unit."""
    for item in row.items:
        report = reports.get(item.source) if item.source else None
        known = report.sentences if report else ()
        yield Trace(
            row=row,
            item=item,
            reason=words.reason(item.reason, known),
            sentences=tuple(known[place] for place in item.sentences if place < len(known)),
        )


def points(item: AssessedItem) -> str:
    """What an item got of its weight, or that it is empty."""
    return f"空／{item.weight:g}" if item.points is None else f"{item.points:g}／{item.weight:g}"


def questions(row: UnitAssessment) -> tuple[str, ...]:
    """What a person should find out before deciding, each once."""
    return tuple(dict.fromkeys(row.questions))


def behind(round_: Round) -> tuple[UnitHistory, ...]:
    """The units whose reports tell less than the round expects by now."""
    return tuple(each for each in round_.history if each.calendar == "behind")


def expectation(round_: Round) -> str:
    """What is expected by when, in a sentence; empty where nothing is."""
    if round_.expected_stage is None:
        return ""
    until = f"{words.chinese_date(round_.expected_by)}前" if round_.expected_by else "本轮"
    return f"{until}应到“{words.STAGES[round_.expected_stage]}”。"
