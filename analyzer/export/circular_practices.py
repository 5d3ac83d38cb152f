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

from analyzer.export.circular_phrases import Speaker
from analyzer.export.circular_sources import Sources, sentence_row, unmarked
from analyzer.export.overview import is_judged, unit_of
from analyzer.types import Analysis, FigureKind, Practice, PracticeSpread, ReportKind, Role, Round, Sentence, Verdict

if TYPE_CHECKING:
    from analyzer.export.circular_phrases import Phrases

_PER_THEME: Final = 4
_PER_UNIT: Final = 2
_DEEDS_SHOWN: Final = 6
_RULES: Final = ("制度", "机制")  # named with their kind: “一渠一人”制度
_OWN: Final = 3  # a practice of more units than this is a common one, hardly anybody's own
_TOLD_LENGTH: Final = (8, 90)
_DEED_LENGTH: Final = (18, 90)
#: Told in such a sentence a practice is no deed: a failing, an intention, a wish.
_NOT_DONE: Final = frozenset({Role.SHORTFALL, Role.PLAN, Role.PROBLEM, Role.SLOGAN, Role.BACKGROUND})
_MARKER: Final = re.compile(
    r"^(?:[一二三四五六七八九十]+是|第[一二三四五六七八九十]+[，、]|[（(]?[一二三四五六七八九十\d]+[）)、.．])"
)
_FIRST_PERSON: Final = re.compile(r"我|咱|本(?:局|镇|乡|委|院|村|街道|单位)")
#: From a practice's name to its explanation: ”制度， or ”：
_TO_EXPLANATION: Final = re.compile(r"[”’]?[\u4e00-\u9fff]{0,4}(?:，即|：|，)")
_INTENDED: Final = re.compile(r"^(?:下一步|今后|将|拟|准备|计划|下半年|从\d+月起|以后)")


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
    sound = _sound_reports(round_)
    themes: dict[int, list[Told]] = {}
    for item in _practices(round_, sound, told):
        themes.setdefault(_theme(item, told), []).append(item)
    for number, theme in enumerate(told.practice_themes):
        if number in themes:
            yield theme.title, _theme_text(themes[number], theme.title, theme.opening, say, told, sources)
    deeds = _deeds_text(sound, say, told, sources)
    if deeds:
        yield told.deed_title, deeds


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
    tail = kind if kind in _RULES and not name.endswith(("制", *kind)) else ""
    return f"{say.say(verbs)}“{unmarked(name)}”{tail}，{unmarked(item.what)}"


def _theme(item: Told, told: Phrases) -> int:
    """The theme with most of its words in name and explanation, a word in the name counting threefold."""
    name, what = item.practice.name, item.what
    weights = [sum(3 * (word in name) + (word in what) for word in theme.words) for theme in told.practice_themes]
    best = max(weights, default=0)
    return weights.index(best) if best else len(weights) - 1


def _sound_reports(round_: Round) -> list[Analysis]:
    """The reports a circular may praise, most substantive first. A plan is no deed."""
    return sorted(
        (report for report in round_.reports if _is_sound(report)),
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


def _practices(round_: Round, sound: Sequence[Analysis], told: Phrases) -> Iterator[Told]:
    spread_of = {name: spread for spread in round_.practices for name in (*spread.variants, spread.name)}
    seen: set[tuple[str, str]] = set()
    of_unit: Counter[str] = Counter()
    for report in sound:
        unit = unit_of(report)
        roles = {role.sentence: role.role for role in report.assessment.roles} if report.assessment else {}
        for practice in sorted(report.practices, key=lambda p: (p.gloss is None, p.sentence, p.start)):
            spread = spread_of.get(practice.name)
            key = (unit, spread.name if spread else practice.name)
            sentence = report.sentences[practice.sentence]
            if (
                practice.holder not in (None, unit)
                or key in seen
                or of_unit[unit] >= _PER_UNIT
                or not _is_own(spread)
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
        or _INTENDED.match(tail)
        or _INTENDED.match(_MARKER.sub("", sentence.text))
    ):
        return ""
    what = _whole_clauses(tail, longest)
    return what if len(what) >= shortest else ""


def _whole_clauses(text: str, longest: int) -> str:
    """As many clauses from the start as fit, none in the first person, no quotation left open."""
    kept = ""
    for clause in re.findall(r"[^，；]+[，；]?", text):
        if len(kept) + len(clause) > longest or _FIRST_PERSON.search(clause):
            break
        kept += clause
    kept = kept.rstrip("，；")
    return kept if kept.count("“") == kept.count("”") and kept.count("（") == kept.count("）") else ""


def _deeds_text(sound: Sequence[Analysis], say: Speaker, told: Phrases, sources: Sources) -> str:
    """One deed of each of the first few units, in the report's own words."""
    texts: dict[str, str] = {}
    for report in sound:
        unit = unit_of(report)
        sentence = None if unit in texts or len(texts) >= _DEEDS_SHOWN else _deed(report, told)
        if sentence:
            row = sentence_row(report, sentence, unit=unit, told="办成的事")
            mark = sources.cite("2", f"{told.deed_title}　{unit}", [row])
            texts[unit] = f"{say.say(told.deeds, unit=unmarked(unit))}{unmarked(_bare(sentence))}{mark}。"
    return "".join(texts.values())


def _bare(sentence: Sentence) -> str:
    return _MARKER.sub("", sentence.text).rstrip("。；;，")


def _deed(report: Analysis, told: Phrases) -> Sentence | None:
    """The result sentence that best stands alone: figures of what was done or changed, and nothing that needs context."""
    assert report.assessment
    results = {role.sentence for role in report.assessment.roles if role.role is Role.RESULT}
    weight: Counter[int] = Counter()
    for figure in report.indicators:
        if figure.sentence in results and not figure.planned and figure.kind is not FigureKind.INPUT:
            weight[figure.sentence] += 2 if figure.kind is FigureKind.OUTCOME else 1
    able = [report.sentences[place] for place in weight if _stands_alone(report.sentences[place], told)]
    for sentence in able:
        weight[sentence.id] += 2 * sum(word in sentence.text for word in told.deed_needed)
        weight[sentence.id] += 2 * bool(re.match(r"(?:截至|到)?\d+月", _bare(sentence)))
    return min(able, key=lambda sentence: (-weight[sentence.id], sentence.id), default=None)


def _stands_alone(sentence: Sentence, told: Phrases) -> bool:
    text = _bare(sentence)
    low, high = _DEED_LENGTH
    return (
        low <= len(text) <= high
        and not re.search(r"\t|：$|如下", text)
        and not _FIRST_PERSON.search(text)
        and not _INTENDED.match(text)
        and not text.startswith(tuple(told.deed_not_first))
        and not any(word in text for word in told.deed_avoid)
        and any(word in text for word in told.deed_needed)
    )
