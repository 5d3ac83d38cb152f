"""A span in its sentence in, the units whose it might be out, each with features for the choice in ``holders``.

Candidates are the reporting unit (in a circular the whole: 全市), the unit the paragraph or its heading speaks of, and the
units named in the sentence, alone or together (“李中、新垛等镇”). Never knows the chosen one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from analyzer import lexicon
from analyzer.extraction.figure_features import Features
from analyzer.extraction.setting import Setting
from analyzer.extraction.spans import find_figures
from analyzer.extraction.units import COUNTY
from analyzer.language.tokens import place
from analyzer.lexicon.patterns import alternation, alternatives
from analyzer.types import ReportKind, Sentence, UnitMention

#: The type of an office in a circular; only holders know it.
OFFICE: Final = "督查机构"
_BEGINNING: Final = 12
_IN_BRACKETS: Final = re.compile(r"[”’」』》]?[\u4e00-\u9fff]{0,4}[（(]")
_AT_MARKS: Final = re.compile(r"的?[“‘「『《]")
_LIST_JOINT: Final = re.compile(r"^(?:[、和与及]|以及|会同|联合|”|“)+$")
_LEADS: Final = re.compile(
    r"^(?:其中|如|像|又如|再如|例如|比如|而|但|同时|目前|另外|[一二三四五六七八九十]是|[（(][一二三四五六七八九十]+[）)]|\d+[.．、]|——|“|\s)*[市县区]?$"
)
_AFTER_FIGURE: Final = re.compile(r"\d[\d.,]*[万亿余多]{0,3}[\u4e00-\u9fff%]{1,3}(?:[、和])$")
_NEW_ITEM: Final = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+[、是要]|\d+[.．、]|各|所有|全体|督查|对(?!此))"
)
_RESPECTIVELY: Final = re.compile(r"分别|依次")
_WHOLE_BEFORE: Final = re.compile(r"^[^，。；：]{0,4}$")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Actors:
    """Units named together."""

    names: tuple[str, ...]
    kind: str
    start: int
    end: int

    @property
    def name(self) -> str:
        return "、".join(self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """What a circular's sentences speak of beyond what they name themselves."""

    paragraph: Mapping[int, str]  # sentence → the unit its paragraph named before it
    heading: Mapping[int, str]  # sentence → the unit its section's heading names
    office: str | None = None  # who inspects or runs the campaign: 督查组, 市活动办


def together(text: str, mentions: Sequence[UnitMention]) -> list[Actors]:
    """The units of a sentence, those joined by 、 or 和 as one; 乐城县柳园镇 is 柳园镇."""
    found: list[Actors] = []
    for mention in mentions:
        if found:
            last = found[-1]
            if _LIST_JOINT.match(text[last.end : mention.start]):
                found[-1] = Actors((*last.names, mention.name), mention.type, last.start, mention.end)
                continue
            if last.end == mention.start:
                found[-1] = Actors((*last.names[:-1], mention.name), mention.type, last.start, mention.end)
                continue
        found.append(Actors((mention.name,), mention.type, mention.start, mention.end))
    return found


def _clause_start(text: str, place: int) -> int:
    return max((text.rfind(sign, 0, place) for sign in "，。；：\t"), default=-1) + 1


def acts(text: str, actors: Actors) -> bool:
    """Whether the units open their clause."""
    lead = text[_clause_start(text, actors.start) : actors.start]
    return bool(_AFTER_FIGURE.search(lead) or _LEADS.match(lead))


def whole_word(text: str, start: int) -> str | None:
    """全市, 全县 where it opens the clause before the span."""
    for word in lexicon.units().whole:
        place = text.rfind(word, 0, start)
        if place >= 0 and _WHOLE_BEFORE.match(
            text[max((text.rfind(sign, 0, place) for sign in "，。；："), default=-1) + 1 : place]
        ):
            return word
    return None


def topics_of(
    sentences: Sequence[Sentence], settings: Sequence[Setting], mentions: Mapping[int, Sequence[UnitMention]]
) -> Topics:
    """In a circular, the unit a paragraph speaks of, for each sentence after the one that names it, and the heading's."""
    topics: dict[int, str] = {}
    headings: dict[int, str] = {}
    block = -1
    topic: str | None = None
    over: str | None = None
    ahead = alternatives(lexicon.figures().planned_headings)
    for sentence, setting in zip(sentences, settings, strict=True):
        if setting.report_kind is not ReportKind.CIRCULAR or setting.is_table:
            continue
        named = together(sentence.text, mentions.get(sentence.id, ()))
        if setting.is_heading:
            about_all = (
                any(word in sentence.text for word in lexicon.reports().own_superior_words) or "关于" in sentence.text
            )
            over = named[0].name if named and not about_all else None
        elif over:
            headings[sentence.id] = over
        if sentence.block != block:
            block, topic = sentence.block, None
        if (
            whole_word(sentence.text, len(sentence.text))
            or _NEW_ITEM.match(sentence.text)
            or ahead.search(setting.heading)
        ):
            topic = None
        if topic:
            topics[sentence.id] = topic
        acting = [actors for actors in named if acts(sentence.text, actors)]
        if acting:
            topic = acting[0].name
    return Topics(paragraph=topics, heading=headings, office=_main_office(sentences, settings, mentions))


@cache
def _offices() -> re.Pattern[str]:
    ends = alternation(lexicon.units().offices)
    level = "(?:(?:[省市州县区旗](?:委)?)(?:(?![，。；：、的])[\u4e00-\u9fff]){0,8}?)?"
    return re.compile(rf"{level}(?:第[一二三四五六七八九十\d]+)?(?:{ends})(?![\u4e00-\u9fff]?成员|长)")


def with_offices(sentence: Sentence, mentions: Sequence[UnitMention]) -> list[UnitMention]:
    """A circular's units and the offices that run or inspect the campaign, left to right."""
    found = list(mentions)
    for office in _offices().finditer(sentence.text):
        over = [mention for mention in found if mention.start < office.end() and office.start() < mention.end]
        if any(mention.start < office.start() or mention.end > office.end() for mention in over):
            continue
        found = [mention for mention in found if mention not in over]
        found.append(
            UnitMention(
                text=office[0], name=office[0], type=OFFICE, sentence=sentence.id,
                start=office.start(), end=office.end(),
            )
        )  # fmt: skip
    return sorted(found, key=lambda mention: mention.start)


def full_offices(mentions: Mapping[int, Sequence[UnitMention]]) -> dict[int, list[UnitMention]]:
    """督查组 and 先教办 alone are the office that the report calls by its whole name somewhere (县先教办)."""
    named = [mention.name for number in sorted(mentions) for mention in mentions[number] if mention.type == OFFICE]
    bare = set(lexicon.units().offices)
    whole = [name for name in named if name not in bare]

    def full(mention: UnitMention) -> UnitMention:
        if mention.type != OFFICE or mention.name not in bare or not whole:
            return mention
        return replace(mention, name=next((name for name in whole if name.endswith(mention.name)), whole[0]))

    return {number: [full(mention) for mention in found] for number, found in mentions.items()}


@cache
def _inspecting() -> re.Pattern[str]:
    return alternatives(lexicon.units().inspections)


def _main_office(
    sentences: Sequence[Sentence], settings: Sequence[Setting], mentions: Mapping[int, Sequence[UnitMention]]
) -> str | None:
    """Who the circular says at its beginning inspected, else the office it names most, of equals the first."""
    if not settings or settings[0].report_kind is not ReportKind.CIRCULAR:
        return None
    for sentence, setting in list(zip(sentences, settings, strict=True))[:_BEGINNING]:
        if setting.is_heading or setting.is_table:
            continue
        for actors in together(sentence.text, mentions.get(sentence.id, ())):
            if actors.kind == COUNTY:
                continue
            if _inspecting().search(sentence.text, actors.end) and acts(sentence.text, actors):
                return actors.name
    told = [mention.name for number in sorted(mentions) for mention in mentions[number] if mention.type == OFFICE]
    return max(told, key=lambda name: (told.count(name), -told.index(name)), default=None)


@cache
def _giving() -> re.Pattern[str]:
    return alternatives(lexicon.figures().giving_verbs)


def giving_unit(text: str, start: int, mentions: Sequence[UnitMention]) -> str | None:
    """The other unit that gives or pays what a report of its own tells of: 其中市交通局补助15万元.

    A township writes of its villages and of the bureaus it went to; their names stand everywhere, their own figures
    are few.
    """
    for actors in reversed(together(text, mentions)):
        between = text[actors.end : start]
        if actors.end <= start and acts(text, actors):
            short = len(between) <= 10 and not any(sign in between for sign in "，。；：")
            return actors.name if short and _giving().search(between) else None
    return None


def _said_before(text: str, start: int) -> tuple[str, ...]:
    """The words of the clause that leads to the span, and of the sentence's first clause."""
    clause = _clause_start(text, start)
    opening = next((index for index, sign in enumerate(text) if sign in "，。；："), len(text))
    return tuple(
        sorted(
            {
                f"{'near' if begin >= clause else 'first'}={token}"
                for token, begin, end in place(text)
                if len(token) > 1 and (clause <= begin < start or begin < min(opening, start)) and _HAN.match(token)
            }
        )
    )


def beside(text: str, start: int, end: int, mentions: Sequence[UnitMention]) -> str | None:
    """The unit that stands at a practice's quotation marks: “三声应”（市供水公司）, 北渡县“评理团”."""
    groups = together(text, mentions)
    for actors in groups:
        if actors.start >= end and _IN_BRACKETS.fullmatch(text[end : actors.start]):
            closed = text[actors.end : actors.end + 1]
            return actors.name if closed in tuple("）)、，") else None
    for actors in groups:
        if actors.end <= start and _AT_MARKS.fullmatch(text[actors.end : start]):
            return actors.name
    return None


def _gap(size: int) -> str:
    return next((str(limit) for limit in (0, 2, 5, 10, 20, 40, 80) if size <= limit), "far")


def _of_mention(text: str, start: int, end: int, actors: Actors, groups: Sequence[Actors]) -> Features:
    """How the units stand to the span."""
    before = actors.end <= start
    between = text[actors.end : start] if before else text[end : actors.start]
    side = "before" if before else "after"
    acting = acts(text, actors)
    features: Features = {
        f"{side}": 1.0,
        f"{side}|acting={acting}": 1.0,
        f"{side}|gap={_gap(len(between))}": 1.0,
        f"{side}|commas={min(between.count('，'), 4)}|acting={acting}": 1.0,
        f"{side}|type={actors.kind}": 1.0,
        f"{side}|figures={min(len(find_figures(between)), 3) if before else 0}|acting={acting}": 1.0,
        f"together={min(len(actors.names), 3)}": 1.0,
    }
    for sign in "；：。（）、\t":
        if sign in between:
            features[f"{side}|{sign}"] = 1.0
    lead, follow = text[max(0, actors.start - 2) : actors.start], text[actors.end : actors.end + 2]
    for size in (1, 2):
        features[f"{side}|lead{size}={lead[-size:]}"] = 1.0
        features[f"{side}|follow{size}={follow[:size]}"] = 1.0
    if before:
        later = [other for other in groups if actors.end <= other.start and other.end <= start]
        features[f"later={min(len(later), 3)}|acting={acting}"] = 1.0
        features[f"later_acting={min(sum(acts(text, other) for other in later), 2)}"] = 1.0
        features["opens"] = float(not _HAN.search(text[: actors.start]))
        features["gives"] = float(len(between) <= 10 and bool(_giving().search(between)))
        features["of_which"] = float("其中" in between)
    else:
        features["bracketed"] = float(
            bool(re.match(r"^[”」』》]?[\u4e00-\u9fff]{0,4}[（(]", text[end : actors.start + 1]))
        )
        features["run_by"] = float(bool(re.search(r"的(?:有|还有|是)$", text[end : actors.start])))
    return features


def _respectively(text: str, groups: Sequence[Actors], start: int) -> str | None:
    """A、B、C分别…: the n-th figure is the n-th unit's."""
    for actors in reversed([group for group in groups if group.end <= start and len(group.names) > 1]):
        marker = _RESPECTIVELY.search(text, actors.end)
        if not marker or marker.start() > start:
            continue
        end = re.search(r"[。；]", text[marker.end() :])
        stop = marker.end() + end.start() if end else len(text)
        places = [span.start for span in find_figures(text) if marker.end() <= span.start < stop]
        if start in places and places.index(start) < len(actors.names):
            return actors.names[places.index(start)]
    return None


def holder_candidates(
    sentence: Sentence,
    start: int,
    end: int,
    mentions: Sequence[UnitMention],
    setting: Setting,
    *,
    default: str | None,
    topics: Topics,
    what: str,
) -> Iterator[tuple[str, Features]]:
    """The units a span may belong to, the default first; a name may come twice.

    Args:
        sentence: the sentence.
        start: where the span starts.
        end: where it ends.
        mentions: the sentence's unit mentions, left to right.
        setting: the sentence's surroundings.
        default: the reporting unit, or the whole (全市) in a circular.
        topics: what the report's paragraphs speak of.
        what: ``figure`` or ``practice``.
    """
    text = sentence.text
    groups = together(text, mentions)
    acting_before = sum(acts(text, group) for group in groups if group.end <= start)
    whole, topic, over = (
        whole_word(text, start),
        topics.paragraph.get(sentence.id),
        topics.heading.get(sentence.id),
    )
    circular = setting.report_kind is ReportKind.CIRCULAR
    state = f"acting={min(acting_before, 2)}|topic={topic is not None}|whole={whole is not None}"

    said = _said_before(text, start) if circular else ()

    def told(kind: str, features: Features) -> Features:
        base: Features = {f"is={kind}": 1.0, f"is={kind}|{state}": 1.0, f"is={kind}|{what}": 1.0}
        for word in said:
            base[f"is={kind}|said={word}"] = 1.0
        base.update(features)
        return {f"circular={circular}|{name}": value for name, value in base.items()}

    if default:
        opening = {f"starts={text[:2]}": 1.0, f"planned={bool(_ahead().search(setting.heading))}": 1.0}
        yield default, told("default", {f"default|{name}": value for name, value in opening.items()})
    if whole and whole != default:
        yield whole, told("whole", {})
    if topic:
        yield topic, told("topic", {f"topic|starts={text[:2]}": 1.0})
    if over:
        yield over, told("heading", {})
    if topics.office and what == "figure":
        yield topics.office, told("office", {})
    single = _respectively(text, groups, start)
    if single:
        yield single, told("respectively", {})
    for actors in groups:
        if actors.end > start and actors.start < end:
            continue
        features = _of_mention(text, start, end, actors, groups)
        features["respectively"] = float(single is not None)
        if circular:
            features |= {f"{what}|{name}": value for name, value in features.items()}
        yield actors.name, told("named", features)


@cache
def _ahead() -> re.Pattern[str]:
    return alternatives(lexicon.figures().planned_headings)
