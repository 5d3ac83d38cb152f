"""The round's reports, the superior's papers and the practices in; how much of each report is the unit's own out.

市定动作 against 自选动作: the share of its deeds that belongs to this unit's trade, place and people, the share that was
prescribed (asked for by the superior, or told by many units), and what no other unit of the round tells. Changes no
finding: measured, it made none surer (docs/model-card.md). Never knows verdicts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from analyzer import lexicon
from analyzer.inspection.deeds import WORK, Deed, Shared, deeds_of, look_around
from analyzer.inspection.spread import core_name
from analyzer.inspection.taken_over import sentences_taken_over
from analyzer.language.normalise import fold
from analyzer.lexicon.patterns import alternatives
from analyzer.types import UNJUDGED_KINDS, Analysis, FindingCode, OwnShare, PracticeSpread, Role

#: In a smaller round a word that only one unit uses says nothing.
ENOUGH_UNITS: Final = 8
#: A sentence is the unit's own from so many signs on, and only where it has more of them than prescribed acts.
OWN_SIGNS: Final = 2.0
#: What no other unit tells needs so many words that are this unit's alone.
ONLY_WORDS: Final = 3
SHOWN: Final = 3
#: With so much of its own the finding ``no_own_features`` was right for four reports of nine (docs/model-card.md).
MUCH_OWN: Final = 0.5
_AT_ODDS: Final = "单看这一份时提示了“缺少自身特色”，与全轮比较的结果不一致，请对照原文核实。"
_COPIED_LATER: Final = "有日期在后的报告与这一份有相同的文字，那些文字比较时没有算进去。"
_COMMON_TRADE: Final = 0.5
_SHORT: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class _Practices:
    """Core names of named practices: those of one unit alone, and those the superior's papers prescribe."""

    alone: frozenset[str]
    prescribed: frozenset[str]


@cache
def _prescribed_moves() -> re.Pattern[str]:
    return alternatives(lexicon.phrases().prescribed_moves)


@cache
def _general() -> re.Pattern[str]:
    """What could be said under any unit's name."""
    phrases = lexicon.phrases()
    return alternatives((*phrases.boilerplate, *phrases.vague_claims, *phrases.vague_measures))


@lru_cache(maxsize=512)
def _trade_words(unit: str) -> frozenset[str]:
    """The words of the unit's own trade."""
    return frozenset(
        word for trade in lexicon.trades().trades if any(part in unit for part in trade.units) for word in trade.words
    )


def _sorted_practices(
    practices: Sequence[PracticeSpread],
    papers: Sequence[Analysis],
    told: Sequence[tuple[Analysis, str, Sequence[Deed]]],
    taken: Mapping[str, frozenset[int]],
) -> _Practices:
    """A unit that names a practice only in sentences it took from another's earlier report does not run it."""
    from_above = frozenset(core_name(practice.name) for paper in papers for practice in paper.practices)
    repeated: dict[str, set[str]] = {}
    written: dict[str, set[str]] = {}
    for report, unit, _ in told:
        for practice in report.practices:
            where = repeated if practice.sentence in taken[report.source] else written
            where.setdefault(core_name(practice.name), set()).add(unit)

    def holders(each: PracticeSpread) -> set[str]:
        core = core_name(each.name)
        return set(each.holders) - (repeated.get(core, set()) - written.get(core, set()))

    alone = frozenset(core_name(each.name) for each in practices if len(holders(each)) == 1)
    return _Practices(alone=alone - from_above, prescribed=from_above)


def own_shares(
    reports: Sequence[Analysis],
    *,
    papers: Sequence[Analysis],
    practices: Sequence[PracticeSpread],
    unit_of: Callable[[Analysis], str | None],
) -> tuple[OwnShare, ...]:
    """The own share of every report that tells deeds, in the order of ``reports``.

    Args:
        reports: the round's reports with ``copies`` filled in; circulars and schemes are left out.
        papers: the superior's papers.
        practices: the practices as they spread over the round.
        unit_of: a report's unit under its standard name.
    """
    told = [(each, unit_of(each) or f"\0{each.source}", deeds_of(each)) for each in reports if _is_told(each)]
    taken = sentences_taken_over(reports)
    theirs = ((unit, [d for d in deeds if d.sentence.id not in taken[each.source]]) for each, unit, deeds in told)
    shared = look_around(theirs, [deeds_of(paper) for paper in papers])
    kinds = _sorted_practices(practices, papers, told, taken)
    return tuple(_own_share(report, unit, deeds, shared, kinds) for report, unit, deeds in told if deeds)


def _is_told(report: Analysis) -> bool:
    return report.metadata is not None and report.metadata.report_kind not in UNJUDGED_KINDS


def _own_share(report: Analysis, unit: str, deeds: Sequence[Deed], shared: Shared, practices: _Practices) -> OwnShare:
    from_paper = {p.sentence for copy in report.copies if copy.kind == "reference" for p in copy.passages}
    neighbours = [copy for copy in report.copies if copy.kind == "report"]
    from_others = {p.sentence for copy in neighbours if copy.first != "this" for p in copy.passages}
    copied_later = any(copy.first == "this" for copy in neighbours)
    named: dict[int, list[str]] = {}
    for practice in report.practices:
        if practice.sentence in from_others:
            continue
        named.setdefault(practice.sentence, []).append(practice.name)
    places = Counter(mention.sentence for mention in report.units if mention.name != unit and mention.type in _PLACES)
    often = Counter(word for deed in deeds for word in set(deed.words))
    trade = {word for word in _trade_words(unit) if shared.units_of.get(word, 0) <= _COMMON_TRADE * shared.units}
    enough = shared.units >= ENOUGH_UNITS
    told = {figure.sentence for figure in report.indicators} | set(places)

    own: dict[int, float] = {}
    prescribed: dict[int, float] = {}
    only: dict[int, float] = {}
    for deed in deeds:
        place = deed.sentence.id
        text = fold(deed.sentence.text)
        mine_alone = enough and place not in from_others
        alone = [word for word in set(deed.words) if mine_alone and shared.units_of.get(word, 0) <= 1]
        general = len(_general().findall(text))
        mine = sum(core_name(name) in practices.alone for name in named.get(place, ()))
        asked = sum(core_name(name) in practices.prescribed for name in named.get(place, ()))
        signs = (
            2.0 * mine
            + min(sum(word in text for word in trade), 2)
            + min(places[place], 2) * (1.0 if deed.role in WORK else 0.5)
            + max(min(len(alone), 4) - general, 0) * 0.5
        )
        moves = len(set(_prescribed_moves().findall(text))) + len(deed.acts & shared.acts) + 2 * asked
        if place in from_paper:
            prescribed[place] = 100.0 + moves
        elif moves and (signs < OWN_SIGNS or moves >= signs):
            if deed.role not in WORK or signs < OWN_SIGNS / 2:
                prescribed[place] = float(moves)
        elif signs >= OWN_SIGNS and place not in from_others:
            own[place] = signs
        if (deed.role in _DONE or mine) and place not in from_paper | from_others and len(text) >= _SHORT:
            weight = sum(1.0 + (often[word] > 1) for word in alone) + 3.0 * mine
            # what can be looked up on the spot: a figure, a place, a practice; rare words alone may be fine writing
            checkable = mine or (place in told and general < 2)
            if checkable and len(alone) + ONLY_WORDS * mine >= ONLY_WORDS:
                only[place] = weight

    length = {deed.sentence.id: len(deed.sentence.text) for deed in deeds}
    whole = sum(length.values())
    own_part, asked_part = (sum(length[i] for i in ids) / whole for ids in (own, prescribed))
    first = _ranked(only)[:SHOWN]
    names = dict.fromkeys(name for names in named.values() for name in names if core_name(name) in practices.alone)
    return OwnShare(
        source=report.source,
        own=round(own_part, 4),
        prescribed=round(asked_part, 4),
        own_sentences=_ranked(own),
        common=_ranked(prescribed),
        only_here=first,
        practices=tuple(names),
        message=_message(own_part, asked_part, len(only), tuple(names), shared.units, enough=enough)
        + (_COPIED_LATER if copied_later else "")
        + (_AT_ODDS if own_part >= MUCH_OWN and len(only) >= SHOWN and _lacks_features(report) else ""),
    )


def _lacks_features(report: Analysis) -> bool:
    found = report.assessment.findings if report.assessment else ()
    return any(finding.code is FindingCode.NO_OWN_FEATURES for finding in found)


_PLACES: Final = frozenset({"乡镇街道", "村社区", "其他"})
_DONE: Final = frozenset({Role.MEASURE, Role.RESULT, Role.MECHANISM, Role.PLAN})


def _ranked(scores: dict[int, float]) -> tuple[int, ...]:
    return tuple(sorted(scores, key=lambda place: (-scores[place], place)))


def _message(own: float, prescribed: float, only: int, practices: tuple[str, ...], units: int, *, enough: bool) -> str:
    """What a person should know, in plain Chinese; nothing that the sentences shown do not bear out."""
    told = f"写所做工作的文字中，约{own:.0%}写的是本单位自己的业务、地方和做法，约{prescribed:.0%}是上级统一要求的或许多单位都写的动作。"
    if not enough:
        return f"{told}本轮只有{units}个单位的报告，太少，看不出哪些事只有这个单位做了。"
    if practices:
        quoted = "、".join(f"“{name}”" for name in practices[:SHOWN])
        told += f"只有这个单位写到的有名称的做法：{quoted}。"
    if only:
        return f"{told}有{only}句写的事在本轮其他单位的报告里没有见到，请看最突出的几句。"
    return f"{told}没有找到只有这个单位写到的具体事情；没有写到不等于没有做，请向单位了解。"
