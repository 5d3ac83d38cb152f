"""Equal figures of several reports in, which of them seem to be one deed told by two units out.

A bureau and the township it helped both report the 1.8 km ditch. Only an odd value counts, and only where one names
the other's unit, both name one township or village, or both tell a result in one phrase; in a copied sentence any
value counts, and the report that was first keeps it. Never knows sums.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

from analyzer.inspection.figures import Figure
from analyzer.types import Analysis, FigureKind, Number, UnitMention

Place: TypeAlias = tuple[str, int]  # source and index

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

    @property
    def place(self) -> Place:
        return self.source, self.figure.index

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


def told_elsewhere(figures: Iterable[Told]) -> Mapping[Place, Told]:
    """(source, index) of each figure that another report tells too → the one that stands for the deed."""
    every = list(figures)
    copied = _copied(every)
    rest = [told for told in every if told.place not in copied]
    alike = _alike(rest)
    return alike | {place: alike.get(told.place, told) for place, told in copied.items()}


def _copied(figures: Sequence[Told]) -> dict[Place, Told]:
    """The figures in sentences taken over from another report that tells them too → the figure there.

    Where it is unknown who was first, the report with the smaller source stands.
    """
    here: dict[str, list[Told]] = {}
    for told in figures:
        if not told.figure.is_ratio:
            here.setdefault(told.source, []).append(told)
    earlier: dict[Place, list[Told]] = {}
    for source, mine in sorted(here.items()):
        for copy in mine[0].analysis.copies:
            if copy.kind != "report" or copy.source not in here:
                continue
            later = copy.first == "other" or (copy.first == "unknown" and copy.source < source)
            beside: dict[int, set[int]] = {}
            for passage in copy.passages:
                beside.setdefault(passage.sentence, set()).add(passage.other_sentence)
            for told in mine:
                places = beside.get(told.figure.sentence.id)
                same = _same_figure(told, here[copy.source], places) if places else None
                if same is not None:
                    one, other = (told, same) if later else (same, told)
                    earlier.setdefault(one.place, []).append(other)
    standing: dict[Place, Told] = {}

    def root(told: Told) -> Told:
        while told.place in standing:
            told = standing[told.place]
        return told

    for place, others in sorted(earlier.items()):
        for other in sorted(others, key=lambda each: each.place):
            if place not in standing and root(other).place != place:  # dates may run in a circle
                standing[place] = other
    return {place: root(other) for place, other in standing.items()}


def _same_figure(told: Told, others: Sequence[Told], places: Collection[int]) -> Told | None:
    """The same value in the sentences at ``places``, else under the same name anywhere in the other report."""
    figure = told.figure

    def is_same(other: Figure) -> bool:
        return (other.value, other.unit, other.indicator.planned) == (
            figure.value, figure.unit, figure.indicator.planned,
        )  # fmt: skip

    same = [other for other in others if is_same(other.figure)]
    beside = [other for other in same if other.figure.sentence.id in places]
    named = [other for other in same if other.figure.key == figure.key]
    both = [other for other in beside if other in named]
    return next(iter(both or beside or named), None)


def _alike(figures: Iterable[Told]) -> dict[Place, Told]:
    """Equal odd figures of one deed; the nearest unit's figure stands."""
    groups: dict[tuple[str, str, bool, float], list[Told]] = {}
    for told in figures:
        if not told.figure.is_ratio:
            groups.setdefault((*told.figure.key, float(told.figure.value)), []).append(told)
    found: dict[Place, Told] = {}
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
