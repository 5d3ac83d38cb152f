"""What a round asks and the word list in, Chinese sentences out: what was taken as it stands but should be mended.

A warning never stops a run. Never knows reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from analyzer import lexicon
from analyzer.types import RosterUnit

_NEAREST: Final = 3
_LIKE: Final = 0.5


def shared_short_names(roster: Iterable[RosterUnit]) -> tuple[str, ...]:
    """A sentence for every short name that two units have, or that is another unit's full name."""
    called: dict[str, list[str]] = {}
    for unit in roster:
        for name in dict.fromkeys((unit.unit, *unit.short_names)):
            called.setdefault(name, []).append(unit.unit)
    return tuple(
        f"单位名册里“{name}”同时指{'、'.join(units)}，报告里写“{name}”时分不清是哪一个，请在“简称”一栏改成各不相同的写法。"
        for name, units in called.items()
        if len(units) > 1
    )


def unknown_indicators(required: Mapping[str, int], path: Path) -> tuple[str, ...]:
    """A sentence for every required indicator that the word list does not know.

    Args:
        required: name → line of ``path`` it stands in.
        path: the round.yaml.
    """
    return tuple(
        f"{path}：第 {line} 行：required_indicators 里的“{name}”不在 lexicons/indicators.yaml 里，报告中的数字很可能归不到它名下。"
        + (
            f"相近的名称有：{'、'.join(near)}；请改用其中一个，或在词典里补上。"
            if (near := _near(name))
            else "请核对名称，或在词典里补上。"
        )
        for name, line in required.items()
        if name not in {each.name for each in lexicon.indicators().indicators}
    )


def _near(name: str) -> list[str]:
    """The indicators that would take ``name`` if a report wrote it, then those written alike."""
    known = lexicon.indicators().indicators
    taking = next(([each.name] for each in known if each.pattern and re.search(each.pattern, name)), [])
    alike = get_close_matches(name, [each.name for each in known], n=_NEAREST, cutoff=_LIKE)
    return list(dict.fromkeys((*taking, *alike)))[:_NEAREST]
