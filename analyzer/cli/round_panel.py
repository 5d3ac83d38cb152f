"""A finished round → the overview a person reads in the terminal, and the same as plain data.

In: a ``Round``. Out: rich tables, or a dict for ``--json``. Never knows where the round came from.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from analyzer.cli.console import plain
from analyzer.export import words
from analyzer.export.assessed import behind, expectation
from analyzer.export.kind_counts import kind_counts
from analyzer.export.overview import RoundTotal, must_be_read, round_totals
from analyzer.types import Analysis, Notice, Round, Stage, Verdict

_TOTALS_SHOWN: Final = 12
_COUNTS: Final = {
    "files": "文件", "unread": "读取失败", "substantive": "务实", "formalistic": "流于形式", "not_judged": "不评判",
    "needs_review": "需人工复核", "missing": "未报送", "late": "迟报",
}  # fmt: skip


def counts(round_: Round) -> dict[str, int]:
    """The round in a dozen numbers."""
    read = [report for report in round_.reports if report.status == "ok"]
    assessed = [report.assessment for report in read if report.assessment is not None]
    submissions = Counter(submission.status for submission in round_.submissions)
    return {
        "files": len(round_.reports),
        "read": len(read),
        "unread": len(round_.reports) - len(read),
        "substantive": sum(a.verdict is Verdict.SUBSTANTIVE for a in assessed),
        "formalistic": sum(a.verdict is Verdict.FORMALISTIC for a in assessed),
        "not_judged": sum(a.verdict is None for a in assessed),
        "needs_review": sum(must_be_read(report) for report in read),
        "missing": submissions["missing"],
        "late": submissions["late"],
    }


def totals(round_: Round) -> list[RoundTotal]:
    """What the reporting units achieved in all, the round's own indicators first; the same sums as in every output."""
    order = {name: number for number, name in enumerate(round_.required_indicators)}
    return sorted(round_totals(round_), key=lambda each: order.get(each.canonical, len(order)))


def as_data(round_: Round) -> dict[str, Any]:
    """What the overview shows, for scripts."""
    return {
        "name": round_.name,
        "campaign": round_.campaign,
        "period": round_.period,
        "due": round_.due,
        "counts": counts(round_),
        "reports": [
            {
                "source": report.source,
                "status": report.status,
                "error": None if report.error is None else report.error.code,
                "unit": report.metadata.unit if report.metadata else None,
                "verdict": report.assessment.verdict if report.assessment else None,
                "substance": report.assessment.substance if report.assessment else None,
                "confidence": report.assessment.confidence if report.assessment else None,
                "stage": report.assessment.stage if report.assessment else None,
                "needs_review": report.assessment.needs_review if report.assessment else None,
                "findings": [finding.code for finding in report.assessment.findings] if report.assessment else [],
            }
            for report in round_.reports
        ],
        "totals": [
            {"indicator": each.canonical, "unit": each.unit, "value": each.value, "holders": each.holders}
            for each in totals(round_)
        ],
        "kinds": [
            {"unit": row.unit, "unit_type": row.unit_type, "reports": {k.value: n for k, n in row.counts if n}}
            for row in kind_counts(round_).units
        ],
        "missing": [s.unit for s in round_.submissions if s.status == "missing"],
        "late": [s.unit for s in round_.submissions if s.status == "late"],
        "behind": [each.unit for each in behind(round_)],
        "questions": {s.unit: list(s.questions) for s in round_.submissions if s.questions},
    }


def panels(round_: Round) -> Iterator[RenderableType]:
    """The overview, part by part; parts with nothing to tell are left out."""
    yield Text(plain(round_.name), style="bold")
    about = [("活动", round_.campaign), ("时间", round_.period), ("报送截止", round_.due)]
    if facts := "　".join(f"{label}：{value}" for label, value in about if value):
        yield Text(plain(facts))
    yield numbers(round_)
    reports = [report for report in round_.reports if report.assessment is not None]
    if reports:
        yield _reports(reports)
    if reports:
        yield _kinds(round_)
    if totals(round_):
        yield _totals(round_)
        yield Text("每项合计由哪些数字组成：analyzer show DIR --total 指标名称", style="dim")
    for status, label in (("missing", "未报送"), ("late", "迟报")):
        if units := [s.unit for s in round_.submissions if s.status == status]:
            yield Text(plain(f"{label}（{len(units)} 个）：{'、'.join(units)}"))
    if late := behind(round_):
        yield Text(plain(f"落后于应到阶段（{len(late)} 个）：{expectation(round_)}{'、'.join(h.unit for h in late)}"))
    if asked := [s for s in round_.submissions if s.questions]:
        yield Text(plain("请核对报送单位：\n" + "\n".join(f"· {s.unit}：{''.join(s.questions)}" for s in asked)))
    if round_.assessment is not None and round_.assessment.rows:
        yield Text("考评表（建议，由人核定）：analyzer show DIR --assessment", style="dim")
    if unread := [report for report in round_.reports if report.status == "error"]:
        yield unread_table(unread)


def numbers(round_: Round) -> Table:
    """The round's counts in two lines."""
    table = Table(title="总览", title_justify="left")
    found = counts(round_)
    for label in _COUNTS.values():
        table.add_column(label, justify="right")
    table.add_row(*(str(found[key]) for key in _COUNTS))
    return table


def unread_table(unread: Sequence[Analysis]) -> Table:
    """The files that could not be read by their reasons, so that one cause for many files is told once."""
    table = Table(title="没有读成的文件", title_justify="left", show_lines=True)
    for label in ("代码", "原因和办法", "文件"):
        table.add_column(label, overflow="fold", no_wrap=label == "代码")
    by_reason: dict[Notice, list[str]] = defaultdict(list)
    for report in unread:
        if report.error is not None:
            by_reason[report.error].append(report.source)
    for reason, sources in sorted(by_reason.items(), key=lambda group: group[1]):
        table.add_row(*(Text(plain(text)) for text in (reason.code, reason.message, "\n".join(sources))))
    return table


def _reports(reports: list[Analysis]) -> Table:
    """One row a report: those a person must look at first, then by name of the unit."""
    table = Table(title="报告", title_justify="left")
    for label in ("单位", "结论", "把握", "务实度", "进展阶段", "存在问题", "复核", "文件"):
        table.add_column(label, overflow="fold", justify="right" if label == "务实度" else "left")
    for report in sorted(reports, key=_urgency):
        if report.assessment is None or report.metadata is None:
            continue
        judged = report.assessment
        table.add_row(
            Text(plain(report.metadata.unit or words.UNKNOWN_UNIT)),
            Text(words.verdict(judged.verdict), style="bold" if judged.verdict is Verdict.FORMALISTIC else ""),
            words.confidence(judged.confidence),
            "" if judged.substance is None else f"{judged.substance:.0f}",
            words.STAGES[Stage(judged.stage)],
            "、".join(words.FINDINGS[finding.code] for finding in judged.findings),
            "需要" if must_be_read(report) else "",
            Text(plain(report.source), style="dim"),
        )
    return table


def _kinds(round_: Round) -> Table:
    counts = kind_counts(round_)
    table = Table(title="报告种类（份）", title_justify="left")
    table.add_column("单位类型")
    for kind in counts.kinds:
        table.add_column(words.REPORT_KINDS[kind], justify="right")
    table.add_column("合计", justify="right")
    for row in (*counts.types, *([counts.whole] if len(counts.types) > 1 else [])):
        table.add_row(row.unit_type, *(str(count or "") for _, count in row.counts), str(row.reports))
    return table


def _urgency(report: Analysis) -> tuple[bool, bool, str, str]:
    judged = report.assessment
    unit = (report.metadata.unit if report.metadata else None) or ""
    formalistic = judged is not None and judged.verdict is Verdict.FORMALISTIC
    return not formalistic, not (judged is not None and judged.needs_review), unit, report.source


def _totals(round_: Round) -> Table:
    found = totals(round_)
    title = "主要数据合计（已完成）" + (f"，前 {_TOTALS_SHOWN} 项" if len(found) > _TOTALS_SHOWN else "")
    table = Table(title=title, title_justify="left")
    table.add_column("指标")
    table.add_column("合计", justify="right")
    table.add_column("涉及单位数", justify="right")
    for each in found[:_TOTALS_SHOWN]:
        amount = words.amount(each.value, each.unit)
        table.add_row(Text(plain(each.canonical)), Text(plain(amount)), str(each.holders))
    return table
