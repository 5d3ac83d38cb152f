"""A finished ``Round`` in, the files that people open out: workbook, circular, page, records, tables.

``write_all`` writes the standard files of a results folder, ``export`` one output of choice.
Never knows stores or how anything was judged; every format's library is imported only when it is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from analyzer.export.atomic import ExportError

if TYPE_CHECKING:
    from analyzer.types import Round

__all__ = ["CHECKLIST", "FORMATS", "STANDARD_FILES", "ExportError", "export", "write_all"]

#: What ``export`` can write. ``csv`` and ``parquet`` make a folder with one file a table.
FORMATS: Final = ("xlsx", "csv", "jsonl", "parquet", "docx", "html")

#: The files of a results folder and the format of each, in the order they are written.
STANDARD_FILES: Final = {"results.jsonl": "jsonl", "results.xlsx": "xlsx", "通报.docx": "docx", "report.html": "html"}
#: Written with the circular, never without it: names units for faults and is not to be sent.
CHECKLIST: Final = "通报核对清单.docx"


def _writer(to: str) -> Callable[[Round, Path], Path]:
    match to:
        case "jsonl":
            from analyzer.export.jsonl import write
        case "xlsx":
            from analyzer.export.workbook import write
        case "docx":
            from analyzer.export.circular import write
        case "html":
            from analyzer.export.page import write
        case "csv":
            from analyzer.export.tables import write_csv as write
        case "parquet":
            from analyzer.export.tables import write_parquet as write
        case _:
            raise ExportError(f"不认识导出格式“{to}”，请从 {'、'.join(FORMATS)} 中选一种。")
    return write


def export(round_: Round, to: str, path: Path) -> Path:
    """Write one output of the round to ``path`` and return it.

    Args:
        round_: the finished round.
        to: one of ``FORMATS``. With ``docx`` a second file, for the office alone, is written beside ``path``. For ``csv`` and ``parquet`` ``path`` is a folder, made if it is not there.
        path: where the output goes; a file already there is replaced only once the new one is whole.

    Raises:
        ExportError: in plain Chinese, when the format is unknown, a library is missing or the place cannot be written.
    """
    write = _writer(to)
    try:
        return write(round_, Path(path))
    except OSError as problem:
        place = problem.filename or path
        raise ExportError(
            f"无法写入 {place}（{problem.strerror or problem}）。请关闭正在打开它的程序，检查文件夹权限和磁盘空间后重试。"
        ) from problem


def write_all(round_: Round, out: Path) -> list[Path]:
    """Write results.jsonl, results.xlsx, 通报.docx and report.html into ``out``; each whole or not at all.

    Beside the circular stands the office's own list for checking; it is among the paths returned.
    """
    paths = []
    for name, to in STANDARD_FILES.items():
        paths.append(export(round_, to, Path(out) / name))
        if to == "docx":
            paths.append(Path(out) / CHECKLIST)
    return paths
