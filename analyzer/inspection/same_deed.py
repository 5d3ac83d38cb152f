"""Equal figures of several reports in, which of them seem to be one deed told by two units out.

A bureau and the township it helped both report the 1.8 km ditch. Only an odd value counts, and only where one names
the other's unit, both name one township or village, or both tell a result in one phrase. Never knows sums.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from analyzer.inspection.figures import Figure
from analyzer.types import Analysis, FigureKind, Number, UnitMention

_PHRASE: Final = 8
#: Whose place it was stands before who came to help.
_NEAR_TO_FAR: Final = ("村社区", "乡镇街道")


@dataclass(frozen=True, eq=False)
class Told:
    """A figure with its report and the reporting unit's standard name and type."""

    source: str
    figure: Figure
    unit: str
    unit_type: str | None
    analysis: Analysis
    standard: Callable[[str], str]

    @cached_property
    def named(self) -> frozenset[str]:
        """Units named in the figure's paragraph."""
        return frozenset(self.standard(unit.name) for unit in self._mentions())

    @cached_property
    def places(self) -> frozenset[str]:
        """The townships and villages among them, and the reporting unit."""
        near = {self.standard(unit.name) for unit in self._mentions() if unit.type in _NEAR_TO_FAR}
        return frozenset(near | {self.unit})

    def _mentions(self) -> list[UnitMention]:
        block = self.figure.sentence.block
        sentences = {sentence.id for sentence in self.analysis.sentences if sentence.block == block}
        return [unit for unit in self.analysis.units if unit.sentence in sentences]

    @cached_property
    def phrases(self) -> frozenset[str]:
        """Every run of eight characters of the sentence, its numbers and signs left out."""
        text = self.figure.sentence.text
        runs = re.findall(rf"[\u4e00-\u9fff]{{{_PHRASE},}}", re.sub(r"\d[\d.,]*[万亿]?", "\n", text))
        return frozenset(run[at : at + _PHRASE] for run in runs for at in range(len(run) - _PHRASE + 1))


def is_odd(value: Number) -> bool:
    """Whether a value is unlikely to be met twice by chance: 1.8, 263, 67.12, not 20, 150 or 3.

    >>> [is_odd(value) for value in (1.8, 263, 671200, 20, 150, 3, 2.5)]
    [True, True, True, False, False, False, False]
    """
    digits = f"{value:.12g}".replace(".", "").strip("0")
    return len(digits) > 2 or (len(digits) == 2 and digits[-1] != "5")


def one_deed(first: Told, second: Told) -> bool:
    """Whether two equal figures of two reports seem to tell the same deed."""
    if first.source == second.source or not is_odd(first.figure.value):
        return False
    if first.unit in second.named or second.unit in first.named:
        return True
    if first.places & second.places:
        return True
    # 召开村民代表座谈会12次 is everybody's phrase; of what was done two units seldom speak in the same words.
    counts_effort = FigureKind.INPUT in (first.figure.indicator.kind, second.figure.indicator.kind)
    return not counts_effort and bool(first.phrases & second.phrases)


def told_elsewhere(figures: Iterable[Told]) -> Mapping[tuple[str, int], Told]:
    """(source, index) of each figure that another report tells too → the one that stands for the deed."""
    groups: dict[tuple[str, str, bool, float], list[Told]] = {}
    for told in figures:
        if not told.figure.is_ratio:
            groups.setdefault((*told.figure.key, float(told.figure.value)), []).append(told)
    found: dict[tuple[str, int], Told] = {}
    for group in groups.values():
        standing: list[Told] = []
        for told in _nearest_first(group):
            same = next((other for other in standing if one_deed(other, told)), None)
            if same is None:
                standing.append(told)
            else:
                found[told.source, told.figure.index] = same
    return found


def _nearest_first(group: Sequence[Told]) -> list[Told]:
    def rank(told: Told) -> tuple[int, str, int]:
        near = _NEAR_TO_FAR.index(told.unit_type) if told.unit_type in _NEAR_TO_FAR else len(_NEAR_TO_FAR)
        return (near, told.source, told.figure.index)

    return sorted(group, key=rank)
