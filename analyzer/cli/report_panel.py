"""One report or one unit → what a person needs to judge it: verdict, reasons, evidence with place, figures, practices.

In: an ``Analysis``. Out: rich tables. Never knows the rest of the round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from analyzer.cli.choice import Chosen
from analyzer.cli.console import plain
from analyzer.cli.round_panel import unread_table
from analyzer.export import words
from analyzer.export.overview import review_reasons
from analyzer.types import Analysis, OwnShare, Sentence

_COMMON_SHOWN: Final = 3


def unit_panels(
    chosen: Chosen, *, own: Mapping[str, OwnShare] | None = None, about: Iterable[RenderableType] = ()
) -> Iterator[RenderableType]:
    """A unit's submission, what else is known ``about`` it, and each of its reports, the one that counts first.

    ``own`` is what of each report is the unit's own, by source.
    """
    if chosen.submission is not None:
        submission = chosen.submission
        told = f"{chosen.label}：{words.SUBMISSIONS[submission.status]}"
        told += f"（{submission.date}）" if submission.date else ""
        yield Text(plain(f"{told}。{submission.message}"), style="bold")
    yield from about
    for report in chosen.reports:
        yield from panels(report, (own or {}).get(report.source))


def panels(report: Analysis, own: OwnShare | None = None) -> Iterator[RenderableType]:
    """The report, part by part; parts with nothing to tell are left out."""
    if report.metadata is None or report.assessment is None:
        yield unread_table([report])
        return
    yield _head(report)
    if report.assessment.reasons:
        yield Text("判断理由", style="bold")
        yield _reasons(report, report.assessment.reasons)
    if report.assessment.findings:
        yield _findings(report)
    if own is not None:
        yield _own(report, own)
    if report.checks:
        yield Text("数据矛盾", style="bold")
        yield Text(plain("\n".join(f"· {check.message}" for check in report.checks)))
    if report.copies:
        yield _copies(report)
    if report.indicators:
        yield _figures(report)
    if report.practices:
        yield _practices(report)


def _head(report: Analysis) -> Table:
    metadata, judged = report.metadata, report.assessment
    assert metadata is not None
    assert judged is not None
    sure = (
        ""
        if judged.confidence is None
        else f"（{words.confidence(judged.confidence)}，{min(judged.confidence, 0.99):.0%}）"
    )
    substance = "" if judged.substance is None else f"{judged.substance:.0f}（满分 100）"
    table = Table(show_header=False, title=Text(plain(metadata.title or report.source)), title_justify="left")
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in (
        ("单位", metadata.unit or words.UNKNOWN_UNIT),
        ("文件", report.source),
        ("文种", words.REPORT_KINDS[metadata.report_kind]),
        ("日期", metadata.date or "未写明"),
        ("结论", words.verdict(judged.verdict) + sure),
        ("务实度", substance),
        ("进展阶段", words.STAGES[judged.stage]),
        ("人工复核", _review(report)),
        ("提示", "\n".join(warning.message for warning in report.warnings)),
    ):
        if value:
            table.add_row(label, Text(plain(value)))
    return table


def _review(report: Analysis) -> str:
    causes = review_reasons(report)
    return "\n".join(("需要：请对照原文核对后再下结论", *causes)) if causes else "暂不需要"


def _reasons(report: Analysis, reasons: Sequence[str]) -> Table:
    """The reasons numbered, each folded beside its number."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for number, reason in enumerate(reasons, start=1):
        table.add_row(f"{number}.", Text(plain(words.reason(reason, report.sentences))))
    return table


def _place(report: Analysis, sentence: int) -> tuple[str, str]:
    """A sentence's place and text, by its id."""
    found: Sentence = report.sentences[sentence]
    return words.place(found), plain(found.text)


def _findings(report: Analysis) -> Table:
    table = Table(title="存在问题和依据", title_justify="left", show_lines=True)
    for label in ("问题", "位置", "原文"):
        table.add_column(label, overflow="fold")
    assert report.assessment is not None
    for finding in report.assessment.findings:
        label = f"{words.FINDINGS[finding.code]}\n{finding.message}"
        for place, text in [_place(report, sentence) for sentence in finding.evidence] or [("全文", "")]:
            table.add_row(*(Text(plain(cell)) for cell in (label, place, text)))
            label = ""
    return table


def _own(report: Analysis, own: OwnShare) -> Table:
    """What only this unit tells, and examples of what all were asked to do."""
    table = Table(title=Text(plain(f"自选动作（全轮比较）：{own.message}")), title_justify="left", show_lines=True)
    for label in ("类别", "位置", "原文"):
        table.add_column(label, overflow="fold")
    for label, places in (("只有本单位写到", own.only_here), ("市定动作", own.common[:_COMMON_SHOWN])):
        for place in places:
            table.add_row(label, *(Text(plain(cell)) for cell in _place(report, place)))
    return table


def _copies(report: Analysis) -> Table:
    table = Table(title="与其他材料雷同", title_justify="left", show_lines=True)
    for label in ("对照材料", "雷同比例", "谁在先", "位置", "本报告原文"):
        table.add_column(label, overflow="fold")
    for copy in report.copies:
        pair = (f"{copy.source}\n（{words.COPY_KINDS[copy.kind]}）", words.share(copy.share), words.FIRSTS[copy.first])
        for passage in copy.passages:
            table.add_row(*(Text(plain(text)) for text in (*pair, *_place(report, passage.sentence))))
            pair = ("", "", "")
    return table


def _figures(report: Analysis) -> Table:
    table = Table(title="数据", title_justify="left")
    for label in ("指标", "数值", "准确程度", "类别", "完成情况", "归属", "位置"):
        table.add_column(label, overflow="fold", justify="right" if label == "数值" else "left")
    for figure in report.indicators:
        table.add_row(
            Text(plain(figure.indicator)),
            Text(plain(words.amount(figure.value, figure.unit, high=figure.value_high))),
            words.QUALIFIERS[figure.qualifier],
            words.FIGURE_KINDS[figure.kind],
            words.planned(figure.planned),
            Text(plain(figure.holder or "")),
            _place(report, figure.sentence)[0],
        )
    return table


def _practices(report: Analysis) -> Table:
    table = Table(title="经验做法", title_justify="left")
    for label in ("名称", "类别", "单位", "说明", "位置"):
        table.add_column(label, overflow="fold")
    for practice in report.practices:
        told = (practice.name, practice.kind, practice.holder or "", practice.gloss or "")
        table.add_row(*(Text(plain(text)) for text in told), _place(report, practice.sentence)[0])
    return table
