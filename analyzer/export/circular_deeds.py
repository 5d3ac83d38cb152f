"""A ``Round`` in, the reports that a circular may praise and one deed of each of the best out, in the reports' own words.

What only this unit tells comes first, and only sentences that a reader understands without the ones before.
Never knows documents.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analyzer.export.circular_phrases import Speaker
from analyzer.export.circular_sources import Sources, sentence_row, unmarked
from analyzer.export.overview import is_judged, standing_reports, unit_of
from analyzer.types import Analysis, FigureKind, OwnShare, ReportKind, Role, Round, Sentence, Verdict

if TYPE_CHECKING:
    from analyzer.export.circular_phrases import Phrases

_SHOWN: Final = 6
_LENGTH: Final = (18, 90)
_DEEDS: Final = frozenset({Role.RESULT, Role.MEASURE})
MARKER: Final = re.compile(
    r"^(?:[一二三四五六七八九十]+是|第[一二三四五六七八九十]+[，、]|[（(]?[一二三四五六七八九十\d]+[）)、.．])"
)
FIRST_PERSON: Final = re.compile(r"我|咱|本(?:局|镇|乡|委|院|村|街道|单位)")
INTENDED: Final = re.compile(r"^(?:下一步|今后|将|拟|准备|计划|下半年|从\d+月起|以后)")
_WHEN: Final = re.compile(
    r"^(?:活动期间|活动以来|截至|截止|到|至|今年)?(?:\d+月(?:\d+日|底|初|中旬|上旬|下旬)?)?(?:前|起|止|以来)?，?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    weight: int
    unit: str
    report: Analysis
    sentence: Sentence


def sound_reports(round_: Round, told: Phrases) -> list[Analysis]:
    """The reports a circular may praise, most substantive first. A plan is no deed, 工作队 alone no name."""
    return sorted(
        (report for report in standing_reports(round_) if _is_sound(report) and report.unit not in told.nameless_units),
        key=lambda report: (-(report.substance or 0.0), report.source),
    )


def _is_sound(report: Analysis) -> bool:
    return bool(
        is_judged(report)
        and report.unit
        and report.report_kind is not ReportKind.PLAN
        and report.verdict is Verdict.SUBSTANTIVE
        and not report.needs_review
        and not report.checks
    )


def deeds_text(round_: Round, sound: Sequence[Analysis], say: Speaker, told: Phrases, sources: Sources) -> str:
    """One deed of each of the units with the best ones, in the report's own words, the most substantive report first."""
    own = {share.source: share for share in round_.own_features}
    best: dict[str, Deed] = {}
    for report in sound:
        deed = _deed(report, own.get(report.source), told)
        if deed and deed.weight > (best[deed.unit].weight if deed.unit in best else 0):
            best[deed.unit] = deed
    chosen = {deed.unit for deed in sorted(best.values(), key=lambda deed: -deed.weight)[:_SHOWN]}
    texts = []
    for deed in best.values():
        if deed.unit in chosen:
            row = sentence_row(deed.report, deed.sentence, unit=deed.unit, told="办成的事", whole=_LENGTH[1] + 20)
            mark = sources.cite("2", f"{told.deed_title}　{deed.unit}", [row])
            text = bare(deed.sentence).removeprefix(deed.unit)
            texts.append(f"{say.say(told.deeds, unit=unmarked(deed.unit))}{unmarked(text)}{mark}。")
    return "".join(texts)


def bare(sentence: Sentence) -> str:
    """A sentence without its number at the front and its stop at the end."""
    return MARKER.sub("", sentence.text).rstrip("。；;，")


def _deed(report: Analysis, own: OwnShare | None, told: Phrases) -> Deed | None:
    """The sentence that best stands alone: figures of what was done or changed, better where no other unit tells it."""
    assert report.assessment
    roles = {role.sentence: role.role for role in report.assessment.roles}
    weight: Counter[int] = Counter()
    for figure in report.indicators:
        if roles.get(figure.sentence) in _DEEDS and not figure.planned and figure.kind is not FigureKind.INPUT:
            weight[figure.sentence] = min(6, weight[figure.sentence] + (2 if figure.kind is FigureKind.OUTCOME else 1))
    firsts = {min(s.id for s in report.sentences if s.block == report.sentences[place].block) for place in weight}
    able = [
        report.sentences[place]
        for place in weight
        if _stands_alone(report.sentences[place], told)
        and (roles[place] is Role.RESULT or any(word in report.sentences[place].text for word in told.deed_needed))
    ]
    for sentence in able:
        weight[sentence.id] += min(4, 2 * sum(word in sentence.text for word in told.deed_needed))
        weight[sentence.id] += 3 * (roles[sentence.id] is Role.RESULT) + 2 * (sentence.id in firsts)
        if own:
            weight[sentence.id] += 3 * (sentence.id in own.only_here) + 2 * (sentence.id in own.own_sentences)
    found = min(able, key=lambda sentence: (-weight[sentence.id], sentence.id), default=None)
    if found is None:
        return None
    return Deed(weight=weight[found.id], unit=unit_of(report), report=report, sentence=found)


def _stands_alone(sentence: Sentence, told: Phrases) -> bool:
    text = bare(sentence)
    low, high = _LENGTH
    return (
        low <= len(text) <= high
        and not re.search(r"\t|：$|如下", text)
        and not FIRST_PERSON.search(text)
        and not INTENDED.match(text)
        and not text.startswith(tuple(told.deed_not_first))
        and not any(word in text for word in told.deed_avoid)
        and _says_of_what(text, told)
    )


def _says_of_what(text: str, told: Phrases) -> bool:
    """Whether the first clause that is more than a date names a place, a body or a thing: “三段全线通车” does not."""
    opening = re.split(r"[，；：]", _WHEN.sub("", text), maxsplit=1)[0]
    return any(word in opening for word in told.deed_subject)
