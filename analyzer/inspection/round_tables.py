"""The tables ``round.yaml`` names in (roster, received list, evaluations), their rows out.

Csv as offices save it: UTF-8 or GB18030. What makes a table unusable is one exception that names file and line; a bad
row of an evaluation is kept with its line, so that the round goes on and says so. Never knows reports.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from analyzer.inspection.dates import iso_date
from analyzer.types import RosterUnit

#: Which column heads are understood, by what they mean.
_ROSTER_HEADS: Final = {
    "unit": ("单位", "单位名称", "unit"),
    "type": ("类型", "单位类型", "type"),
    "short": ("简称", "简称或别名", "short names", "short_names", "short"),
    "headcount": ("人数", "headcount"),
}
_RECEIVED_HEADS: Final = {
    "source": ("文件", "文件名", "source", "file"),
    "date": ("收到日期", "收到时间", "日期", "date"),
}
_SCORE_HEADS: Final = {
    "unit": ("单位", "单位名称", "unit"),
    "score": ("得分", "分数", "评分", "score"),
}


class RoundConfigError(ValueError):
    """A round.yaml, roster or received list that cannot be used; the message says where and what to write."""


def read_text(path: Path, *, what: str) -> str:
    """A text file as offices save it: UTF-8 with or without BOM, or GB18030."""
    try:
        data = path.read_bytes()
    except OSError:
        raise RoundConfigError(
            f"{path}：找不到或无法打开{what}，请检查路径（相对于 round.yaml 所在文件夹）。"
        ) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RoundConfigError(f"{path}：文字编码认不出来，请用 Excel 或记事本另存为“UTF-8”后再运行。")


def rows_of(
    path: Path, heads: Mapping[str, tuple[str, ...]], needed: tuple[str, ...], *, what: str
) -> list[tuple[int, dict[str, str]]]:
    """The rows of a csv with their line numbers, keyed by what the columns mean; blank rows are left out."""
    reader = csv.reader(io.StringIO(read_text(path, what=what), newline=""))
    try:
        table = [(reader.line_num, row) for row in reader]
    except csv.Error:
        raise RoundConfigError(
            f"{path}：第 {reader.line_num} 行：不是正常的 csv 格式，请用 Excel 另存为 csv。"
        ) from None
    table = [(line, row) for line, row in table if any(cell.strip() for cell in row)]
    if not table:
        raise RoundConfigError(f"{path}：{what}是空的，第一行应当是列名：{'、'.join(heads[key][0] for key in heads)}。")
    head_line, head = table[0]
    column: dict[str, int] = {}
    for key, names in heads.items():
        place = next((i for i, cell in enumerate(head) if cell.strip().lower() in names), None)
        if place is not None:
            column[key] = place
    for key in needed:
        if key not in column:
            raise RoundConfigError(
                f"{path}：第 {head_line} 行：{what}缺少“{heads[key][0]}”一列，"
                f"第一行请写列名：{','.join(heads[each][0] for each in heads)}。"
            )
    return [
        (line, {key: row[place].strip() if place < len(row) else "" for key, place in column.items()})
        for line, row in table[1:]
    ]


def _split_names(text: str) -> tuple[str, ...]:
    for sign in ("；", ";", "，", ",", "|"):
        text = text.replace(sign, "、")
    return tuple(dict.fromkeys(name.strip() for name in text.split("、") if name.strip()))


def read_roster(path: Path) -> tuple[RosterUnit, ...]:
    """The units that are expected to report, in the roster's order."""
    units: dict[str, RosterUnit] = {}
    for line, row in rows_of(path, _ROSTER_HEADS, ("unit",), what="单位名册"):
        name = row["unit"]
        if not name:
            raise RoundConfigError(f"{path}：第 {line} 行：单位名称是空的，请补上或删去这一行。")
        if name in units:
            raise RoundConfigError(f"{path}：第 {line} 行：“{name}”在名册中出现了两次，请删去一行。")
        count = row.get("headcount", "").removesuffix("人")
        if count and not count.isdecimal():
            raise RoundConfigError(f"{path}：第 {line} 行：“{name}”的人数“{count}”应当是整数，例如 42；不清楚就留空。")
        units[name] = RosterUnit(
            unit=name,
            type=row.get("type", "") or "其他",
            short_names=_split_names(row.get("short", "")),
            headcount=int(count) if count else None,
        )
    return tuple(units.values())


def read_received(path: Path) -> dict[str, str]:
    """When each file came in: file as written in the list → ISO date."""
    received: dict[str, str] = {}
    for line, row in rows_of(path, _RECEIVED_HEADS, ("source", "date"), what="收文登记表"):
        if not row["date"]:
            continue
        found = iso_date(row["date"])
        if found is None or len(found) < 10:
            raise RoundConfigError(
                f"{path}：第 {line} 行：收到日期“{row['date']}”认不出来，请写成 2012-06-25 或 2012年6月25日。"
            )
        if not row["source"]:
            raise RoundConfigError(f"{path}：第 {line} 行：文件名是空的，请补上或删去这一行。")
        name = row["source"].replace("\\", "/")
        received[name] = max(found, received.get(name, found))
    return received


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """One row of an evaluation as it is written; whether unit and score can be used is told later."""

    line: int
    unit: str
    score: str


def read_scores(path: Path, *, what: str) -> tuple[ScoreRow, ...]:
    """The rows of an evaluation (单位, 得分), as written."""
    rows = rows_of(path, _SCORE_HEADS, ("unit", "score"), what=what)
    return tuple(ScoreRow(line=line, unit=row["unit"], score=row["score"]) for line, row in rows)
