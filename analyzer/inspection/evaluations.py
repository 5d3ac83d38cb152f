"""The rows of an evaluation as written in, a score a unit out, and a sentence for every row that cannot be used.

Nothing is guessed: an unclear unit, two different scores for one unit or a score outside 0…100 leave the cell empty.
Never knows reports.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from analyzer.inspection.round_tables import ScoreRow
from analyzer.inspection.unit_names import UnitNames

_SCORE: Final = re.compile(r"\s*(\d{1,6}(?:\.\d{1,6})?)\s*分?\s*")
_FULL: Final = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A unit's score 0…100 and the line it stands in."""

    value: float
    line: int


def read_evaluation(
    rows: Sequence[ScoreRow], names: UnitNames, *, what: str
) -> tuple[dict[str, Score], tuple[str, ...]]:
    """Scores by the unit's standard name, and what is wrong with the other rows.

    Args:
        rows: the file's rows.
        names: the units that may be meant.
        what: the evaluation's name (自我评议表), for the sentences.
    """
    found: dict[str, list[Score]] = {}
    notes: list[str] = []
    for row in rows:
        where = f"{what}第 {row.line} 行："
        if not row.unit:
            notes.append(f"{where}没有写单位，这一行没有用。")
            continue
        resolved = names.resolve(row.unit)
        value = _score(row.score)
        if resolved.unit is None and resolved.choices:
            choices = "、".join(unit.unit for unit in resolved.choices)
            notes.append(f"{where}“{row.unit}”可能是{choices}，不能确定是哪一个，这一行没有用，请写全称。")
        elif resolved.unit is None:
            notes.append(f"{where}考评的单位里没有“{row.unit}”，这一行没有用，请核对单位名称。")
        elif not row.score:
            notes.append(f"{where}“{row.unit}”没有写得分，这一格留空。")
        elif value is None:
            notes.append(f"{where}“{row.unit}”的得分“{row.score}”不是 0 到 100 之间的数，这一格留空，请改正。")
        else:
            found.setdefault(resolved.unit.unit, []).append(Score(value=value, line=row.line))
    scores = {}
    for unit, told in found.items():
        lines = "、".join(str(score.line) for score in told)
        if len({score.value for score in told}) > 1:
            values = "、".join(f"{score.value:g}" for score in told)
            notes.append(
                f"{what}第 {lines} 行：“{unit}”出现了 {len(told)} 次，得分不同（{values}），都没有用，请留一行。"
            )
            continue
        if len(told) > 1:
            notes.append(f"{what}第 {lines} 行：“{unit}”出现了 {len(told)} 次，得分相同，按一次计，请删去多余的。")
        scores[unit] = told[0]
    return scores, tuple(notes)


def _score(text: str) -> float | None:
    found = _SCORE.fullmatch(text)
    value = float(found[1]) if found else math.nan
    return value if 0 <= value <= _FULL else None
