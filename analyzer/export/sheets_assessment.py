"""A ``Round`` in, the workbook's tables about units out: where each stands, the assessment table and what it rests on.

Never knows cells or formats.
"""

from __future__ import annotations

from typing import Final

from analyzer.export import words
from analyzer.export.assessed import HOW, PROPOSAL, questions, traces
from analyzer.export.plain import shortened
from analyzer.export.sheet_tables import Cell, Column, Link, Table, iso_date, lines
from analyzer.export.sheets_reports import FILE, UNIT
from analyzer.types import Round, Stage, UnitHistory, Verdict

TRACES: Final = "考评依据"
_SHOWN: Final = 5
_SENTENCE: Final = 120
_TYPE: Final = Column(title="单位类型", width=10, meaning="名单中的类型。")
_ITEM_MEANINGS: Final = {
    "submission": "按时 1，迟报 0.5，未报 0；日期、单位或是否报过不清楚的空着。",
    "substance": "务实度除以 100。",
    "stage": "已到的步数除以应到的步数，最多 1；计划、没有规定应到阶段的空着。",
    "findings": "四类问题每有一类减 0.25。",
    "contradictions": "每有一处数据矛盾减 0.25，最低 0；没有数字的空着。",
    "copying": "1 减去与别处雷同的最大比例；对方明显在后的不算，没有可以对照的空着。",
    "required_indicators": "报了的必报指标所占的比例；没有规定必报指标的空着。",
    "own_practices": "只有本单位推行的、有名称的做法：2 个及以上 1，1 个 0.5，没有 0。",
    "self_evaluation": "自我评议得分除以 100；没有的空着。",
    "public_evaluation": "群众评议得分除以 100；没有的空着。",
}


def assessment(round_: Round) -> Table:
    """考评表: one row a unit, one column an item, a free column for the person who decides."""
    table = round_.assessment
    weights = table.weights if table else ()
    first_row: dict[str, int] = {}
    for number, trace in enumerate(traces(round_), 2):
        first_row.setdefault(trace.row.unit, number)
    return Table(
        name="考评表",
        purpose="一考双评：系统从报告里看出的各项，与自我评议、群众评议并列；系统只提建议，由人核定。",
        notes=(PROPOSAL, HOW, *(table.notes if table else ())),
        columns=(
            UNIT,
            _TYPE,
            Column(title="建议总分", width=8, style="number", meaning="得分合计÷计入权重×100；没有报告的空着。"),
            Column(title="得分合计", width=8, style="number", meaning="右边各项得分之和。"),
            Column(title="计入权重", width=8, style="number", meaning="有得分的各项权重之和；空着的项目不计。"),
            *(
                Column(
                    title=f"{words.ASSESSED[item]}\n（{weight:g}）",
                    width=8,
                    style="number",
                    meaning=f"满分 {weight:g}。折算比例：{_ITEM_MEANINGS[item]}",
                )
                for item, weight in weights
            ),
            Column(
                title="请先核对", width=46, meaning="定分以前要问清的事：评议与报告相差大、系统拿不准、单位或先后不清。"
            ),
            Column(title="依据", width=7, meaning=f"点开到“{TRACES}”，逐项看为什么是这个分、出自哪份报告哪一句。"),
            Column(title="人工核定", width=10, style="entry", meaning="由核定的人填写最后的分数；系统不填。"),
            Column(title="核定人", width=9, style="entry", meaning="核定人签名。"),
        ),
        rows=[
            (
                row.unit,
                row.type or "",
                row.total,
                row.points,
                row.counted,
                *(item.points for item in row.items),
                lines(questions(row)),
                Link("查看", TRACES, first_row[row.unit]) if row.unit in first_row else None,
                None,
                None,
            )
            for row in (table.rows if table else ())
        ],
        empty="本轮没有可以考评的单位。",
    )


def assessment_traces(round_: Round) -> Table:
    """考评依据: one row a unit and item, with the reason and the sentences."""
    rows: list[tuple[Cell, ...]] = []
    for trace in traces(round_):
        shown = [f"【{words.place(s)}】{shortened(s.text, _SENTENCE)}" for s in trace.sentences[:_SHOWN]]
        if len(trace.sentences) > _SHOWN:
            shown.append(f"（另有 {len(trace.sentences) - _SHOWN} 句。）")
        rows.append(
            (
                trace.row.unit,
                words.ASSESSED[trace.item.item],
                trace.item.points,
                trace.item.weight,
                trace.item.measure,
                trace.reason,
                lines(shown),
                trace.item.source or "",
            )
        )
    return Table(
        name=TRACES,
        purpose="考评表的每一格为什么是这个分，出自哪份报告的哪几句。",
        columns=(
            UNIT,
            Column(title="项目", width=10, meaning="考评表的一列。"),
            Column(title="得分", width=8, style="number", meaning="权重×折算比例；缺少依据的空着。"),
            Column(title="权重", width=8, style="number", meaning="这一项的满分，写在 round.yaml 的 assessment 里。"),
            Column(title="折算比例", width=9, style="percent", meaning="0–1，算法见“说明”中考评表各栏。"),
            Column(title="为什么", width=60, meaning="这个比例怎样得来；空着的写明缺什么。"),
            Column(title="依据的句子", width=60, meaning="报告里的原句，【】里是位置。"),
            FILE,
        ),
        rows=rows,
        empty="本轮没有可以考评的单位。",
    )


def _stage(stage: Stage | None) -> str:
    return words.STAGES[stage] if stage else ""


def _verdict(verdict: Verdict | None) -> str:
    return words.VERDICTS[verdict] if verdict else ""


def _figures(history: UnitHistory, change: str) -> str:
    return lines(f"{each.now_text}，上次{each.before_text}" for each in history.figures if each.change == change)


def history(round_: Round) -> Table:
    """单位进展: where each unit stands, against the calendar and, where there is one, its own earlier report."""
    compares = any(each.reported_before is not None for each in round_.history)
    earlier_columns = (
        Column(title="上次报告", width=11, meaning="以前各轮（round.yaml 的 earlier）中最近一份的日期。"),
        Column(title="上次阶段", width=12, meaning="上次报告写明的最远一步。"),
        Column(
            title="阶段进退",
            width=9,
            meaning="与上次报告相比：前进、停在原处、后退。",
            tints=(("停在原处", "caution"), ("后退", "caution"), ("前进", "good")),
        ),
        Column(title="上次结论", width=9, meaning="系统对上次报告的建议结论。"),
        Column(title="变小的累计数", width=34, meaning="累计数只会增加，变小的请核实。"),
        Column(title="没有变的累计数", width=34, meaning="与上次一样的累计数。"),
    )
    rows: list[tuple[Cell, ...]] = []
    for each in round_.history:
        now = (
            each.unit,
            each.type or "",
            _stage(each.expected),
            _stage(each.stage),
            words.CALENDAR[each.calendar] if each.calendar else "",
            _verdict(each.verdict),
            iso_date(each.date),
        )
        before = (
            iso_date(each.earlier_date) or (None if each.reported_before else "没有报"),
            _stage(each.earlier_stage),
            words.PROGRESS[each.progress] if each.progress else "",
            _verdict(each.earlier_verdict),
            _figures(each, "fell"),
            _figures(each, "stood_still"),
        )
        rows.append((*now, *(before if compares else ()), each.message, each.source or ""))
    return Table(
        name="单位进展",
        purpose="每个单位对照本轮应到的阶段、对照它自己以前的报告；没有写到不等于没有做到，请核实。",
        columns=(
            UNIT,
            _TYPE,
            Column(
                title="应到阶段", width=12, meaning="round.yaml 的 expected_stage，或 stages 里到截止日应到的一步。"
            ),
            Column(title="现在阶段", width=12, meaning="计入的报告写明已经做到的最远一步；计划不算。"),
            Column(
                title="与应到相比",
                width=9,
                meaning="超前、按期、落后；没有规定或没有报告的空着。",
                tints=(("落后", "caution"), ("超前", "good")),
            ),
            Column(title="结论", width=9, meaning="系统对这次报告的建议结论。"),
            Column(title="报告日期", width=11, meaning="计入的报告的日期。"),
            *(earlier_columns if compares else ()),
            Column(title="说明", width=56, meaning="对照的结果，和要问清的事。"),
            FILE,
        ),
        rows=rows,
        empty="本轮没有单位。",
    )
