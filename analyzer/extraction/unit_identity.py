"""Two unit names in, whether they mean the same unit out: 市妇联 is 芦川市妇女联合会, 县水务局 is 延河县水务局.

A name is taken apart into the places and the parent organ before it and its core in full; what one name leaves out
may differ, what both say must agree. Never knows a report or a roster.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from analyzer import lexicon
from analyzer.lexicon.patterns import alternation

_HAN: Final = r"[\u4e00-\u9fff]"
_PARTY_HEAD: Final = re.compile(r"^(?:中国共产党|中共|国家电网|国网)(?=[\u4e00-\u9fff]{3})")
_OFFICE_TAIL: Final = re.compile(
    r"(?:人民政府|政府|(?:总支部|支部|工作)?委员会|党工?委|党组|党?总支|党?支部|党支部委员会|办事处|(?<=街道)办"
    r"|村民委员会|村委会|居民委员会|居委会|管委会|管理委员会|党政(?:综合)?办公室|党政办|办公室|机关)$"
)
_ZONE_OFFICE: Final = re.compile(r"(?<=区)(?:管委会|管理委员会)$")
_PLACE_END: Final = re.compile(r"(?:镇|乡|街道|苏木|村|社区|嘎查)$")
#: A place before a name: 芦川市, 石梁镇; or its bare level: 市, 镇. 园区, 社区 … are no places of this kind.
_PLACE: Final = re.compile(
    rf"(?:{_HAN}{{1,6}}?)??(?:自治区|自治州|自治县|地区|(?<![社园灌景小校])区|省|市|州|盟|县|旗|镇|乡|街道|苏木)(?![省市县区旗])"
)
_NAMED_PLACE: Final = re.compile(rf"{_HAN}{{2,6}}?(?:自治区|地区|(?<![社园灌景小校])区|省|市|州|县|旗|镇|乡|街道|苏木)")
_LEAGUE: Final = re.compile(
    rf"^(?:共青团|团)({_HAN}{{0,6}}?(?:省|市|县|区|州|旗|镇|乡|街道))(?:委|工委|委员会|工作委员会)$"
)
_LEAGUE_OF: Final = re.compile(rf"^({_HAN}{{0,6}}?(?:省|市|县|区|州|旗|镇|乡|街道))团委$")
#: Longer than any unit's name; what is longer is text, and is not taken apart.
_LONGEST: Final = 60
_ASIDE: Final = re.compile(r"[（(][^（）()]*[）)]|[“「『\"][^”」』\"]{1,8}[”」』\"]|\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitParts:
    """A name taken apart."""

    places: tuple[str, ...]  # 芦川市, 石梁镇; a bare level (市) where the name says no more
    organs: tuple[str, ...]  # 公安局 before 治安支队
    core: str  # the rest, abbreviations in full


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamParts:
    """Those sent to a village: 县气象局 驻 马坊村 第一书记."""

    sender: str
    village: str
    kind: str


@cache
def _full_names() -> dict[str, str]:
    return {short: full for full, shorts in lexicon.units().abbreviations.items() for short in shorts}


@cache
def _cores() -> tuple[str, ...]:
    """What a bureau's, a mass organisation's or a local office's name ends in; long ones first."""
    units = lexicon.units()
    words = {*units.departments, *units.masses, *units.local_institutions, *units.abbreviations, *_full_names()}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def _team() -> tuple[re.Pattern[str], re.Pattern[str]]:
    units = lexicon.units()
    tail = rf"(?:{alternation(units.team_words)})*(?P<kind>{alternation(units.team_ends)})$"
    return (
        re.compile(rf"^(?P<sender>{_HAN}*?)(?:选派|派驻|下派|下沉|驻)(?P<village>{_HAN}*?){tail}"),
        re.compile(rf"^(?P<sender>)(?P<village>{_HAN}+?(?:村|社区|嘎查|镇|乡|街道)){tail}"),
    )


def core_of(name: str) -> str:
    """The known ending of a name as it is written (市妇联 → 妇联); empty where none is known."""
    for word in _cores():
        head = name[: len(name) - len(word)]
        if name.endswith(word) and (word[0] not in "委府直" or not head or head[-1] in "省市县区州旗镇乡"):
            return word
    return ""


def full_name(name: str) -> str:
    """The name with its abbreviation written out: 市住建局 → 市住房和城乡建设局.

    >>> full_name("芦川市妇联")
    '芦川市妇女联合会'
    """
    core = core_of(name)
    return name[: len(name) - len(core)] + _full_names().get(core, core) if core else name


def without_office(name: str) -> str:
    """中共李渡镇委员会, 李渡镇人民政府 → 李渡镇; 中共曲河县地税局党组 → 曲河县地税局. A bureau's own 委员会 stays."""
    name = _ZONE_OFFICE.sub("", _PARTY_HEAD.sub("", name))
    while not core_of(name):
        shorter = _OFFICE_TAIL.sub("", name)
        if shorter == name or len(shorter) < 2:
            return name
        name = shorter
    return name


@lru_cache(maxsize=4096)
def parts_of(name: str) -> UnitParts:
    """A unit's name taken apart; the name of a team is ``team_of``'s."""
    if len(name) > _LONGEST:
        return UnitParts(places=(), organs=(), core=name)
    name = _ASIDE.sub("", name)
    league = _LEAGUE.match(name) or _LEAGUE_OF.match(name)
    if league:
        return UnitParts(places=_places(league[1])[0], organs=(), core="团委")
    name = without_office(name)
    core = core_of(name)
    if not core:
        places = []
        while (found := _NAMED_PLACE.match(name)) and len(name) - found.end() >= 2:
            places.append(found[0])
            name = name[found.end() :]
        if not _PLACE_END.search(name) and (found := _PLACE.match(name)) and len(name) - found.end() >= 2:
            places.append(found[0])
            name = name[found.end() :]
        organs, name = _organs(name, keep=2)
        return UnitParts(places=tuple(places), organs=organs, core=name)
    head = name[: len(name) - len(core)]
    places_found, rest = _places(head)
    organs, rest = _organs(rest, keep=0)
    return UnitParts(places=places_found, organs=organs, core=rest + _full_names().get(core, core))


def _organs(rest: str, *, keep: int) -> tuple[tuple[str, ...], str]:
    """The parent organs a rest begins with (公安局 of 公安局治安支队), and what is left: at least ``keep`` characters."""
    organs: list[str] = []
    while organ := next((w for w in _cores() if rest.startswith(w) and len(rest) - len(w) >= keep), ""):
        organs.append(_full_names().get(organ, organ))
        rest = rest[len(organ) :]
    return tuple(organs), rest


def _places(head: str) -> tuple[tuple[str, ...], str]:
    """The places a head begins with, and what is left of it."""
    places: list[str] = []
    while found := _PLACE.match(head):
        places.append(found[0])
        head = head[found.end() :]
    return tuple(places), head


@lru_cache(maxsize=4096)
def team_of(name: str) -> TeamParts | None:
    """The parts of a team's name, or None: 县气象局驻马坊村帮扶工作队, 东坪村第一书记."""
    if len(name) > _LONGEST:
        return None
    name = _ASIDE.sub("", name)
    found = next((found for found in (pattern.match(name) for pattern in _team()) if found), None)
    if not found:
        return None
    village = "" if found["village"] in ("村", "点") else found["village"]
    kind = "队" if found["kind"].endswith(("队", "组")) else found["kind"]
    return TeamParts(sender=found["sender"], village=village, kind=kind)


def _agree(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """From the nearest place outwards both say the same, or one says only the level, or nothing."""
    return all(
        a == b or (len(a) == 1 and b.endswith(a)) or (len(b) == 1 and a.endswith(b))
        for a, b in zip(reversed(ours), reversed(theirs), strict=False)
    )


def place_fits(name: str, known: Iterable[str]) -> bool:
    """Whether the places ``name`` begins with go with every place in a unit's ``known`` names; teams are not compared.

    >>> place_fits("白石县水利局", ["市水利局", "水利局"]), place_fits("芦川市水利局", ["市水利局", "水利局"])
    (False, True)
    """
    if not name or team_of(name):
        return True
    places = parts_of(name).places
    return all(_agree(places, parts_of(each).places) for each in known if not team_of(each))


def _same_core(ours: UnitParts, theirs: UnitParts) -> bool:
    """Equal, or one writes the place without its level: 邵浦交警大队, 邵浦县公安局交警大队."""
    if ours.core == theirs.core:
        return True
    return any(
        not short.places and len(place) > 2 and short.core == place[:-1] + long.core
        for short, long in ((ours, theirs), (theirs, ours))
        for place in long.places[-1:]
    )


@lru_cache(maxsize=16384)
def same_unit(a: str, b: str) -> bool:
    """Whether two names mean one unit: equal, or but for the place or parent organ in front, or but for an abbreviation.

    What both names say must agree: 白塔县水务局 is not 延河县水务局, 县水务局 not 市水务局, a township not its village,
    a team not the bureau that sent it.

    >>> same_unit("市妇联", "芦川市妇女联合会"), same_unit("白塔县水务局", "延河县水务局")
    (True, False)
    """
    if not a or not b:
        return False
    if a == b:
        return True
    if max(len(a), len(b)) > _LONGEST:
        return False
    one, other = team_of(a), team_of(b)
    if one and other:
        if one.kind != other.kind:
            return False
        villages = bool(one.village and other.village)
        senders = bool(one.sender and other.sender)
        return (
            (villages or senders)
            and (not villages or same_unit(one.village, other.village))
            and (not senders or same_unit(one.sender, other.sender))
        )
    if one or other:
        return False
    ours, theirs = parts_of(a), parts_of(b)
    return _same_core(ours, theirs) and _agree(ours.places, theirs.places) and _agree(ours.organs, theirs.organs)
