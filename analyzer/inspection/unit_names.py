"""A unit as a report writes it and the roster in, the roster's unit out, or a question where it is unclear.

芦川市水利局, 水利局 and 市水利局 are one; 城南街道办事处 is 城南街道. Nothing is guessed: what fits two units fits none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from analyzer.extraction.unit_identity import place_fits, same_unit
from analyzer.types import RosterUnit

_HAN: Final = r"[\u4e00-\u9fff]"
_PLACE_HEAD: Final = re.compile(rf"^{_HAN}{{2,6}}?(?:省|自治区|市|自治州|州|地区|县|旗|区)(?={_HAN}{{2}})")
_LEVEL_HEAD: Final = re.compile(rf"^(?:省|市|县|区|州|旗)(?={_HAN}{{2}})")
_TOWN_HEAD: Final = re.compile(rf"^{_HAN}{{2,5}}?(?:镇|乡|街道)(?={_HAN}{{2}})")
_PARTY_HEAD: Final = re.compile(r"^(?:中国共产党|中共)")
_OFFICE_TAIL: Final = re.compile(
    r"(?:人民政府|政府|委员会|党委|党工委|党组|党总支|党支部|办事处|街道办|(?<=街道)办|村民委员会|村委会|居民委员会|居委会|党政办公室|党政办|机关)$"
)
_KIND_TAIL: Final = re.compile(r"(?:街道|镇|乡|村|社区)$")
#: What stands before a unit's name in a file name: numbers, brackets, 附件1.
_LEAD: Final = re.compile(r"^(?:附件|附|[\d\s_.,，、．\-—－·+()（）\[\]【】《》“”\"]|[一二三四五六七八九十]+、)+")
_AS_THE_ROSTER_WRITES: Final = 2  # names and short names, the first two of the steps
_LEAST_MISSPELT: Final = 3
_SHORTEST: Final = 2
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """The roster's unit, or none and what a person should be asked; ``choices`` are the units it may mean."""

    unit: RosterUnit | None
    question: str = ""
    choices: tuple[RosterUnit, ...] = ()


def _without_office(name: str) -> str:
    """李渡镇人民政府, 中共李渡镇委员会, 李渡镇党政办公室 → 李渡镇. A bureau's own 委员会 is kept by the caller's other forms."""
    name = _PARTY_HEAD.sub("", name)
    while True:
        shorter = _OFFICE_TAIL.sub("", name)
        if shorter == name or len(shorter) < 2:
            return name
        name = shorter


def _spellings(name: str) -> Iterator[str]:
    """Ways to write a name that mean the same unit beyond doubt, the name itself first."""
    for base in dict.fromkeys((name, _without_office(name))):
        yield base
        placed = _PLACE_HEAD.sub("", base)
        if placed != base:
            yield placed
        for each in (base, placed):
            level = _LEVEL_HEAD.sub("", each)
            if level != each and not _KIND_TAIL.search(each):
                yield level
        town = _TOWN_HEAD.sub("", base)
        if town != base and _KIND_TAIL.search(town):
            yield town


def stem(name: str) -> str | None:
    """The bare place name of a township, street or village: 李渡镇 → 李渡; None for other units."""
    bare = _KIND_TAIL.sub("", _without_office(name))
    return bare if bare != name and len(bare) >= 2 and _KIND_TAIL.search(_without_office(name)) else None


def _place_of(text: str) -> str:
    """The place a text begins with (芦川市 of 芦川市水利局汇报), or nothing."""
    found = _PLACE_HEAD.match(_PARTY_HEAD.sub("", text))
    return found[0] + "水利局" if found else ""  # any office: only the place before it is compared


def _place_fits(name: str, unit: RosterUnit) -> bool:
    """Whether the places ``name`` begins with go with those of the roster: 白石县水利局 is not 市水利局."""
    return place_fits(name, (unit.unit, *unit.short_names))


class UnitNames:
    """The names a roster knows, looked up from the surest way of writing to the loosest."""

    def __init__(self, roster: Iterable[RosterUnit]) -> None:
        self.units = tuple(roster)
        self._forms_of: dict[str, frozenset[str]] = {}
        self._of_form: dict[str, list[RosterUnit]] = {}
        self._steps: tuple[dict[str, list[RosterUnit]], ...] = ({}, {}, {}, {})
        for unit in self.units:
            self._add(0, unit.unit, unit)
            for short in unit.short_names:
                self._add(1, short, unit)
            for name in (unit.unit, *unit.short_names):
                for spelling in _spellings(name):
                    self._add(2, spelling, unit)
                bare = stem(name)
                if bare:
                    self._add(3, bare, unit)

    def _add(self, step: int, name: str, unit: RosterUnit) -> None:
        known = self._steps[step].setdefault(name, [])
        if unit not in known:
            known.append(unit)

    def resolve(self, name: str) -> Resolved:
        """The one roster unit ``name`` means; exact name first, then short names, other spellings, abbreviations."""
        name = re.sub(r"\s", "", name)
        for found in self._fitting(name):
            if len(found) == 1:
                return Resolved(unit=found[0])
            if found:
                choices = "、".join(unit.unit for unit in found)
                return Resolved(
                    unit=None,
                    question=f"“{name}”可能是{choices}，不能确定是哪一个，请核对后在名册的“简称”一栏写明。",
                    choices=tuple(found),
                )
        near = self._misspelt(name)
        hint = f"与名册里的“{near.unit}”只差一个字，" if near else ""
        return Resolved(
            unit=None,
            question=f"名册里没有“{name}”，{hint}请核对是名册漏列，还是单位名称写法不同（可在“简称”一栏补上）。",
        )

    def _misspelt(self, name: str) -> RosterUnit | None:
        """The one unit that differs from ``name`` by a single character; 城西街道 beside 城南街道 and 城北街道 is none."""
        near = [
            unit
            for unit in self.units
            if len(unit.unit) == len(name) >= _LEAST_MISSPELT
            and sum(a != b for a, b in zip(unit.unit, name, strict=True)) == 1
        ]
        return near[0] if len(near) == 1 else None

    def _fitting(self, name: str) -> Iterator[list[RosterUnit]]:
        """The units a name fits, step by step from the surest way of writing to the loosest."""
        yield from self._written(name)
        # 芦川市妇女联合会 for 市妇联
        yield [unit for unit in self.units if same_unit(name, unit.unit) and _place_fits(name, unit)]

    def _written(self, name: str) -> Iterator[list[RosterUnit]]:
        """The same without what only the lexicon's abbreviations show to be one: quick however long the roster is."""
        for number, step in enumerate(self._steps):
            for spelling in dict.fromkeys((name, *_spellings(name))):
                found = step.get(spelling, [])
                sure = number < _AS_THE_ROSTER_WRITES and spelling == name
                yield found if sure else [unit for unit in found if _place_fits(name, unit)]

    def first_in(self, text: str) -> RosterUnit | None:
        """The unit whose name ``text`` begins with (李渡镇活动总结, 03-芦川市水利局汇报); None where two do or none does.

        关于河口镇老人的调查 begins with no unit: it is about the town.
        """
        text = _LEAD.sub("", text)
        begun = [
            text,
            _PARTY_HEAD.sub("", text),
            _PLACE_HEAD.sub("", text),
            _PLACE_HEAD.sub("", _PARTY_HEAD.sub("", text)),
        ]
        found: list[RosterUnit] = []
        for length in range(min(_LONGEST, max(map(len, begun))), _SHORTEST - 1, -1):
            found = [unit for each in begun if len(each) >= length for unit in self._by_form().get(each[:length], ())]
            if found:
                break
        if len({unit.unit for unit in found}) != 1 or not _place_fits(_place_of(text), found[0]):
            return None
        return found[0]

    def _by_form(self) -> dict[str, list[RosterUnit]]:
        """Every form of a name → the units it may mean."""
        if not self._of_form:
            for unit in self.units:
                for form in self._forms(unit):
                    self._of_form.setdefault(form, []).append(unit)
        return self._of_form

    def listed(self, name: str) -> RosterUnit | None:
        """The one unit that is written so, with office or place at most; the lexicon's abbreviations are not tried."""
        name = re.sub(r"\s", "", name)
        found = next((units for units in self._written(name) if units), [])
        return found[0] if len(found) == 1 else None

    def mentions(self, text: str, unit: RosterUnit) -> bool:
        """Whether any form of a unit's name stands in ``text``."""
        return any(form in text for form in self._forms(unit))

    def _forms(self, unit: RosterUnit) -> frozenset[str]:
        """Every way to write a unit that is long enough to be looked for in a text."""
        if unit.unit not in self._forms_of:
            names = {
                form for name in (unit.unit, *unit.short_names) for form in (*_spellings(name), stem(name) or name)
            }
            self._forms_of[unit.unit] = frozenset(name for name in names if len(name) >= _SHORTEST)
        return self._forms_of[unit.unit]

    def named_in(self, text: str) -> tuple[RosterUnit, ...]:
        """The units whose name, short name or place name stands in a file name, longest match first."""
        hits: list[tuple[int, RosterUnit]] = []
        for unit in self.units:
            longest = max((len(form) for form in self._forms(unit) if form in text), default=0)
            if longest:
                hits.append((longest, unit))
        best = max((length for length, _ in hits), default=0)
        return tuple(unit for length, unit in hits if length == best)
