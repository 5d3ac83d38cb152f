"""A sentence in, what is left of it when names, figures, list numbers and punctuation are struck out.

Units become □ and numbers 0, synonyms one word (``lexicons/synonyms.yaml``), so that a text with other names and
figures put in, or other words of the genre, is still the same text. Never knows other sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from analyzer import lexicon
from analyzer.inspection.unit_names import stem
from analyzer.language.normalise import fold
from analyzer.types import Analysis, Indicator, RosterUnit, UnitMention

UNIT_SIGN: Final = "□"
NUMBER_SIGN: Final = "0"
_LIST_MARK: Final = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]+|第[一二三四五六七八九十]{1,2}[，、]|[一二三四五六七八九十]{1,2}是)"
)
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_NOT_KEPT: Final = re.compile(rf"[^\w{UNIT_SIGN}]|_")
_RUN: Final = re.compile(rf"{UNIT_SIGN}+(?:(?:市|县|区|镇|乡|村|街道|社区)?{UNIT_SIGN}+)*")


class NameMask:
    """Strikes out the unit and place names of a whole round, the longest first."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_head: dict[str, list[str]] = {}
        for name in sorted({name for name in names if len(name) >= 2}, key=lambda name: (-len(name), name)):
            self._by_head.setdefault(name[:2], []).append(name)

    def __call__(self, text: str) -> str:
        parts: list[str] = []
        kept = 0
        for place in range(len(text) - 1):
            names = self._by_head.get(text[place : place + 2])
            if names is None or place < kept:
                continue
            name = next((name for name in names if text.startswith(name, place)), None)
            if name is not None:
                parts += [text[kept:place], UNIT_SIGN]
                kept = place + len(name)
        return "".join([*parts, text[kept:]])


def names_of(analyses: Sequence[Analysis], roster: Sequence[RosterUnit]) -> NameMask:
    """The names a report's text may have been fitted with: all reporting units', the roster's, bare place names."""
    names: set[str] = set()
    for unit in roster:
        names.update((unit.unit, *unit.short_names))
    names.update(each.metadata.unit for each in analyses if each.metadata and each.metadata.unit)
    bare = {stem(name) for name in names}
    return NameMask(name for name in names | bare if name)


def masked(text: str, figures: Sequence[Indicator], units: Sequence[UnitMention], mask: NameMask) -> str:
    """The normal form of a sentence, given its own figures and the units it names.

    >>> masked("（一）李渡镇共走访农户260户。", (), (), NameMask(["李渡镇"]))
    '□共走访农户0户'
    """
    changes = [(unit.start, unit.end, UNIT_SIGN) for unit in units]
    for figure in figures:
        written = text[figure.start : figure.end]
        changes.append((figure.start, figure.end, NUMBER_SIGN + (figure.unit if written.endswith(figure.unit) else "")))
    upto = len(text)
    for start, end, sign in sorted(changes, reverse=True):
        if end <= upto:
            text = text[:start] + sign + text[end:]
            upto = start
    text = mask(_LIST_MARK.sub("", fold(text)))
    text = _NOT_KEPT.sub("", _NUMBER.sub(NUMBER_SIGN, text))
    return _RUN.sub(UNIT_SIGN, text)


@cache
def _synonyms() -> tuple[re.Pattern[str], dict[str, str]]:
    words = lexicon.synonyms()
    meant = {word: group[0] for group in words.groups for word in group} | dict.fromkeys(words.dropped, "")
    longest_first = sorted(meant, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)"), meant


def folded(form: str) -> str:
    """A normal form with every synonym replaced by the one that stands for its group, and dispensable words left out.

    >>> folded("积极组织老百姓")
    '开展群众'
    """
    pattern, meant = _synonyms()
    return pattern.sub(lambda found: meant[found[0]], form)
