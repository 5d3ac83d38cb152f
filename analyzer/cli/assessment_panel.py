"""The assessment table and a unit's history → what a person reads in the terminal, and the same as plain data.

In: a ``Round``. Out: rich tables, or dicts for ``--json``. Never knows how a measure came about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from analyzer.cli.console import plain
from analyzer.cli.faults import Refusal
from analyzer.export import words
from analyzer.export.assessed import HOW, PROPOSAL, points, questions, row_traces
from analyzer.types import AssessmentTable, Round, UnitAssessment, UnitHistory

_PLACES = 4


def as_data(round_: Round, unit: str | None = None) -> dict[str, Any]:
    """The table, or one unit's row, for scripts."""
    table = _table(round_)
    rows = table.rows if unit is None else (_row(table, unit),)
    return {
        "proposal": PROPOSAL,
        "weights": dict(table.weights),
        "notes": list(table.notes),
        "rows": [asdict(row) for row in rows],
    }


def panels(round_: Round, unit: str | None = None) -> Iterator[RenderableType]:
    """The table of all units, or every item of one unit with its reason."""
    table = _table(round_)
    yield Text(PROPOSAL, style="bold")
    if unit is not None:
        yield from _unit(round_, _row(table, unit))
        return
    yield Text(HOW, style="dim")
    shown = Table(title="考评表（建议）", title_justify="left")
    shown.add_column("单位", overflow="fold")
    for label in ("建议总分", *(f"{words.ASSESSED[item]}\n（{weight:g}）" for item, weight in table.weights), "待核对"):
        shown.add_column(label, justify="right", overflow="fold")
    for row in table.rows:
        cells = ["" if item.points is None else f"{item.points:g}" for item in row.items]
        asked = f"{len(questions(row))} 处" if row.questions else ""
        total = "" if row.total is None else f"{row.total:.1f}"
        shown.add_row(Text(plain(row.unit)), total, *cells, asked)
    yield shown
    for note in table.notes:
        yield Text(plain(note))
    yield Text("一个单位的每一分从哪里来：analyzer show DIR 单位 --assessment", style="dim")


def history_lines(round_: Round, unit: str) -> Iterator[RenderableType]:
    """Where a unit stands against the calendar and its earlier report, and its proposed total."""
    history: UnitHistory | None = next((each for each in round_.history if each.unit == unit), None)
    if history is not None and history.message:
        yield Text(plain(f"进展：{history.message}"))
    row = next((r for r in round_.assessment.rows if r.unit == unit), None) if round_.assessment else None
    if row is not None and row.total is not None:
        yield Text(
            plain(
                f"考评建议 {row.total:.1f} 分（计入权重 {row.counted:g}），由人核定；"
                f"逐项依据：analyzer show DIR {unit} --assessment"
            ),
            style="dim",
        )


def _table(round_: Round) -> AssessmentTable:
    if round_.assessment is None:
        raise Refusal("not_found", "这个结果文件夹是旧版程序做的，没有考评表。请再运行一次同样的 analyzer run 命令。")
    return round_.assessment


def _row(table: AssessmentTable, unit: str) -> UnitAssessment:
    found = next((row for row in table.rows if row.unit == unit), None)
    if found is None:
        raise Refusal("not_found", f"考评表里没有“{unit}”。请写名册里的单位名称或简称；不写则显示整张表。")
    return found


def _unit(round_: Round, row: UnitAssessment) -> Iterator[RenderableType]:
    total = "没有可以计入的报告，不出建议总分" if row.total is None else f"建议 {row.total:.1f} 分"
    yield Text(plain(f"{row.unit}：{total}（得分 {row.points or 0:g}，计入权重 {row.counted:g}）"), style="bold")
    for question in questions(row):
        yield Text(plain(f"请核对：{question}"))
    table = Table(show_lines=True)
    for label in ("项目", "得分／权重", "为什么", "依据"):
        table.add_column(label, overflow="fold", no_wrap=label in ("项目", "得分／权重"))
    for trace in row_traces(row, {report.source: report for report in round_.reports}):
        places = list(dict.fromkeys(words.place(sentence) for sentence in trace.sentences))
        more = f"等 {len(places)} 处" if len(places) > _PLACES else ""
        where = f"{trace.item.source}：{'、'.join(places[:_PLACES])}{more}" if places else ""
        table.add_row(
            words.ASSESSED[trace.item.item], points(trace.item), Text(plain(trace.reason)), Text(plain(where))
        )
    yield table
