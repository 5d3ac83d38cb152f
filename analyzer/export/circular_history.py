"""The round's history in, what the circular says of it against the earlier round out: units forward, standing still, back.

Never knows documents or how a history was made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from analyzer.export import words
from analyzer.export.circular_phrases import Speaker
from analyzer.export.circular_sources import SourceRow, Sources
from analyzer.export.overview import by_source
from analyzer.types import Round, Stage, UnitHistory

if TYPE_CHECKING:
    from analyzer.export.circular_phrases import Phrases

_STAGES: Final = tuple(Stage)
_ENOUGH: Final = _STAGES.index(Stage.DELIVERED)  # who has results to show may stay where it is
_ORDER: Final = ("backward", "standstill", "forward")


def against_earlier(round_: Round, say: Speaker, told: Phrases, sources: Sources) -> str:
    """How the units with a report in both rounds have moved; "" where no unit has one in both."""
    both = _compared(round_)
    if not both:
        return ""
    counts = {progress: sum(each.progress == progress for each in both) for progress in _ORDER}
    caption = (
        f"与上一轮比较（{len(both)}个单位：前进{counts['forward']}个、没有变化{counts['standstill']}个、"
        f"后退{counts['backward']}个）"
    )
    mark = sources.cite("核", caption, _rows(both))
    clauses = [
        say.say(pattern, count=f"{counts[progress]}个")
        for progress, pattern in (
            ("forward", told.sentences.progressed),
            ("standstill", told.sentences.stood_still),
            ("backward", told.sentences.went_back),
        )
        if counts[progress]
    ]
    return say.say(told.sentences.compared, units=f"{len(both)}个单位{mark}") + "，".join(clauses) + "。"


def no_progress(round_: Round, say: Speaker, told: Phrases, sources: Sources) -> str:
    """How many units have no results to show and stand where they stood, or further back."""
    units = standing_still(round_)
    if not units:
        return ""
    mark = sources.cite("核", f"比上一轮没有进展、还没有写出成效的单位（{len(units)}个单位）", _rows(units))
    return say.say(told.sentences.no_progress, units=f"{len(units)}个单位{mark}")


def standing_still(round_: Round) -> list[UnitHistory]:
    return [
        each
        for each in _compared(round_)
        if each.progress != "forward" and each.stage and _STAGES.index(each.stage) < _ENOUGH
    ]


def _compared(round_: Round) -> list[UnitHistory]:
    known = by_source(round_)
    return [h for h in round_.history if h.progress and h.stage and h.earlier_stage and h.source in known]


def _rows(histories: Sequence[UnitHistory]) -> list[SourceRow]:
    ordered = sorted(histories, key=lambda each: _ORDER.index(each.progress or "forward"))
    return [
        SourceRow(unit=each.unit, told=_told(each), sentence=each.message, source=each.source or "") for each in ordered
    ]


def _told(history: UnitHistory) -> str:
    assert history.stage
    assert history.earlier_stage
    return f"上一轮{words.STAGES[history.earlier_stage]}，本轮{words.STAGES[history.stage]}"
