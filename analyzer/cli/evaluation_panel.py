"""What ``evaluate`` measured → a table beside the baseline, and the same as plain data.

In: an ``Evaluation``. Out: rich tables, or a dict for ``--json``. Never knows how a figure is computed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from analyzer.cli.console import plain
from analyzer.learning.evaluation import Evaluation
from analyzer.learning.studies import Row


def _number(value: float | None) -> float | None:
    """A figure for JSON, which knows no “not a number”."""
    return None if value is None or math.isnan(value) else value


def _cell(value: float | None) -> str:
    return "" if value is None else "—" if math.isnan(value) else f"{value:.3f}"


def as_data(measured: Evaluation) -> dict[str, Any]:
    """The figures by key, for scripts."""
    return {
        "reports": measured.reports,
        "figures": {
            figure.key: {
                "value": _number(figure.value),
                "baseline": _number(figure.baseline),
                "majority": _number(figure.majority),
                "text": _number(figure.text),
            }
            for figure in measured.figures
        },
        "misjudged": list(measured.misjudged),
    }


def panels(measured: Evaluation) -> Iterator[RenderableType]:
    """One row a figure; then the reports that were judged wrongly, for a person to read."""
    table = Table(title=f"测量结果（{measured.reports} 份标注报告）", title_justify="left")
    table.add_column("项目", overflow="fold")
    table.add_column("数值", justify="right")
    for heading in ("关键词基线", "全判最多的", "全文 TF-IDF"):
        table.add_column(heading, justify="right")
    for figure in measured.figures:
        values = (figure.value, figure.baseline, figure.majority, figure.text)
        table.add_row(Text(plain(figure.label)), *(_cell(value) for value in values))
    yield table
    if measured.misjudged:
        yield Text(plain("结论与标注不同的报告：\n" + "\n".join(f"  {line}" for line in measured.misjudged)))


def rows_as_data(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """A study's rows, for scripts."""
    return [{"label": row.label, **{key: _number(value) for key, value in row.values.items()}} for row in rows]


def study_table(name: str, rows: Sequence[Row]) -> RenderableType:
    """One row a variant, one column a figure."""
    titles = {
        "baselines": "与基线比较",
        "ablation": "去掉或只用一类证据",
        "curve": "学习曲线",
        "attacks": "攻击：结论翻转的比例",
        "readers": "与几位读者的一致程度（Cohen κ）",
    }
    table = Table(title=titles[name], title_justify="left")
    table.add_column("做法", overflow="fold")
    headings = list(rows[0].values) if rows else []
    for heading in headings:
        table.add_column(heading, justify="right")
    for row in rows:
        cells = [f"{row.values[key]:.0f}" if key == "份数" else _cell(row.values[key]) for key in headings]
        table.add_row(Text(plain(row.label)), *cells)
    return table
