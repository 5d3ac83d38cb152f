"""Reports of a round and of earlier rounds in, figures that contradict or repeat another report's out.

Two units with the same odd figures, and a running total that is smaller than it was in the unit's own earlier report.
Codes: shared_figure, shrinking_figure. Never knows how a figure stands within its own report.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Final, TypeAlias

from analyzer.inspection.amounts import words_pattern
from analyzer.inspection.dates import in_words
from analyzer.inspection.figures import Figure, figures_of, quoted, speaks_of_itself
from analyzer.inspection.told_checks import running_totals, up_to_month
from analyzer.inspection.told_names import thing
from analyzer.types import UNJUDGED_KINDS, Analysis, Check, Qualifier

_Key: TypeAlias = tuple[str, float]  # unit and value
_Thing: TypeAlias = tuple[str, str, str, frozenset[str]]  # name, what is counted, unit, of whom

#: Digits that chance would have to hit: one figure of five, or several that make up for it.
_ONE_IS_ENOUGH: Final = 4
_TOGETHER: Final = 5
_LEAST: Final = 2
_NAME: Final = 2  # signs by which a unit is known: 双凤 of 双凤镇
#: A figure that so many units share was given to all of them.
_COMMON: Final = 4
_A_RATE: Final = 2
_TWO_DECIMALS: Final = re.compile(r"\d\.\d[1-9]\s*[%％]")
_JOINT: Final = re.compile(r"联合|共同|会同|合作|协同|与[^，。]{2,12}(?:镇|乡|局|村|街道)")


def _oddness(figure: Figure) -> int:
    """How many digits of a figure chance would have to hit; 0 for round and for vague ones."""
    indicator = figure.indicator
    if indicator.qualifier is not Qualifier.EXACT or indicator.planned or figure.is_row:
        return 0
    if figure.is_ratio:  # 98.73% beside another figure; round rates and wholes are everybody's
        return _A_RATE if _TWO_DECIMALS.search(indicator.text) else 0
    digits = re.sub(r"\D", "", indicator.text).lstrip("0")
    if not digits or digits[-1] == "0" or len(set(digits)) == 1:
        return 0
    return max(0, len(digits) - 1)


def _own(analysis: Analysis, figure: Figure) -> bool:
    return figure.indicator.holder in (None, analysis.unit)


def _odd_figures(analysis: Analysis) -> dict[_Key, Figure]:
    """A report's own odd figures by unit and value."""
    found: dict[_Key, Figure] = {}
    for figure in figures_of(analysis):
        if _oddness(figure) < _LEAST or not _own(analysis, figure):
            continue
        if words_pattern("prescribed").search(figure.clause) or _JOINT.search(figure.sentence.text):
            continue
        found.setdefault((figure.indicator.unit, float(figure.indicator.value)), figure)
    return found


def _like(one: Figure, other: Figure) -> bool:
    """Whether two figures count the same: one canonical indicator, or names with two signs in common."""
    if one.indicator.canonical and one.indicator.canonical == other.indicator.canonical:
        return True
    a, b = one.indicator.indicator, other.indicator.indicator
    return bool({a[i : i + 2] for i in range(len(a) - 1)} & {b[i : i + 2] for i in range(len(b) - 1)})


def _judged(analysis: Analysis) -> bool:
    return analysis.metadata is not None and analysis.metadata.report_kind not in UNJUDGED_KINDS


def _two_units(one: Analysis, other: Analysis, unit_of: Callable[[Analysis], str | None]) -> bool:
    """Whether two reports are of two units; where one tells none, the other's name must not stand in it."""
    first, second = unit_of(one), unit_of(other)
    if first and second:
        return first != second
    if not first and not second:
        return False
    name, nameless = (first, other) if first else (second, one)
    return name is not None and not any(name[:_NAME] in sentence.text for sentence in nameless.sentences)


def shared_figures(
    reports: Sequence[Analysis],
    *,
    references: Sequence[Analysis],
    unit_of: Callable[[Analysis], str | None],
) -> dict[str, list[Check]]:
    """For each report by source, the units whose odd figures it shares.

    Two indicators with the same value prove nothing when it is round, prescribed, of joint work, or told by many.
    """
    given = {(f.indicator.unit, float(f.indicator.value)) for each in references for f in figures_of(each)}
    odd = {each.source: _odd_figures(each) for each in reports if _judged(each)}
    by_source = {each.source: each for each in reports}
    units = {each.source: unit_of(each) for each in reports}
    holders: dict[_Key, list[str]] = defaultdict(list)
    for source, figures in sorted(odd.items()):
        for key in figures:
            holders[key].append(source)
    shared: dict[tuple[str, str], list[_Key]] = defaultdict(list)
    for key, sources in holders.items():
        if len(sources) >= _COMMON or key in given:
            continue
        for one, other in combinations(sources, 2):
            if _two_units(by_source[one], by_source[other], unit_of) and _like(odd[one][key], odd[other][key]):
                shared[one, other].append(key)
    found: dict[str, list[Check]] = defaultdict(list)
    for (one, other), keys in sorted(shared.items()):
        weights = [_oddness(odd[one][key]) for key in keys]
        if max(weights) < _ONE_IS_ENOUGH and not (len(keys) >= _LEAST and sum(weights) >= _TOGETHER):
            continue
        for here, there in ((one, other), (other, one)):
            mine = "、".join(quoted(odd[here][key]) for key in keys)
            theirs = "、".join(quoted(odd[there][key]) for key in keys)
            found[here].append(
                Check(
                    code="shared_figure",
                    message=f"{mine}与{units[there] or '另一家'}的报告（{there}）里的{theirs}数字相同，这样的数字不大可能两家正好一样，请向两家核实。",
                    indicators=tuple(sorted(odd[here][key].index for key in keys)),
                )
            )
    return found


def _by_thing(analysis: Analysis) -> Iterator[tuple[_Thing, Figure]]:
    """A report's own running totals by what they count and of whom."""
    for narrow, figure in running_totals(analysis):
        if figure.indicator.qualifier is not Qualifier.RANGE and _own(analysis, figure):
            yield (figure.name, thing(figure), figure.unit, narrow), figure


def _same_run(now: Analysis, before: Analysis) -> bool:
    """Whether two reports count from one beginning: of one campaign, or of one year, the later one later."""
    if not now.date or not before.date or not (now.date[: len(before.date)] > before.date[: len(now.date)]):
        return False
    same_campaign = now.campaign is not None and now.campaign == before.campaign
    return same_campaign or now.date[:4] == before.date[:4]


def _month(figure: Figure, analysis: Analysis) -> str | None:
    return up_to_month(figure, analysis.date)


def _pairs(report: Analysis, before: Analysis, now: Sequence[tuple[_Thing, Figure]]) -> Iterator[tuple[Figure, Figure]]:
    """A report's running totals, each with what the unit's earlier report told of the same; months never run back."""
    then: dict[_Thing, Figure] = {}
    for key, figure in _by_thing(before):
        if key not in then or figure.value < then[key].value:
            then[key] = figure  # the smallest, so that a doubtful one raises no alarm
    largest: dict[_Thing, Figure] = {}
    for key, figure in now:
        if key not in largest or figure.value > largest[key].value:
            largest[key] = figure
    for key, figure in largest.items():
        old = then.get(key)
        if old is not None and (_month(figure, report) or "") >= (_month(old, before) or ""):
            yield figure, old


def figures_then_and_now(report: Analysis, before: Analysis) -> tuple[tuple[Figure, Figure], ...]:
    """Every running total of a report that the same unit's earlier report told too: (now, then), in reading order.

    Nothing where the two reports do not count from one beginning.
    """
    if not (_judged(report) and _judged(before) and _same_run(report, before)):
        return ()
    return tuple(sorted(_pairs(report, before, list(_by_thing(report))), key=lambda pair: pair[0].index))


def is_smaller(now: Figure, then: Figure) -> bool:
    """Whether a running total fell, with some room where one of the two is vague (200余户)."""
    return bool(now.value < then.value * _allowed(now, then))


def shrinking_figures(
    report: Analysis, *, earlier: Sequence[Analysis], unit_of: Callable[[Analysis], str | None]
) -> Iterator[Check]:
    """Running totals of one report that were larger in the same unit's earlier report."""
    unit = unit_of(report)
    if not unit or not speaks_of_itself(report):
        return
    now = list(_by_thing(report))
    for before in sorted(earlier, key=lambda each: (each.date or "", each.source)):
        if unit_of(before) != unit or not speaks_of_itself(before) or not _same_run(report, before):
            continue
        for figure, old in _pairs(report, before, now):
            if is_smaller(figure, old):
                yield Check(
                    code="shrinking_figure",
                    message=f"{quoted(figure)}比本单位{in_words(before.date or '')}报告（{before.source}）里的{quoted(old)}还少，"
                    "累计数只会增加，请核实。",
                    indicators=(figure.index,),
                )


def _allowed(figure: Figure, old: Figure) -> float:
    exact = all(each.indicator.qualifier is Qualifier.EXACT for each in (figure, old))
    return 1.0 if exact else 0.9
