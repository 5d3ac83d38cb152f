"""A report's figures in, stocks that do not follow from what left and what came out: 原有9460户，清退412户，新增265户，现有9460户.

Only where each of them stands once, in the same unit and near one another. Never knows tables or other reports.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from analyzer.inspection.amounts import Amount, as_written, cited, indices, slack
from analyzer.types import Check

_OPENING: Final = re.compile(
    r"原有|原来有|年初|期初|(?:去年|上年)[底末]|(?:核查|整治|清理|调整|活动)前|(?<![还平草高])原(?=在册|登记|享受)"
)
_LEFT: Final = re.compile(r"清退|减少|退出|注销|核减|销号|调出|关停|拆除|取消|退掉|流失|死亡|迁出|停发")
_CAME: Final = re.compile(r"新增|新纳入|增加|新建|新进|新添|添了|调入|迁入|新办|新发展|新吸收|补进")
_CLOSING: Final = re.compile(r"现有|现在|目前|眼下|(?:核查|整治|清理|调整|活动)[后完]|在册|年末|年底|现为|现存|实有")
_NOT: Final = re.compile(r"其中|净增|净减|平均|计划|任务|目标|预计|比|同期|占")
_FAR: Final = 6  # sentences
_NEAR: Final = 1.5


def _role(amount: Amount) -> str | None:
    lead = amount.lead
    if amount.is_ratio or amount.is_range or amount.planned or not amount.exact or _NOT.search(lead):
        return None
    for role, pattern in (("left", _LEFT), ("came", _CAME), ("opening", _OPENING), ("closing", _CLOSING)):
        if pattern.search(lead):
            return role
    return None


def _clean(amounts: Sequence[Amount]) -> list[Amount]:
    """One amount told twice is one."""
    found: dict[float, Amount] = {}
    for amount in amounts:
        found.setdefault(float(amount.value), amount)
    return list(found.values())


def balance_mismatches(amounts: Mapping[int, Sequence[Amount]]) -> Iterator[Check]:
    """Stocks whose changes do not lead from the one to the other."""
    roles: dict[str, dict[str, list[Amount]]] = defaultdict(lambda: defaultdict(list))
    for line in amounts.values():
        for amount in line:
            if role := _role(amount):
                roles[amount.unit][role].append(amount)
    for held in roles.values():
        end = min((a.sentence.id for a in held.get("closing", ())), default=0)
        one = {role: _clean([a for a in each if a.sentence.id <= end]) for role, each in held.items()}
        if any(len(one.get(role, ())) != 1 for role in ("opening", "closing", "came")) or len(one.get("left", ())) > 1:
            continue
        opening, closing, came = one["opening"][0], one["closing"][0], one["came"][0]
        left = one["left"][0] if one.get("left") else None
        told = [a for a in (opening, left, came, closing) if a is not None]
        spread = [a.sentence.id for a in told]
        if max(spread) - min(spread) > _FAR or closing.sentence.id < opening.sentence.id:
            continue
        low, high = sorted((float(opening.value), float(closing.value)))
        gone = float(left.value) if left else 0.0
        made = float(opening.value) - gone + float(came.value)
        readings = (made, float(opening.value) + float(came.value), float(opening.value) - gone)
        if (
            low <= 0
            or high > low * _NEAR
            or any(abs(float(closing.value) - each) <= slack(told) for each in readings[: 1 if left is None else 2])
        ):
            continue
        changes = "、".join(cited(a) for a in told[1:-1])
        yield Check(
            code="told_differently" if closing.value == opening.value else "sum_mismatch",
            message=f"{cited(opening)}经过{changes}应是{as_written(made, opening.unit)}，与{cited(closing)}对不上，请核实。",
            indicators=indices(told),
        )
