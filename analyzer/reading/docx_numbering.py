"""The list numbers Word computes and never writes down: 一、 （二） 3. and the like.

In: the root of numbering.xml (or nothing), then one paragraph after the other. Out: each one's number as shown.
Never knows the paragraphs' text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from analyzer.reading.docx_xml import Element, children, is_on, value, w

_LEVELS: Final = 9
_PLACEHOLDER: Final = re.compile(r"%([1-9])")
_DIGITS: Final = "〇一二三四五六七八九"
_LEGAL_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None  # the level (1-based) whose number restarts this one; 0 never
    legal: bool = False
    suffix: str = "tab"
    style: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int]  # startOverride by level


class Numbering:
    """Counts through one document. Lists on one abstract definition share their counters, as in Word."""

    def __init__(self, root: Element | None) -> None:
        self._abstract = {element.get(w("abstractNumId"), ""): element for element in children(root, w("abstractNum"))}
        self._num = {element.get(w("numId"), ""): element for element in children(root, w("num"))}
        self._lists: dict[str, _List | None] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._overridden: set[tuple[str, int]] = set()

    def level_of_style(self, number: str, style: str | None) -> int | None:
        """The level of list ``number`` that is tied to a paragraph style."""
        found = self._list(number)
        if found is None or style is None:
            return None
        return next((index for index, level in found.levels.items() if level.style == style), None)

    def next(self, number: str, level: int) -> str | None:
        """The number of the next paragraph of this list; "" for a bullet or none, None if there is no such list."""
        found = self._list(number)
        if found is None:
            return None
        level = min(max(level, 0), _LEVELS - 1)
        counters = self._counters.setdefault(found.abstract, [None] * _LEVELS)
        if level in found.starts and (number, level) not in self._overridden:
            self._overridden.add((number, level))
            counters[level] = None
        current = counters[level]
        start = found.starts.get(level, found.levels.get(level, _Level()).start)
        counters[level] = start if current is None else current + 1
        for deeper in range(level + 1, _LEVELS):
            restart = found.levels.get(deeper, _Level()).restart
            if restart is None or (restart != 0 and level < restart):
                counters[deeper] = None
        return _shown(found, counters, level)

    def _list(self, number: str) -> _List | None:
        if number not in self._lists:
            self._lists[number] = self._load(number)
        return self._lists[number]

    def _load(self, number: str) -> _List | None:
        num = self._num.get(number)
        abstract_id = value(num, w("abstractNumId"))
        abstract = self._abstract.get(abstract_id or "")
        if num is None or abstract is None or abstract_id is None:
            return None
        link = value(abstract, w("numStyleLink"))
        if link is not None:  # the definition stands in the list that carries the style
            for other_id, other in self._abstract.items():
                if value(other, w("styleLink")) == link:
                    abstract_id, abstract = other_id, other
                    break
        levels = dict(_level(element) for element in children(abstract, w("lvl")))
        starts: dict[int, int] = {}
        for override in children(num, w("lvlOverride")):
            index = _integer(override.get(w("ilvl")), 0)
            start = value(override, w("startOverride"))
            if start is not None:
                starts[index] = _integer(start, 1)
            own = override.find(w("lvl"))
            if own is not None:
                levels[index] = _level(own)[1]
        return _List(abstract=abstract_id, levels=levels, starts=starts)


def _level(element: Element) -> tuple[int, _Level]:
    number_format = value(element, w("numFmt"))
    if number_format is None:  # Word 2010 puts newer formats behind AlternateContent
        number_format = next((found.get(w("val")) for found in element.iter(w("numFmt"))), None)
    restart = value(element, w("lvlRestart"))
    return _integer(element.get(w("ilvl")), 0), _Level(
        start=_integer(value(element, w("start")), 1),
        format=number_format or "decimal",
        text=value(element, w("lvlText")) or "",
        restart=None if restart is None else _integer(restart, 0),
        legal=bool(is_on(element.find(w("isLgl")))),
        suffix=value(element, w("suff")) or "tab",
        style=value(element, w("pStyle")),
    )


def _shown(found: _List, counters: list[int | None], level: int) -> str:
    shown = found.levels.get(level, _Level())
    if shown.format in ("bullet", "none") and not _PLACEHOLDER.search(shown.text):
        return "" if shown.format == "bullet" else shown.text

    def one(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        definition = found.levels.get(index, _Level())
        count = counters[index]
        if count is None:  # a level that was skipped counts as begun
            count = counters[index] = definition.start
        return number_text(count, "decimal" if shown.legal and index < level else definition.format)

    text = _PLACEHOLDER.sub(one, shown.text)
    if not text or shown.suffix == "nothing" or text[-1] in "、．）。：】】〕":
        return text
    return f"{text} "


def number_text(number: int, number_format: str) -> str:
    """``number`` in one of Word's formats; decimal for a format not known here."""
    number = min(max(number, 0), 99_999)
    match number_format:
        case "none" | "bullet":
            return ""
        case "decimalZero":
            return f"{number:02d}"
        case "upperRoman" | "lowerRoman":
            roman = _roman(number)
            return roman if number_format == "upperRoman" else roman.lower()
        case "upperLetter" | "lowerLetter":
            letters = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 1000 else str(number)
            return letters if number_format == "upperLetter" else letters.lower()
        case (
            "chineseCounting" | "chineseCountingThousand" | "japaneseCounting" | "taiwaneseCounting"
            | "taiwaneseCountingThousand"
        ):  # fmt: skip
            return _chinese(number, _DIGITS, "十百千万")
        case "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital":
            return str(number).translate(str.maketrans("0123456789", _DIGITS))
        case "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal":
            return _chinese(number, _LEGAL_DIGITS, "拾佰仟万")
        case "ideographTraditional":
            return _of("甲乙丙丁戊己庚辛壬癸", number)
        case "ideographZodiac":
            return _of("子丑寅卯辰巳午未申酉戌亥", number)
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese":
            return _of("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", number)
        case "decimalEnclosedFullstop":
            return f"{number}."
        case "decimalEnclosedParen":
            return f"({number})"
        case "ideographEnclosedCircle":
            return _of("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉", number)
        case "decimalFullWidth" | "decimalFullWidth2":
            return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return str(number)


def _of(characters: str, number: int) -> str:
    return characters[number - 1] if 0 < number <= len(characters) else str(number)


def _chinese(number: int, digits: str, units: str) -> str:
    """Up to 99,999, as a person counts: 十二, 一百〇五."""
    if number == 0:
        return digits[0]
    text, zero = "", False
    for place, digit in enumerate(reversed(str(number))):
        if digit == "0":
            zero = bool(text)
            continue
        text = digits[int(digit)] + (units[place - 1] if place else "") + (digits[0] if zero else "") + text
        zero = False
    return text[1:] if 10 <= number < 20 and digits == _DIGITS else text


def _roman(number: int) -> str:
    text = ""
    if number > 3_999:
        return str(number)
    for worth, letters in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
        (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        count, number = divmod(number, worth)
        text += letters * count
    return text


def _integer(text: str | None, default: int) -> int:
    try:
        return int(text) if text else default
    except ValueError:
        return default
