"""A ``Round`` in, the practices and deeds that a circular may praise by name out, each with its source.

Only reports judged substantive with confidence count: praise, too, must stand up. Never knows documents.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from analyzer.export.overview import is_judged, unit_of
from analyzer.types import Analysis, FigureKind, Practice, PracticeSpread, Role, Round, Sentence, Verdict

_PRACTICES_SHOWN: Final = 8
_DEEDS_SHOWN: Final = 5
_PER_UNIT: Final = 2
_OWN: Final = 3  # a practice of more units than this is a common one, hardly anybody's own
_DEED_LENGTH: Final = (18, 110)
_MARKER = re.compile(
    r"^(?:[一二三四五六七八九十]+是|第[一二三四五六七八九十]+[，、]?|[（(]?[一二三四五六七八九十\d]+[）)、.．])"
)
_VERBS: Final = {"制度": "推行", "机制": "建立", "活动": "开展", "载体": "用好", "平台": "搭建", "队伍": "组建"}
_RULES: Final = ("制度", "机制")
Group = Literal["rules", "forms", "deeds"]
_LEADS: Final[dict[Group, str]] = {
    "rules": "立规矩、建机制。",
    "forms": "搭平台、办活动。",
    "deeds": "解难题、办实事。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Praised:
    """A practice or deed with the sentence it rests on. ``text`` is a clause that names the unit."""

    group: Group
    unit: str
    what: str
    text: str
    source: str
    sentence: Sentence


def praised(round_: Round) -> tuple[Praised, ...]:
    """What a circular may praise, best reports first: own practices, then deeds with a checkable result."""
    sound = sorted(
        (report for report in round_.reports if _is_sound(report)),
        key=lambda report: (-(report.assessment.substance or 0.0) if report.assessment else 0.0, report.source),
    )
    return (*_practices(round_, sound), *_deeds(sound))


def practice_paragraphs(items: tuple[Praised, ...]) -> Iterator[tuple[str, str]]:
    """A run-in heading and its text for every group that has something to tell."""
    number = 0
    for group, lead in _LEADS.items():
        clauses = [item.text for item in items if item.group == group]
        if clauses:
            yield f"（{'一二三'[number]}）{lead}", "".join(f"{clause}。" for clause in clauses)
            number += 1


def _is_sound(report: Analysis) -> bool:
    assessment = report.assessment
    return bool(
        is_judged(report)
        and assessment
        and report.metadata
        and report.metadata.unit
        and assessment.verdict is Verdict.SUBSTANTIVE
        and not assessment.needs_review
        and not report.checks
    )


def _practices(round_: Round, sound: list[Analysis]) -> Iterator[Praised]:
    spread_of = {name: spread for spread in round_.practices for name in (*spread.variants, spread.name)}
    told: list[tuple[Analysis, Practice]] = []
    seen: set[tuple[str, str]] = set()
    for report in sound:
        unit = unit_of(report)
        for practice in sorted(report.practices, key=lambda p: (p.gloss is None, p.sentence, p.start)):
            spread = spread_of.get(practice.name)
            key = (unit, spread.name if spread else practice.name)
            if practice.holder in (None, unit) and key not in seen and _is_own(spread):
                seen.add(key)
                told.append((report, practice))
    told.sort(key=lambda pair: pair[1].gloss is None)  # explained ones first; otherwise the order of the reports
    of_unit: Counter[str] = Counter()
    shown = 0
    for report, practice in told:
        unit = unit_of(report)
        if shown < _PRACTICES_SHOWN and of_unit[unit] < _PER_UNIT:
            of_unit[unit] += 1
            shown += 1
            yield Praised(
                group="rules" if practice.kind in _RULES else "forms",
                unit=unit,
                what=f"“{practice.name}”",
                text=_sentence_of(unit, practice),
                source=report.source,
                sentence=report.sentences[practice.sentence],
            )


def _is_own(spread: PracticeSpread | None) -> bool:
    return spread is None or len(set(spread.holders)) <= _OWN


def _sentence_of(unit: str, practice: Practice) -> str:
    kind = "" if practice.name.endswith(practice.kind) else practice.kind
    clause = (
        f"{unit}{_VERBS.get(practice.kind, '推行')}“{_inner(practice.name)}”{kind if practice.kind != '载体' else ''}"
    )
    gloss = (practice.gloss or "").strip("。；，、 ")
    return f"{clause}，即{_inner(gloss)}" if gloss else clause


def _deeds(sound: list[Analysis]) -> Iterator[Praised]:
    shown: set[str] = set()
    for report in sound:
        unit = unit_of(report)
        sentence = None if unit in shown or len(shown) >= _DEEDS_SHOWN else _deed(report)
        if sentence:
            shown.add(unit)
            quoted = _inner(_MARKER.sub("", sentence.text).rstrip("。；;，"))
            yield Praised(
                group="deeds",
                unit=unit,
                what="解决的实际问题",
                text=f"{unit}报告：“{quoted}”",
                source=report.source,
                sentence=sentence,
            )


def _deed(report: Analysis) -> Sentence | None:
    """The result sentence with most achieved figures about what was done or what changed."""
    assert report.assessment
    results = {role.sentence for role in report.assessment.roles if role.role is Role.RESULT}
    weight: Counter[int] = Counter()
    for figure in report.indicators:
        if figure.sentence in results and not figure.planned and figure.kind is not FigureKind.INPUT:
            weight[figure.sentence] += 2 if figure.kind is FigureKind.OUTCOME else 1
    low, high = _DEED_LENGTH
    able = [
        report.sentences[place]
        for place in weight
        if low <= len(report.sentences[place].text) <= high and "\t" not in report.sentences[place].text
    ]
    return min(able, key=lambda sentence: (-weight[sentence.id], sentence.id), default=None)


def _inner(text: str) -> str:
    """``text`` for use between quotation marks: its own become single ones."""
    return text.replace("“", "‘").replace("”", "’")
