"""Whose report is it: the words few other reports use, and the words of the unit's own trade.

In: a report's sentences with their role probabilities, and what training learned of how common each word is. Out: named
features, and the sentences that are most the unit's own. What everyone writes belongs to nobody (guideline, section 2,
``no_own_features``); a word's share of reports is its document frequency (Spärck Jones 1972). Never knows verdicts.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from analyzer import lexicon
from analyzer.assessment.role_features import ROLES, word_list
from analyzer.extraction.figure_features import Features
from analyzer.extraction.unit_identity import same_unit
from analyzer.extraction.units import find_units
from analyzer.language.normalise import fold
from analyzer.lexicon.patterns import alternatives
from analyzer.model.frozen import WordTable
from analyzer.types import Role, Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CHINESE_WORD: Final = re.compile(r"[\u4e00-\u9fff]{2,}")
#: A word in fewer of the reports than this is rare; in more than the second, everyone's.
_RARE: Final = (0.003, 0.01, 0.03)
_EVERYONES: Final = (0.2, 0.4)
_TELLING: Final = 0.02
_OWN_BUSINESS: Final = (Role.MEASURE, Role.RESULT, Role.PROBLEM, Role.MECHANISM, Role.CONTACT)
_BY_ROLE: Final = (Role.MEASURE, Role.CONTACT, Role.ORGANISATION, Role.PLAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What is the unit's own in a report."""

    features: Features
    sentences: tuple[int, ...]  # ids of the sentences with most rare and trade words, richest first


def content_words(text: str) -> list[str]:
    """The Chinese words of two characters or more."""
    return [word for word in word_list(text) if _CHINESE_WORD.fullmatch(word)]


def count_commonness(reports: Iterable[Sequence[Sentence]]) -> WordTable:
    """Each word's share of the reports, 0…1; words of a single report are left out, as are all words never met."""
    counts: Counter[str] = Counter()
    number = 0
    for sentences in reports:
        counts.update({word for sentence in sentences for word in content_words(sentence.text)})
        number += 1
    return WordTable({word: count / number for word, count in sorted(counts.items()) if count >= 2})


@lru_cache(maxsize=64)
def _trade_words(unit: str) -> re.Pattern[str] | None:
    words = {
        word for trade in lexicon.trades().trades if any(part in unit for part in trade.units) for word in trade.words
    }
    return alternatives(tuple(sorted(words))) if words else None


def find_own(
    sentences: Sequence[Sentence],
    body: Sequence[int],
    table: NDArray[np.float64],
    *,
    unit: str | None,
    commonness: Mapping[str, float],
) -> Own:
    """The features of specificity, prefixed ``own:``.

    Args:
        sentences: the report's sentences.
        body: ids of those that are looked at (no headings, no slogans).
        table: role probabilities of all sentences, shape (len(sentences), 11).
        unit: the reporting unit, as far as known.
        commonness: word → share of reports that use it.
    """
    import numpy as np

    p = table[list(body)]
    words = [content_words(sentences[i].text) for i in body]
    shares = [[commonness.get(word, 0.0) for word in each] for each in words]
    every = [share for each in shares for share in each]
    total = max(len(every), 1)
    rare = np.array([sum(share < _TELLING for share in each) for each in shares], dtype=float)
    lengths = np.array([len(each) for each in words], dtype=float)
    counted = Counter(word for each in words for word in each)
    features: Features = {"own:rarity": sum(-math.log(share + 0.002) for share in every) / total}
    for limit in _RARE:
        features[f"own:rare<{limit}"] = sum(share < limit for share in every) / total
    for limit in _EVERYONES:
        features[f"own:common>{limit}"] = sum(share > limit for share in every) / total
    for least, limit in ((2, 0.03), (3, 0.05)):
        told = sum(count for word, count in counted.items() if count >= least and commonness.get(word, 0.0) < limit)
        features[f"own:topic{least}"] = math.log1p(1000 * told / total)
    features["own:poor"] = float(lengths[rare == 0].sum()) / total
    features["own:rich"] = float(lengths[rare >= 3].sum()) / total
    for role in _BY_ROLE:
        column = p[:, ROLES.index(role)]
        features[f"own:rare:{role}"] = float((column * rare).sum() / ((column * lengths).sum() + 3))
    features.update(_trade_features(sentences, body, p, unit or ""))
    trade = _trade_words(unit or "")
    scores = [
        float(count) + (2.0 * len(trade.findall(sentences[i].text)) if trade else 0.0)
        for i, count in zip(body, rare, strict=True)
    ]
    ranked = sorted(zip(scores, body, strict=True), key=lambda pair: (-pair[0], pair[1]))
    return Own(features=features, sentences=tuple(i for score, i in ranked if score >= 3))


def _trade_features(sentences: Sequence[Sentence], body: Sequence[int], p: NDArray[np.float64], unit: str) -> Features:
    pattern = _trade_words(unit)
    hits = business = speaking = 0.0
    seen: set[str] = set()
    others: set[str] = set()
    characters = 1
    for at, i in enumerate(body):
        text = fold(sentences[i].text).replace(unit, "") if unit else fold(sentences[i].text)
        characters += len(text)
        found = pattern.findall(text) if pattern else []
        not_background = 1.0 - float(p[at, ROLES.index(Role.BACKGROUND)])
        hits += len(found) * not_background
        business += len(found) * float(p[at, [ROLES.index(role) for role in _OWN_BUSINESS]].sum())
        speaking += not_background if found else 0.0
        seen.update(found)
        others.update(
            mention.name for mention in find_units(sentences[i]) if mention.name and not same_unit(mention.name, unit)
        )
    per_thousand = 1000 / max(characters, 300)
    return {
        "own:trade_known": float(pattern is not None),
        "own:trade": math.log1p(hits * per_thousand),
        "own:trade_words": math.log1p(len(seen) * per_thousand),
        "own:trade_business": math.log1p(business * per_thousand),
        "own:trade_sentences": speaking / max(len(body), 1),
        "own:trade_silent": float(pattern is not None and hits < 1),
        "own:places": math.log1p(len(others) * per_thousand),
    }
