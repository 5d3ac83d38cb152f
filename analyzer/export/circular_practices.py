"""A ``Round`` in, what the circular praises by name out: practices by theme and deeds, each with its mark.

Only reports judged substantive with confidence count, and of them only what a sentence explains: praise, too, must
stand up. Whatever is said of a practice stands in that sentence word for word. Never knows documents.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analyzer.export.circular_deeds import FIRST_PERSON, INTENDED, MARKER, deeds_text, sound_reports
from analyzer.export.circular_phrases import Speaker
from analyzer.export.circular_sources import Sources, sentence_row, unmarked
from analyzer.export.overview import unit_of
from analyzer.types import Analysis, Practice, PracticeSpread, Role, Round, Sentence

if TYPE_CHECKING:
    from analyzer.export.circular_phrases import Phrases

_PER_THEME: Final = 4
_PER_UNIT: Final = 2
_RULES: Final = ("制度", "机制", "活动")  # named with their kind: “一渠一人”制度
_OWN: Final = 3  # a practice of more units than this is a common one, hardly anybody's own
_TOLD_LENGTH: Final = (10, 64)
_FEW: Final = 4  # so many units need no themes
_WHOLE_ROW: Final = 100
_SHARED: Final = 2  # a theme of fewer units than this is no theme
#: Told in such a sentence a practice is no deed: a failing, an intention, a wish.
_NOT_DONE: Final = frozenset({Role.SHORTFALL, Role.PLAN, Role.PROBLEM, Role.SLOGAN, Role.BACKGROUND})
#: From a practice's name to its explanation: ”制度， or ”：
_TO_EXPLANATION: Final = re.compile(r"[”’]?[\u4e00-\u9fff]{0,4}(?:，即|：|，)")
#: An explanation that begins so tells when or how much, not what is done.
_NO_EXPLANATION: Final = re.compile(
    r"^(?:\d+月|[有共已][\d\u4e00-\u9fff]{0,2}\d|每周[^，]{0,6}[，；]|\d|入户|走访|慰问|看望|由[^，]*(?:签字|验收)$)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A practice with the sentence that explains it; ``what`` is cut from that sentence."""

    unit: str
    practice: Practice
    what: str
    report: Analysis
    sentence: Sentence


def praise(round_: Round, say: Speaker, told: Phrases, sources: Sources) -> Iterator[tuple[str, str]]:
    """A title and a text for every theme that has something to tell, deeds last."""
    sound = sound_reports(round_, told)
    themes = _themes(list(_practices(round_, sound, told)), told)
    for number, items in themes:
        theme = told.practice_themes[number]
        opening = theme.opening if len(themes) > 1 else theme.opening.removeprefix("另")
        yield theme.title, _theme_text(items, theme.title, opening, say, told, sources)
    deeds = deeds_text(round_, sound, say, told, sources)
    if deeds:
        yield told.deed_title, deeds


def _themes(items: Sequence[Told], told: Phrases) -> list[tuple[int, list[Told]]]:
    """Theme and practices, a unit in one theme alone; a theme of a single unit goes into the last, which takes all."""
    last = len(told.practice_themes) - 1
    theme_of: dict[str, int] = {}
    for item in items:
        theme_of.setdefault(item.unit, _theme(item, told))
    if len(theme_of) <= _FEW:
        theme_of = dict.fromkeys(theme_of, last)
    sizes = Counter(theme_of.values())
    theme_of = {unit: theme if sizes[theme] >= _SHARED else last for unit, theme in theme_of.items()}
    sizes = Counter(theme_of.values())
    if sizes[last] < _SHARED and len(sizes) > 1:  # no heading for a single unit beside the others
        theme_of = {unit: theme for unit, theme in theme_of.items() if theme != last}
    return [
        (number, kept)
        for number in range(last + 1)
        if (kept := [item for item in items if theme_of.get(item.unit) == number and _fits(item, items, number, told)])
    ]


def _fits(item: Told, items: Sequence[Told], number: int, told: Phrases) -> bool:
    """Whether a practice is told under its unit's theme: the unit's first one always, another one where it belongs."""
    first = next(other for other in items if other.unit == item.unit)
    return item is first or _theme(item, told) == number


def _theme_text(items: Sequence[Told], title: str, opening: str, say: Speaker, told: Phrases, sources: Sources) -> str:
    """How many units, then what the first few of them do, a sentence a unit."""
    units = list(dict.fromkeys(item.unit for item in items))
    count = f"（{len(units)}个单位）" if len(units) > 1 else ""
    rows = [
        sentence_row(
            item.report,
            item.sentence,
            unit=item.unit,
            told=f"“{item.practice.name}”",
            span=(item.practice.start, item.sentence.text.index(item.what) + len(item.what)),
            whole=_WHOLE_ROW,
        )
        for item in items
    ]
    mark = sources.cite("2", f"{title}{count}", rows)
    sentences = [opening.format(count=f"{len(units)}").replace("个单位", f"个单位{mark}", 1)] if count else []
    for unit in units[:_PER_THEME]:
        clauses = [_clause(item, say, told) for item in items if item.unit == unit]
        sentences.append(f"{unmarked(unit)}{'；'.join(clauses)}{mark}。")
    return "".join(sentences)


def _clause(item: Told, say: Speaker, told: Phrases) -> str:
    """推行“一日三查”制度，查一次记一次……"""
    name, kind = item.practice.name, item.practice.kind
    verbs = next(
        (entry.verbs for entry in told.practice_verbs if kind not in _RULES and name.endswith(tuple(entry.endings))),
        told.kind_verbs.get(kind, told.other_verbs),
    )
    tail = kind if kind in _RULES and not name.endswith(("制", "日", "月", *kind)) else ""
    return f"{say.say(verbs)}“{unmarked(name)}”{tail}，{unmarked(item.what)}"


def _theme(item: Told, told: Phrases) -> int:
    """The theme with most of its words in name and explanation, a word in the name counting threefold."""
    name, what = item.practice.name, item.what
    weights = [sum(3 * (word in name) + (word in what) for word in theme.words) for theme in told.practice_themes]
    best = max(weights, default=0)
    return weights.index(best) if best else len(weights) - 1


def _practices(round_: Round, sound: Sequence[Analysis], told: Phrases) -> Iterator[Told]:
    spread_of = {name: spread for spread in round_.practices for name in (*spread.variants, spread.name)}
    seen: set[tuple[str, str]] = set()
    of_unit: Counter[str] = Counter()
    own = {(share.source, name) for share in round_.own_features for name in share.practices}
    for report in sound:
        unit = unit_of(report)
        roles = {role.sentence: role.role for role in report.assessment.roles} if report.assessment else {}
        source = report.source
        ranked = sorted(
            report.practices,
            key=lambda p, s=source: ((s, p.name) not in own, p.gloss is None, p.sentence, p.start),  # type: ignore[misc]
        )
        for practice in ranked:
            spread = spread_of.get(practice.name)
            key = (unit, spread.name if spread else practice.name)
            sentence = report.sentences[practice.sentence]
            if (
                practice.holder not in (None, unit)
                or key in seen
                or of_unit[unit] >= _PER_UNIT
                or not _is_own(spread)
                or any(word in practice.name for word in told.practice_avoid)
                or roles.get(practice.sentence) in _NOT_DONE
            ):
                continue
            what = _explanation(practice, sentence, told).removeprefix(unit)
            if what:
                seen.add(key)
                of_unit[unit] += 1
                yield Told(unit=unit, practice=practice, what=what, report=report, sentence=sentence)


def _is_own(spread: PracticeSpread | None) -> bool:
    return spread is None or len(set(spread.holders)) <= _OWN


def _explanation(practice: Practice, sentence: Sentence, told: Phrases) -> str:
    """What the sentence says right behind the name, in whole clauses; "" where it explains nothing."""
    shortest, longest = _TOLD_LENGTH
    found = _TO_EXPLANATION.match(sentence.text, practice.end)
    tail = sentence.text[found.end() :] if found else ""
    gloss = (practice.gloss or "").strip("。；，、 ")
    if gloss and sentence.text.find(gloss) >= practice.end and not tail.startswith(gloss):
        tail = gloss
    tail = tail.rstrip("。；;，、 ")
    if (
        "\t" in tail
        or tail.startswith(tuple(told.deed_not_first))
        or INTENDED.match(tail)
        or INTENDED.match(MARKER.sub("", sentence.text))
    ):
        return ""
    what = _whole_clauses(tail, longest, (*told.practice_stop, *told.deed_avoid))
    return what if len(what) >= shortest and not _NO_EXPLANATION.match(what) else ""


def _whole_clauses(text: str, longest: int, stops: Sequence[str]) -> str:
    """As many clauses from the start as fit, none in the first person or with a word of ``stops``, no quotation left open."""
    kept = ""
    for clause in re.findall(r"[^，；]+[，；]?", text):
        if len(kept) + len(clause) > longest or FIRST_PERSON.search(clause) or any(word in clause for word in stops):
            break
        kept += clause
    kept = kept.rstrip("，；")
    return kept if kept.count("“") == kept.count("”") and kept.count("（") == kept.count("）") else ""
