"""An indicator's name and unit in, its canonical indicator out, by ``lexicons/indicators.yaml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from analyzer import lexicon
from analyzer.lexicon.schema import CanonicalIndicator


@dataclass(frozen=True, slots=True)
class _Rule:
    entry: CanonicalIndicator
    pattern: re.Pattern[str] | None


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(entry=entry, pattern=re.compile(entry.pattern) if entry.pattern else None)
        for entry in lexicon.indicators().indicators
    )


@cache
def _aliases() -> dict[str, CanonicalIndicator]:
    return {name: rule.entry for rule in _rules() for name in (rule.entry.name, *rule.entry.aliases)}


def canonical_indicator(name: str, unit: str) -> CanonicalIndicator | None:
    """The first canonical indicator whose name, alias or pattern fits ``name`` and whose units allow ``unit``."""
    direct = _aliases().get(name)
    if direct and (not direct.units or unit in direct.units):
        return direct
    for rule in _rules():
        if rule.entry.units and unit not in rule.entry.units:
            continue
        if rule.pattern and rule.pattern.search(name):
            return rule.entry
    return None
