"""``round.yaml`` and the tables it names in, a frozen ``RoundConfig`` out.

Paths are relative to the yaml file. Faults are one exception with a Chinese message that names file and line
and says what to write instead. Never knows reports.
"""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from analyzer.inspection.assessment_weights import WEIGHTS, check_weights
from analyzer.inspection.dates import iso_date
from analyzer.inspection.round_tables import (
    RoundConfigError,
    ScoreRow,
    read_received,
    read_roster,
    read_scores,
    read_text,
)
from analyzer.inspection.round_warnings import shared_short_names, unknown_indicators
from analyzer.types import RosterUnit, Stage

__all__ = ["Assessing", "Limits", "RoundConfig", "RoundConfigError", "StageDue", "load_round"]


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


class StageDue(BaseModel):
    """By which day which stage is to be reached."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    stage: Stage
    by: Annotated[str, BeforeValidator(_as_date)]


class _AssessmentFile(BaseModel):
    """The keys of ``assessment`` in ``round.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    weights: Annotated[dict[str, float], AfterValidator(check_weights)] = Field(default_factory=lambda: dict(WEIGHTS))
    self_evaluation: str | None = None
    public_evaluation: str | None = None


class Assessing(BaseModel):
    """How the round is assessed. ``weights`` sum to 100; an evaluation that was not handed in is None."""

    model_config = ConfigDict(frozen=True)
    weights: dict[str, float] = Field(default_factory=lambda: dict(WEIGHTS))
    self_evaluation: tuple[ScoreRow, ...] | None = None
    public_evaluation: tuple[ScoreRow, ...] | None = None


class _RoundFile(BaseModel):
    """The keys of ``round.yaml``, all optional."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str | None = None
    campaign: str | None = None
    period: str | None = None
    due: Annotated[str, BeforeValidator(_as_date)] | None = None
    expected_stage: Stage | None = None
    stages: tuple[StageDue, ...] = ()
    roster: str | None = None
    references: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    required_indicators: tuple[str, ...] = ()
    received: str | None = None
    name_missing: bool = False
    assessment: _AssessmentFile = _AssessmentFile()
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
    stages: tuple[StageDue, ...] = ()  # in order of their days
    roster: tuple[RosterUnit, ...] = ()
    references: tuple[Path, ...] = ()
    earlier: tuple[Path, ...] = ()
    required_indicators: tuple[str, ...] = ()
    received: dict[str, str] = Field(default_factory=dict)
    name_missing: bool = False
    assessment: Assessing = Assessing()
    limits: Limits = Limits()
    tables: tuple[Path, ...] = Field(default=(), exclude=True)  # files named in it that are no reports
    warnings: tuple[str, ...] = Field(default=(), exclude=True)  # what was taken but a person should mend


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
        f"{'、'.join(Limits.model_fields)}，assessment 里是 {'、'.join(_AssessmentFile.model_fields)}），请检查拼写",
        "missing": "缺了这一项，stages 的每一条要写 stage 和 by，例如 {stage: contacting, by: 2012-04-30}",
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
        "dict_type": "这里应当是“名称: 内容”的对照表",
        "model_type": "这里应当是“名称: 内容”的对照表",
    }
    if fault["type"] == "value_error":
        return str(fault["msg"]).removeprefix("Value error, ")
    return known.get(fault["type"], str(fault["msg"]))


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


def _check_calendar(stages: tuple[StageDue, ...], *, path: Path, node: yaml.Node | None) -> None:
    """A later day asks for a later stage."""
    for place, (earlier, later) in enumerate(pairwise(stages), start=1):
        where = f"{path}：第 {_line_of(node, ('stages', place))} 行：stages："
        if later.by <= earlier.by:
            raise RoundConfigError(f"{where}日期 {later.by} 不晚于上一条的 {earlier.by}，请按日期先后排列。")
        if list(Stage).index(later.stage) <= list(Stage).index(earlier.stage):
            raise RoundConfigError(
                f"{where}阶段 {later.stage} 不在上一条的 {earlier.stage} 之后；日期在后的，阶段也要在后。"
            )


def _scores(folder: Path, name: str | None, *, what: str) -> tuple[ScoreRow, ...] | None:
    return read_scores(folder / name, what=what) if name else None


def load_round(path: Path | None) -> RoundConfig:
    """Read ``round.yaml``; ``None`` gives a round without any demands.

    Raises:
        RoundConfigError: with every fault found at once where possible, one a line.
    """
    if path is None:
        return RoundConfig()
    text = read_text(path, what="督查配置文件")
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
    _check_calendar(file.stages, path=path, node=node)
    folder = path.parent
    named = (file.roster, file.received, file.assessment.self_evaluation, file.assessment.public_evaluation)
    roster = read_roster(folder / file.roster) if file.roster else ()
    lines = [_line_of(node, ("required_indicators", place)) for place in range(len(file.required_indicators))]
    unknown = unknown_indicators(dict(zip(file.required_indicators, lines, strict=True)), path)
    return RoundConfig(
        name=file.name or RoundConfig.model_fields["name"].default,
        campaign=file.campaign,
        period=file.period,
        due=file.due,
        expected_stage=file.expected_stage,
        stages=file.stages,
        roster=roster,
        references=_existing(folder, file.references, yaml_path=path, node=node, key="references"),
        earlier=_existing(folder, file.earlier, yaml_path=path, node=node, key="earlier"),
        required_indicators=file.required_indicators,
        received=read_received(folder / file.received) if file.received else {},
        name_missing=file.name_missing,
        assessment=Assessing(
            weights=file.assessment.weights,
            self_evaluation=_scores(folder, file.assessment.self_evaluation, what="自我评议表"),
            public_evaluation=_scores(folder, file.assessment.public_evaluation, what="群众评议表"),
        ),
        limits=file.limits,
        tables=tuple(folder / name for name in named if name),
        warnings=(*shared_short_names(roster), *unknown),
    )
