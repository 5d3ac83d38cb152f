"""Names that readers gave to figures in, how often each stands with which unit, first and last word out.

What a clerk would call a figure is learned from what clerks called others: 户 after 走访 mostly counts 走访农户.
Never knows sentences.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCounts:
    """Counts over the names of a training corpus; words are the tokens of a name."""

    entries: tuple[tuple[str, str, int, tuple[str, ...]], ...]  # unit, name, count, the name's words
    by_unit: Mapping[str, Mapping[str, int]]
    common: Mapping[str, tuple[tuple[str, int], ...]]  # unit → names given at least twice, most frequent first
    names: Mapping[str, int]
    heads: Mapping[str, int]  # first words
    tails: Mapping[str, int]  # last words
    pairs: Mapping[str, int]  # two neighbouring characters, ^ and $ at the ends
    signs: Mapping[str, int]  # first characters of those pairs


def _from_entries(entries: Iterable[tuple[str, str, int, tuple[str, ...]]]) -> NameCounts:
    kept = tuple(sorted(entries))
    by_unit: dict[str, dict[str, int]] = defaultdict(dict)
    names: Counter[str] = Counter()
    heads: Counter[str] = Counter()
    tails: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    signs: Counter[str] = Counter()
    for unit, name, count, words in kept:
        by_unit[unit][name] = count
        names[name] += count
        heads[words[0]] += count
        tails[words[-1]] += count
        framed = f"^{name}$"
        for first, second in pairwise(framed):
            pairs[first + second] += count
            signs[first] += count
    common = {
        unit: tuple(sorted(((n, c) for n, c in given.items() if c >= 2), key=lambda item: (-item[1], item[0])))
        for unit, given in by_unit.items()
    }
    return NameCounts(
        entries=kept,
        by_unit=dict(by_unit),
        common=common,
        names=names,
        heads=heads,
        tails=tails,
        pairs=pairs,
        signs=signs,
    )


def count_names(given: Iterable[tuple[str, str]], *, cut: Callable[[str], Sequence[str]]) -> NameCounts:
    """Count names.

    Args:
        given: (unit, name) pairs.
        cut: a name's words.
    """
    counts = Counter(given)
    words = {name: tuple(cut(name)) or (name,) for name in {name for _, name in counts}}
    return _from_entries((unit, name, count, words[name]) for (unit, name), count in counts.items())


def to_arrays(counts: NameCounts) -> dict[str, Any]:
    """What a model file keeps."""
    import numpy as np

    return {
        "units": np.array([unit for unit, _, _, _ in counts.entries]),
        "names": np.array([name for _, name, _, _ in counts.entries]),
        "counts": np.array([count for _, _, count, _ in counts.entries], dtype=np.int32),
        "words": np.array(["\t".join(words) for _, _, _, words in counts.entries]),
    }


def from_arrays(arrays: Mapping[str, Any]) -> NameCounts:
    """The counts behind their arrays."""
    rows = zip(arrays["units"], arrays["names"], arrays["counts"], arrays["words"], strict=True)
    return _from_entries((str(u), str(n), int(c), tuple(str(w).split("\t"))) for u, n, c, w in rows)
