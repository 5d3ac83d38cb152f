"""Sentence text in, the units it names out: townships, bureaus, mass organisations, work teams, villages.

Knows short names (市编办, 团市委) and shared heads (“李中、新垛等镇” is 李中镇 and 新垛镇). Knows names a roster or
the report's own head gave it. Never knows other reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final, TypeAlias

from analyzer import lexicon
from analyzer.extraction.unit_identity import core_of, full_name, parts_of, team_of, without_office
from analyzer.lexicon.patterns import alternation
from analyzer.types import Sentence, UnitMention

TOWN, DEPARTMENT, MASS, TEAM, VILLAGE, OTHER = "乡镇街道", "部门", "群团", "工作队", "村社区", "其他"
COUNTY: Final = "县市区"
Known: TypeAlias = dict[str, tuple[str, str]]  # written form → (standard name, type)
_VILLAGE_TAIL: Final = re.compile(r"(?:村|社区|嘎查)$")
_TOWN_TAIL: Final = re.compile(r"(?:镇|乡|街道|苏木)$")
_HAN: Final = r"[\u4e00-\u9fff]"
#: Characters a place name does not hold but a clause often has before one.
EDGE: Final = frozenset(
    "的在到由对赴去往向与和及为了从于把将被给让是有使以按据照命共辖经至各全我本该其此每某以内外中上下来等也都又并或如即经驻入进访问送帮助请过着得地市县区省州旗乡镇"
)
#: After a numeral these count: 三个村, 两类镇; 三元村 is a name.
_COUNTED: Final = frozenset(
    "个名位户条组期批次年月日天类级轮重支项家所座多几余百千万十届种片镇乡村型好大小中老新保有无级线位区县边下上人里房头方代公分"
)
_NUMERAL: Final = frozenset("一二三四五六七八九十两几0123456789百千个多余")


@dataclass(frozen=True, slots=True)
class _Patterns:
    place: re.Pattern[str]
    department: re.Pattern[str]
    mass: re.Pattern[str]
    team: re.Pattern[str]
    region: re.Pattern[str]
    shared: re.Pattern[str]
    shared_department: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    units = lexicon.units()
    level = (
        r"(?:(?:(?:(?![的在到对和与及向从由把将被给了并或、])"
        + _HAN
        + r"){2,4}(?:省|市|县|区|州|旗|自治县))?(?:省|市|县|区|州|旗|镇|(?<!城)乡)?)"
    )
    department = alternation(units.departments)
    mass = alternation(units.masses)
    institution = alternation(
        suffix for entry in units.types if entry.type in (DEPARTMENT, OTHER) for suffix in entry.suffixes
    )
    local = alternation(units.local_institutions)
    own_level = r"(?:市|县|区|省|州|旗|镇|乡|街道)"
    return _Patterns(
        place=re.compile(
            r"镇(?!政府大|长|里|上|区|静|压|痛|定|村干)|乡(?!镇|村|里|亲|长|党|情|音|贤|愁|间|下|土|医)|街道(?:办事处|办)?|社区(?!居民|工作|干|党|书|医|矫|服务|卫生)(?:居委会)?|村(?!社区|民|干|里|级|务|组|庄|庄|内|外|头|口|长|部|主|上|容|规|集|书|会|镇|落|情|域|道|官|小|医|卫|官|名|风|史|中|企|企)(?:村委会)?"
        ),
        department=re.compile(
            rf"{level}(?:{department})"
            rf"|(?:{_HAN}{{2,3}})?(?:市|县|区|州|省|旗)(?:(?![的在到对和与及各我市县区乡镇村为由使是有向从将了等]){_HAN}){{2,8}}?(?:{institution})"
            rf"|(?:(?![的在到对和与及各我]){_HAN}){{2,3}}(?:镇|乡|街道)(?:(?![的在到对和与及各我镇乡村]){_HAN}){{0,3}}?(?:{local})"
        ),
        mass=re.compile(rf"团(?:省|市|县|区|州|旗)委|{own_level}(?:{mass})|(?:{_HAN}{{2,3}}(?:市|县|区))(?:{mass})"),
        team=re.compile(rf"{_HAN}{{2,10}}?驻{_HAN}{{2,8}}?(?:村|社区|镇|乡)(?:帮扶|扶贫)?(?:工作队|工作组)"),
        region=re.compile(
            rf"(?:(?<=[，。；：、“”（）\s和与及①-⑳])|(?<=[一二三四五六七八九十的]是)|^)(?![全各我本该两三几每某])"
            rf"(?:(?![的在到对和与及为由市县区了给向把将被圩库牧林山老新]){_HAN}){{2,3}}(?:县|区|市|旗)(?![委政府直级里内域长情场民镇乡村])"
        ),
        shared=re.compile(
            rf"(?P<names>{_HAN}{{2,6}}(?:[、，](?:(?![等两]){_HAN}){{2,4}}?){{1,9}})(?:等)?(?:[一二两三四五六七八九十\d]+个?)?(?P<head>乡镇|镇街|镇|乡|街道|村|社区|县|区)(?!长|里|政府|干部|民|级|组)"
        ),
        shared_department=re.compile(
            rf"(?P<level>{own_level})(?P<names>(?:(?![局市县区]){_HAN}){{2,4}}(?:[、，](?:(?![等局市县区]){_HAN}){{2,4}}?){{1,9}})等?(?:[一二两三四五六七八九十\d]+个?)?(?P<head>局|部门|单位)"
        ),
    )


def _type_of_place(name: str) -> str:
    if name.endswith(("县", "区")) and not name.endswith("社区"):
        return COUNTY
    return VILLAGE if name.endswith(("村", "社区", "居委会", "村委会")) else TOWN


def _place_start(text: str, suffix_at: int, floor: int) -> int | None:
    """Where the place name before a suffix begins, or None if nothing there looks like a name."""
    not_units = set(lexicon.units().not_units)
    longest = min(4, suffix_at - floor)
    run = 0
    while run < longest and re.match(_HAN, text[suffix_at - 1 - run]):
        run += 1
    if run == 0:
        return None
    verbs = lexicon.units().not_before
    for length in (2, 3, 4):
        lead = text[floor : suffix_at - length]
        if (
            length <= run
            and lead.endswith(verbs)
            and not any(sign in EDGE for sign in text[suffix_at - length :][:length])
        ):
            return suffix_at - length
    for length in (2, 3, 4, 1):
        if length > run:
            continue
        start = suffix_at - length
        name = text[start:suffix_at]
        before = text[start - 1] if start > 0 else ""
        if any(sign in _NUMERAL for sign in name[:1]) and (
            length < 2 or (length == 2 and (name[0] not in "一二三四五六七八九" or name[1] in _COUNTED))
        ):
            continue
        clean = not any(sign in "的了在和与及到对各全我该每驻从是被把将" for sign in name)
        edge = not before or not re.match(_HAN, before) or before in EDGE
        if clean and edge and (before + name[:1]) not in verbs and (length > 1 or not before):
            return start
    if run >= 2:
        name = text[suffix_at - 2 : suffix_at]
        if not any(sign in EDGE or sign in _NUMERAL for sign in name) and name + text[suffix_at] not in not_units:
            return suffix_at - 2
    return None


def _standard(text: str) -> str:
    """A unit's standard name: 城南街道办事处 → 城南街道, 河东村村委会 → 河东村."""
    text = re.sub(r"(街道)(?:办事处|办)$", r"\1", text)
    return re.sub(r"(村|社区)(?:村委会|居委会)$", r"\1", text)


def _not_of_the_name(text: str, start: int, written: str) -> int:
    """How many characters before a bureau's level are not its place: 镇里请市交通局 → 市交通局."""
    known = max((name for name in lexicon.units().departments if written.endswith(name)), key=len, default="")
    head = written[: len(written) - len(known)] if known else written
    level = re.search(r"[市县区省州旗镇乡](?=[^市县区省州旗镇乡]*$)", head)
    if not level or level.start() == 0:
        return 0
    place = head[: level.start()]
    opens = start == 0 or not re.match(_HAN, text[start - 1])
    doubtful = words_of_work().search(place) or any(sign in EDGE or sign in _NUMERAL for sign in place)
    return 0 if opens and 2 <= len(place) <= 3 and not doubtful else level.start()


@cache
def words_of_work() -> re.Pattern[str]:
    """Verbs and fillers that never are part of a unit's name."""
    units, indicators = lexicon.units(), lexicon.indicators()
    words = {*units.not_before, *units.not_name_words, *(verb for verb in indicators.verbs if len(verb) > 1)}
    return re.compile(alternation(word for word in words if len(word) > 1))


def _department_type(name: str) -> str:
    """部门, or 其他 for schools, hospitals, banks and firms."""
    others = next(entry.suffixes for entry in lexicon.units().types if entry.type == OTHER)
    return OTHER if name.endswith(others) else DEPARTMENT


def _resolved(found: _Found, known: dict[str, tuple[str, str]]) -> _Found:
    """The roster's name for a unit written with its place in front (芦川市水利局 → 市水利局)."""
    for name, kind in known.values():
        if len(name) >= 3 and found.name != name and found.name.endswith(name) and name[0] in "市县区":
            return _Found(found.start, found.end, name, kind)
    return found


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    name: str
    type: str


def _shared_heads(text: str) -> Iterator[_Found]:
    patterns = _patterns()
    not_units = set(lexicon.units().not_units)
    for found in patterns.shared.finditer(text):
        names = re.split("[、，]", found["names"])
        head = {"乡镇": "镇", "镇街": "镇"}.get(found["head"], found["head"])
        names[0] = re.sub(r"^.*[县区市](?=[\u4e00-\u9fff]{2})", "", names[0])  # 蒲山县白马、青龙等镇
        if any(name[-1] in "镇乡村局委办" or name in not_units for name in names[:-1]):
            continue
        place = found.start("names")
        counted = bool(re.search(r"等|[一二两三四五六七八九十\d]", text[found.end("names") : found.start("head")]))
        if not counted:
            continue  # 李渡、顾塘镇 may be a village list; without 等 or a count the last name alone is sure
        for name in names:
            start = text.index(name, place)
            place = start + len(name)
            trimmed = name
            if name is names[0]:
                trimmed = trimmed[-4:] if len(trimmed) > 4 else trimmed
                while len(trimmed) > 2 and trimmed[0] in EDGE:
                    trimmed = trimmed[1:]
            if name is names[-1]:
                trimmed = re.sub(r"等$", "", trimmed)
            if (
                len(trimmed) < 2
                or words_of_work().search(trimmed)
                or any(sign in trimmed for sign in "年月日的对个了走各另此余机不")
                or any(sign in trimmed[1:] for sign in _NUMERAL)
                or (trimmed[0] in _NUMERAL and len(trimmed) != 2)  # 三和镇 is a place, 十多镇 is none
            ):
                continue
            shift = name.index(trimmed)
            yield _Found(start + shift, start + shift + len(trimmed), trimmed + head, _type_of_place(trimmed + head))


def _shared_departments(text: str) -> Iterator[_Found]:
    departments = set(lexicon.units().departments)
    for found in _patterns().shared_department.finditer(text):
        place = found.start("names")
        for name in re.split("[、，]", found["names"]):
            start = text.index(name, place)
            place = start + len(name)
            trimmed = name.removesuffix("等")
            full = next((trimmed + tail for tail in ("局", "委", "办", "") if trimmed + tail in departments), None)
            if full:
                yield _Found(start, start + len(trimmed), found["level"] + full, DEPARTMENT)


def _written(text: str, names: Known) -> Iterator[_Found]:
    """Every place where one of the names is written."""
    for written, (name, kind) in names.items():
        place = text.find(written)
        while place >= 0:
            yield _Found(place, place + len(written), name, kind)
            place = text.find(written, place + len(written))


def _find(text: str, known: Known, also: Known) -> Iterator[_Found]:
    """All candidates, longest and surest first."""
    patterns = _patterns()
    units = lexicon.units()
    not_units = set(units.not_units)
    yield from _written(text, known)
    for found in patterns.team.finditer(text):
        yield _Found(found.start(), found.end(), found[0], TEAM)
    for entry in units.types:
        for name in entry.names:
            for found in re.finditer(
                rf"(?:(?<=[，。；：、★“”（）—\s①-⑳])|^)(?:{_HAN}{{1,4}}?)?{re.escape(name)}", text
            ):
                yield _Found(found.start(), found.end(), found[0], entry.type)
    yield from _shared_departments(text)
    yield from _shared_heads(text)
    for found in patterns.mass.finditer(text):
        yield _Found(found.start(), found.end(), _standard(found[0]), MASS)
    for found in patterns.department.finditer(text):
        start = found.start() + _not_of_the_name(text, found.start(), found[0])
        written = text[start : found.end()]
        if written in not_units or len(written) < 3 or written[0] in "委府直":  # 委办公室 of 集团党委办公室
            continue
        yield _Found(start, found.end(), _standard(written), _department_type(written))
    for found in patterns.region.finditer(text):
        if not words_of_work().search(found[0]) and found[0] not in not_units:
            yield _Found(found.start(), found.end(), found[0], COUNTY)
    yield from _written(text, also)
    floor = 0
    for found in patterns.place.finditer(text):
        begin = _place_start(text, found.start(), floor)
        if begin is None:
            continue
        name = text[begin : found.end()]
        floor = found.end()
        stem = name[: -len(found[0])]
        if name in not_units or name.endswith(units.not_unit_tails) or words_of_work().search(stem):
            continue
        yield _Found(begin, found.end(), _standard(name), _type_of_place(name))


def find_units(sentence: Sentence, *, known: Known | None = None, also: Known | None = None) -> tuple[UnitMention, ...]:
    """The units named in a sentence, left to right, none overlapping another.

    Args:
        sentence: the sentence.
        known: written form → (standard name, type), for example from a roster; these win over the patterns.
        also: names of the same form that are known too; the patterns for bureaus win over them.
    """
    taken: list[_Found] = []
    for candidate in _find(sentence.text, known or {}, also or {}):
        found = _resolved(candidate, known or {})
        if all(found.end <= other.start or found.start >= other.end for other in taken):
            taken.append(found)
    return tuple(
        UnitMention(
            text=sentence.text[found.start : found.end],
            name=found.name,
            type=found.type,
            sentence=sentence.id,
            start=found.start,
            end=found.end,
        )
        for found in sorted(taken, key=lambda found: found.start)
    )


def units_of(sentences: Sequence[Sentence], *, known: Known | None = None) -> tuple[UnitMention, ...]:
    """The units named in a report's sentences, in reading order.

    A county or zone that is sure in one sentence (云阁县：…) is known in the others (学习云阁县的做法).
    """
    known = known or {}
    found = [find_units(sentence, known=known) for sentence in sentences]
    sure = {
        mention.text: (mention.name, mention.type)
        for mentions in found
        for mention in mentions
        if mention.type == COUNTY and len(mention.text) >= 3 and mention.text not in known
    }
    if not sure:
        return tuple(chain.from_iterable(found))
    again = {
        sentence.id: find_units(sentence, known=known, also=sure)
        for sentence in sentences
        if any(name in sentence.text for name in sure)
    }
    return tuple(
        chain.from_iterable(
            again.get(sentence.id, mentions) for sentence, mentions in zip(sentences, found, strict=True)
        )
    )


def unit_type_of(name: str) -> str:
    """A unit's type by its name alone."""
    bare = without_office(name)
    core = core_of(bare)
    masses = lexicon.units().masses
    others = next(entry.suffixes for entry in lexicon.units().types if entry.type == OTHER)
    found = find_units(Sentence(id=0, text=name, block=0, page=None, start=0, end=len(name)))
    mentions = [mention for mention in found if mention.type != COUNTY]
    if team_of(name):
        return TEAM
    if _VILLAGE_TAIL.search(bare):
        return VILLAGE
    if _TOWN_TAIL.search(bare):
        return TOWN
    if parts_of(name).core == "团委" or (core and (core in masses or full_name(core) in masses)):
        return MASS
    if name.endswith(others):
        return OTHER
    if core or parts_of(name).organs or name.endswith(("局", "委", "支队", "大队", "法庭")):
        return DEPARTMENT
    if mentions and mentions[-1].end == len(name):
        return mentions[-1].type
    return MASS if name.endswith(("联", "会")) and not name.endswith("管委会") else OTHER
