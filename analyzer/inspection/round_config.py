"""``round.yaml`` and the tables it names in, a frozen ``RoundConfig`` out.

Paths are relative to the yaml file. Faults are one exception with a Chinese message that names file and line
and says what to write instead. Never knows reports.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from analyzer.inspection.dates import iso_date
from analyzer.types import RosterUnit, Stage

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


class RoundConfigError(ValueError):
    """A round.yaml, roster or received list that cannot be used; the message says where and what to write."""


def _as_date(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    found = iso_date(value) if isinstance(value, str) else None
    if found is None or len(found) < 10:
        raise ValueError("日期要写成 2012-06-25 这样的年-月-日")
    return found


class Limits(BaseModel):
    """What one file may cost; None leaves the program's own limit."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    seconds: float | None = Field(default=None, gt=0)
    memory_mb: int | None = Field(default=None, gt=0)
    file_mb: float | None = Field(default=None, gt=0)
    unpacked_mb: float | None = Field(default=None, gt=0)
    pages: int | None = Field(default=None, gt=0)


class _RoundFile(BaseModel):
    """The keys of ``round.yaml``, all optional."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str | None = None
    campaign: str | None = None
    period: str | None = None
    due: Annotated[str, BeforeValidator(_as_date)] | None = None
    expected_stage: Stage | None = None
    roster: str | None = None
    references: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    required_indicators: tuple[str, ...] = ()
    received: str | None = None
    name_missing: bool = False
    limits: Limits = Limits()


class RoundConfig(BaseModel):
    """What a round asks. ``references`` and ``earlier`` are existing paths; ``received`` is file → ISO date.

    ``model_dump(mode="json")`` gives a plain dict for a store.
    """

    model_config = ConfigDict(frozen=True)
    name: str = "本轮督查"
    campaign: str | None = None
    period: str | None = None
    due: str | None = None
    expected_stage: Stage | None = None
    roster: tuple[RosterUnit, ...] = ()
    references: tuple[Path, ...] = ()
    earlier: tuple[Path, ...] = ()
    required_indicators: tuple[str, ...] = ()
    received: dict[str, str] = Field(default_factory=dict)
    name_missing: bool = False
    limits: Limits = Limits()


def _line_of(node: yaml.Node | None, path: tuple[int | str, ...]) -> int:
    """The line (1-based) of the deepest YAML node on ``path``."""
    line = 1
    for step in path:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == str(step)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line


def _explain(fault: Any) -> str:
    stages = "、".join(Stage)
    known = {
        "extra_forbidden": f"不认识的项目名；可用的有 {'、'.join(_RoundFile.model_fields)}（limits 里是 "
        f"{'、'.join(Limits.model_fields)}），请检查拼写",
        "string_type": "这里应当是文字，请在内容两边加上英文引号",
        "tuple_type": "这里应当是一个列表，请每行写一项并以“- ”开头",
        "enum": f"不是允许的取值，请写 {stages} 之一",
        "greater_than": "这里应当是大于 0 的数字",
        "float_parsing": "这里应当是数字",
        "float_type": "这里应当是数字",
        "bool_parsing": "这里应当写 true（是）或 false（否）",
        "bool_type": "这里应当写 true（是）或 false（否）",
        "int_parsing": "这里应当是整数",
        "int_from_float": "这里应当是整数",
        "int_type": "这里应当是整数",
        "model_type": "这里应当是“名称: 内容”的对照表",
    }
    if fault["type"] == "value_error":
        return str(fault["msg"]).removeprefix("Value error, ")
    return known.get(fault["type"], str(fault["msg"]))


def _read_text(path: Path, *, what: str) -> str:
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


def _rows(
    path: Path, heads: Mapping[str, tuple[str, ...]], needed: tuple[str, ...], *, what: str
) -> list[tuple[int, dict[str, str]]]:
    """The rows of a csv with their line numbers, keyed by what the columns mean; blank rows are left out."""
    reader = csv.reader(io.StringIO(_read_text(path, what=what), newline=""))
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
    for line, row in _rows(path, _ROSTER_HEADS, ("unit",), what="单位名册"):
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
    for line, row in _rows(path, _RECEIVED_HEADS, ("source", "date"), what="收文登记表"):
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


def _existing(
    folder: Path, names: tuple[str, ...], *, yaml_path: Path, node: yaml.Node | None, key: str
) -> tuple[Path, ...]:
    paths = []
    for index, name in enumerate(names):
        path = folder / name
        if not path.exists():
            raise RoundConfigError(
                f"{yaml_path}：第 {_line_of(node, (key, index))} 行：{key} 里的“{name}”不存在，"
                "请检查路径（相对于 round.yaml 所在文件夹）。"
            )
        paths.append(path)
    return tuple(paths)


def load_round(path: Path | None) -> RoundConfig:
    """Read ``round.yaml``; ``None`` gives a round without any demands.

    Raises:
        RoundConfigError: with every fault found at once where possible, one a line.
    """
    if path is None:
        return RoundConfig()
    text = _read_text(path, what="督查配置文件")
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise RoundConfigError(
            f"{path}：第 {line} 行：YAML 格式有误，请检查缩进、冒号（后面要有空格）和引号。"
        ) from None
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise RoundConfigError(f"{path}：第 1 行：应当是“名称: 内容”的对照表，例如 name: 第一轮督查。")
    try:
        file = _RoundFile.model_validate({key: value for key, value in data.items() if value is not None})
    except ValidationError as problem:
        raise RoundConfigError(
            "\n".join(
                f"{path}：第 {_line_of(node, fault['loc'])} 行：{'.'.join(str(step) for step in fault['loc'])}：{_explain(fault)}。"
                for fault in problem.errors()
            )
        ) from None
    folder = path.parent
    return RoundConfig(
        name=file.name or RoundConfig.model_fields["name"].default,
        campaign=file.campaign,
        period=file.period,
        due=file.due,
        expected_stage=file.expected_stage,
        roster=read_roster(folder / file.roster) if file.roster else (),
        references=_existing(folder, file.references, yaml_path=path, node=node, key="references"),
        earlier=_existing(folder, file.earlier, yaml_path=path, node=node, key="earlier"),
        required_indicators=file.required_indicators,
        received=read_received(folder / file.received) if file.received else {},
        name_missing=file.name_missing,
        limits=file.limits,
    )
