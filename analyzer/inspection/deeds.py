"""Analyses in, their sentences that tell deeds and how many units of the round share each word and each act out.

A deed is what was done or found: contact, measures, results, standing arrangements, meetings, publicity; for a plan also
what is intended. Slogans, background, self-criticism and headings tell none. Never knows findings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from analyzer import lexicon
from analyzer.language.tokens import cut
from analyzer.types import Analysis, ReportKind, Role, Sentence

#: The roles of a unit's work on problems, and those of what every superior asks for.
WORK: Final = frozenset({Role.PROBLEM, Role.MEASURE, Role.RESULT, Role.MECHANISM})
ASKED_FOR: Final = frozenset({Role.ORGANISATION, Role.PUBLICITY, Role.CONTACT})
_WORD: Final = re.compile(r"[\u4e00-\u9fff]{2,}")
_ENDED: Final = re.compile(r"[。！？；!?;][”’」』）)]*\s*$")
_CLAUSES: Final = re.compile(r"[，,。；;：:！!？?、\s]+")
_HEADING: Final = 30
#: An act is everyone's when so large a part of the units, and at least so many, tell it.
MANY: Final = 0.2
FEWEST: Final = 4
#: An act the superior's paper asks for need be told by fewer.
TAKEN_UP: Final = 0.1

Act = tuple[str, str]


@cache
def _campaign_words() -> frozenset[str]:
    """“三解三促”活动: the campaign's name with what follows it is no act."""
    return frozenset((*lexicon.campaigns().names, *lexicon.campaigns().followed_by))


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One sentence that tells a deed, with the words of its clauses; the units it names are struck out first."""

    sentence: Sentence
    role: Role
    clauses: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> Iterator[str]:
        return (word for clause in self.clauses for word in clause)

    @property
    def acts(self) -> frozenset[Act]:
        """Words that follow one another in a clause, one word may stand between: (发放, 干群, 联系卡) is (发放, 联系卡)."""
        pairs = {
            pair for clause in self.clauses for pair in (*pairwise(clause), *zip(clause, clause[2:], strict=False))
        }
        return frozenset(pair for pair in pairs if not _campaign_words() & set(pair))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What the round has in common: word → number of units that use it, acts told by many, the number of units."""

    units_of: Mapping[str, int]
    acts: frozenset[Act]
    units: int


def _without_units(analysis: Analysis) -> dict[int, str]:
    """Each sentence's text with the units it names struck out: a place's name is no word of the work."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for unit in analysis.units:
        spans.setdefault(unit.sentence, []).append((unit.start, unit.end))
    texts = {}
    for sentence in analysis.sentences:
        text = sentence.text
        for start, end in sorted(spans.get(sentence.id, ()), reverse=True):
            text = f"{text[:start]}，{text[end:]}"
        texts[sentence.id] = text
    return texts


def deeds_of(analysis: Analysis) -> tuple[Deed, ...]:
    """The report's deeds in order."""
    if analysis.assessment is None or analysis.metadata is None:
        return ()
    told = WORK | ASKED_FOR
    if analysis.metadata.report_kind is ReportKind.PLAN:
        told |= {Role.PLAN}
    roles = {each.sentence: each.role for each in analysis.assessment.roles}
    texts = _without_units(analysis)
    found = []
    for sentence in analysis.sentences:
        is_heading = len(sentence.text) <= _HEADING and not _ENDED.search(sentence.text) and "\t" not in sentence.text
        role = roles.get(sentence.id)
        if role is None or role not in told or is_heading or sentence.text == analysis.metadata.title:
            continue
        clauses = (tuple(w for w in cut(part) if _WORD.fullmatch(w)) for part in _CLAUSES.split(texts[sentence.id]))
        found.append(Deed(sentence=sentence, role=role, clauses=tuple(each for each in clauses if each)))
    return tuple(found)


def look_around(told: Iterable[tuple[str, Sequence[Deed]]], asked: Iterable[Sequence[Deed]] = ()) -> Shared:
    """What the units of a round share.

    Args:
        told: every report's unit and deeds; a unit counts once, however many reports it sent.
        asked: the deeds of the superior's papers.
    """
    words_of: dict[str, set[str]] = {}
    acts_of: dict[str, set[Act]] = {}
    for unit, deeds in told:
        words_of.setdefault(unit, set()).update(word for deed in deeds for word in deed.words)
        acts_of.setdefault(unit, set()).update(act for deed in deeds if deed.role in ASKED_FOR for act in deed.acts)
    units_of = Counter(word for words in words_of.values() for word in words)
    tellers = Counter(
        act for acts in acts_of.values() for act in acts if units_of[act[0]] >= FEWEST and units_of[act[1]] >= FEWEST
    )
    from_above = {act for deeds in asked for deed in deeds for act in deed.acts}
    units = len(words_of)
    many, fewer = max(FEWEST, MANY * units), max(FEWEST, TAKEN_UP * units)
    acts = frozenset(act for act, tell in tellers.items() if tell >= (fewer if act in from_above else many))
    return Shared(units_of=units_of, acts=acts, units=units)
