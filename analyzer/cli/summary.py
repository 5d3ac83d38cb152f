"""What a run did → a short table, the files to open next, and the same as plain data.

In: a ``RunReport``. Out: rich tables, or a dict for ``--json``. Never knows how the run went about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from analyzer.cli.console import plain
from analyzer.cli.round_panel import counts, numbers, unread_table
from analyzer.export import CHECKLIST, STANDARD_FILES
from analyzer.run import RunReport


def panels(report: RunReport) -> Iterator[RenderableType]:
    """The counts, the files that could not be read, and where the results are."""
    yield Text(plain(report.round.name), style="bold")
    yield numbers(report.round)
    if report.unread:
        yield unread_table(report.unread)
    done = f"本次分析 {report.analysed} 份，沿用以前的结果 {report.reused} 份"
    done += f"，去掉已不存在的 {report.removed} 份" if report.removed else ""
    yield Text(f"{done}，用时 {report.seconds:.1f} 秒。结果文件：")
    yield Text(plain("\n".join(f"  {path}" for path in report.files)))


def as_data(report: RunReport) -> dict[str, Any]:
    """The same for scripts."""
    return {
        "round": report.round.name,
        "counts": counts(report.round),
        "analysed": report.analysed,
        "reused": report.reused,
        "removed": report.removed,
        "seconds": round(report.seconds, 3),
        "files": [str(path) for path in report.files],
        "unread": [
            {"source": unread.source, "code": unread.error.code, "message": unread.error.message}
            for unread in report.unread
            if unread.error is not None
        ],
        "messages": list(report.messages),
    }


def where_next(folder: Path) -> Text:
    """What to look at after the demonstration."""
    return Text(
        "接下来可以：\n"
        f"  打开 {folder / 'results.xlsx'} 的“需要复核”一页，逐份核对\n"
        f"  打开 {folder / 'report.html'}，看每个结论的依据\n"
        f"  打开 {folder / '通报.docx'}，看通报草稿；对照 {CHECKLIST} 核对，这份清单有单位名称，不要外发\n"
        f"  运行 analyzer show {folder}，或 analyzer show {folder} 单位名称"
    )


def default_output(folder: Path, to: str) -> Path:
    """Where ``export`` writes when the user does not say."""
    standard = {kind: name for name, kind in STANDARD_FILES.items()}
    return folder / standard.get(to, to)
