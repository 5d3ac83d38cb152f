"""One figure in its sentence in, the names it might have out, each with features for the ranking in ``figure_names``.

A name is a verb with what is counted. Both stand near the figure in most sentences, in many orders: 走访农户260户,
解决261个问题, 132名党员参加; a list shares its verb or its noun with the figure before. Never knows the chosen name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

from analyzer import lexicon
from analyzer.extraction.figure_features import Features
from analyzer.extraction.figure_grammar import FigureSpan
from analyzer.language.normalise import fold
from analyzer.language.tokens import cut
from analyzer.model.name_counts import NameCounts

Token = tuple[str, int, int]
_BREAKS: Final = frozenset("，。；：！？、,;:!?\n\t（）()“” ")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_NOT_OF_A_NAME: Final = re.compile(r"[^\u4e00-\u9fffA-Za-z+]")
_SHORTEST, _LONGEST = 2, 12
_KNOWN: Final = 12  # how many names of other figures are tried


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The figure before in the same sentence: a list shares its words."""

    name: str
    span: FigureSpan


@dataclass(frozen=True, slots=True)
class _Words:
    verbs: frozenset[str]
    subjects: frozenset[str]
    fillers: frozenset[str]
    stops: frozenset[str]
    each: re.Pattern[str]


@cache
def _words() -> _Words:
    indicators, figures = lexicon.indicators(), lexicon.figures()
    return _Words(
        verbs=frozenset(indicators.verbs),
        subjects=frozenset(indicators.subjects),
        fillers=frozenset({*figures.total_words, *figures.about_before, *"的了着过多余"}),
        stops=frozenset(figures.name_stops),
        each=re.compile("|".join(f"(?:{pattern})" for pattern in figures.each_words)),
    )


@lru_cache(maxsize=65536)
def words_of(name: str) -> tuple[str, ...]:
    """A name's tokens."""
    return tuple(cut(name)) or (name,)


@dataclass(slots=True)
class _Pool:
    """Names gathered so far, each with the features of every way it was found in."""

    found: dict[str, dict[str, float]]

    def add(self, name: str, source: str, **features: float) -> None:
        name = _NOT_OF_A_NAME.sub("", name)
        if not _SHORTEST <= len(name) <= _LONGEST:
            return
        own = self.found.setdefault(name, {})
        own[f"from={source}"] = 1.0
        for key, value in features.items():
            own[key] = max(own.get(key, value), value)


@dataclass(frozen=True, slots=True)
class _Verb:
    word: str
    at: int  # index into the tokens to the left
    features: dict[str, float]


def _counts_as_number(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


def _is_verb(word: str, counts: NameCounts) -> bool:
    if not _HAN.match(word) or len(word) > 4:
        return False
    return word in _words().verbs or (len(word) >= 2 and counts.heads.get(word, 0) >= 4)


def _verbs_before(left: Sequence[Token], counts: NameCounts) -> list[_Verb]:
    """The verbs to the left, nearest first, at most five, not beyond the sentence or the third comma."""
    found: list[_Verb] = []
    clauses = numbers = 0
    for at in range(len(left) - 1, max(-1, len(left) - 31), -1):
        word = left[at][0]
        clauses += word in "，；："
        if word in "。！？" or clauses >= 4 or len(found) == 5:
            break
        numbers += _counts_as_number(word)
        if _is_verb(word, counts):
            features = {
                "verb_rank": float(len(found)),
                "verb_clauses": float(clauses),
                "verb_numbers": float(min(numbers, 4)),
                "verb_distance": min(len(left) - at, 20) / 10,
                f"verb_numbers={min(numbers, 3)}|{min(clauses, 2)}": 1.0,
            }
            found.append(_Verb(word, at, features))
    return found


def _adjacent(left: Sequence[Token]) -> list[Token]:
    """The tokens to the left without the fillers before the figure (走访农户共计 → 走访农户)."""
    words = _words()
    end = len(left)
    while end:
        word = left[end - 1][0]
        skipped = word in words.fillers or word in words.stops or not _HAN.search(word)
        if word in _BREAKS or not skipped or _counts_as_number(word):
            break
        end -= 1
    return list(left[:end])


def _nouns_right(right: Sequence[Token]) -> list[str]:
    """The words after the measure word, up to the next sign, figure or function word."""
    words = _words()
    found: list[str] = []
    for word, _, _ in right[:6]:
        if word in _BREAKS or _counts_as_number(word) or word in words.stops:
            break
        if not found and word in words.fillers:
            continue
        found.append(word)
    return found


def _left_runs(pool: _Pool, near: Sequence[Token], counts: NameCounts) -> list[str]:
    """Add the runs of words that end at the figure; return the shortest four, to set verbs before."""
    words = _words()
    runs: list[str] = []
    at = len(near)
    while at > 0 and len(runs) < 6:
        word = near[at - 1][0]
        if word in _BREAKS or _counts_as_number(word) or (word in words.stops and runs):
            break
        at -= 1
        before = near[at - 1][0] if at else "^"
        name = "".join(token for token, _, _ in near[at:])
        pool.add(
            name,
            "left",
            left_words=float(len(runs) + 1),
            left_opens=float(before in _BREAKS or before == "^" or before in words.stops),
            left_verb=float(_is_verb(word, counts)),
            left_subject=float(word in words.subjects),
            **{f"left_before={before}": 1.0},
        )
        runs.append(name)
    return runs[:4]


def _known_names(
    pool: _Pool, span: FigureSpan, left: Sequence[Token], nouns: Sequence[str], counts: NameCounts
) -> None:
    """Names given to other figures of this unit whose characters stand around this one."""
    wide = "".join(word for word, _, _ in left[-14:])
    after = "".join(nouns[:4])
    signs, near = set(wide + after), set(wide[-8:] + after)
    scored = []
    for name, count in counts.common.get(span.unit, ()):
        hits = sum(sign in signs for sign in name)
        if hits >= max(2, len(name) * 0.5):
            scored.append((-(hits / len(name) + 0.05 * math.log(count)), name, hits, count))
    for _, name, hits, count in sorted(scored)[:_KNOWN]:
        pool.add(
            name,
            "known",
            known_cover=hits / len(name),
            known_missing=float(len(name) - hits),
            known_near=sum(sign in near for sign in name) / len(name),
            known_count=math.log(count),
        )


def _with_verbs(
    pool: _Pool,
    verbs: Sequence[_Verb],
    left: Sequence[Token],
    near: Sequence[Token],
    runs: Sequence[str],
    rights: Sequence[tuple[str, dict[str, float]]],
    before: Before | None,
    unit: str,
) -> None:
    """A verb to the left with the noun after the figure, the noun before it, its own object, or the last figure's noun."""
    words = _words()
    for verb in verbs:
        for name, features in rights:
            pool.add(verb.word + name, "verb+right", **verb.features, **features)
        for size, run in enumerate(runs, 1):
            if near[-size][1] <= left[verb.at][1]:
                break
            pool.add(verb.word + run, "verb+left", left_words=float(size), **verb.features)
        described: list[str] = []
        for word, _, _ in left[verb.at + 1 : verb.at + 5]:
            if word in _BREAKS or _counts_as_number(word) or word in words.fillers or word in words.stops:
                break
            described.append(word)
            pool.add(verb.word + "".join(described), "verb+object", object_words=float(len(described)), **verb.features)
        if before and verb.features["verb_clauses"] <= 2:
            own = words_of(before.name)
            for cut_at in range(1, len(own)):
                pool.add(
                    verb.word + "".join(own[cut_at:]),
                    "verb+before",
                    before_unit=float(before.span.unit == unit),
                    **verb.features,
                )


def _after_verbs(
    pool: _Pool,
    nouns: Sequence[str],
    right: Sequence[Token],
    runs: Sequence[str],
    rights: Sequence[tuple[str, dict[str, float]]],
    counts: NameCounts,
) -> None:
    """A verb that follows: 132名党员参加, 58户危房已改造."""
    for size in range(1, min(3, len(nouns)) + 1):
        for verb in nouns[size : size + 3]:
            if _is_verb(verb, counts):
                pool.add(verb + "".join(nouns[:size]), "later+right")
    for size, run in enumerate(runs, 1):
        for verb in nouns[:3]:
            if _is_verb(verb, counts):
                pool.add(verb + run, "later+left", left_words=float(size))
    for word, _, _ in right[len(nouns) : len(nouns) + 6]:
        if word in "。；":
            break
        if _is_verb(word, counts):
            for name, features in rights[:3]:
                pool.add(word + name, "far+right", **features)
            for size, run in enumerate(runs, 1):
                pool.add(word + run, "far+left", left_words=float(size))
            break


def _around(pool: _Pool, text: str, span: FigureSpan) -> None:
    """How well each name is told by the words around the figure."""
    wide_left, wide_right = text[max(0, span.start - 26) : span.start], text[span.end : span.end + 14]
    left, right = re.split("[，。；！？]", wide_left)[-1], re.split("[，。；！？]", wide_right)[0]
    clause, wide = left + "#" + right, wide_left + "#" + wide_right
    clause_signs, wide_signs = set(clause), set(wide)
    nearest = [sign for sign in left[-4:] + right[:3] if _HAN.match(sign)]
    for name, features in pool.found.items():
        pairs = [name[at : at + 2] for at in range(len(name) - 1)]
        features["cover_clause"] = sum(sign in clause_signs for sign in name) / len(name)
        features["cover_wide"] = sum(sign in wide_signs for sign in name) / len(name)
        features["missing"] = float(sum(sign not in wide_signs for sign in name))
        features["cover_nearest"] = sum(sign in name for sign in nearest) / max(1, len(nearest))
        features["verbatim"] = float(name in text)
        features["verbatim_clause"] = float(name in clause)
        features["pairs_wide"] = sum(pair in text for pair in pairs) / len(pairs)
        features["pairs_clause"] = sum(pair in clause for pair in pairs) / len(pairs)


def _likeness(name: str, counts: NameCounts) -> tuple[float, float]:
    """Mean and least log-probability of the name's neighbouring characters among all names given."""
    framed = f"^{name}$"
    logs = [math.log((counts.pairs.get(a + b, 0) + 0.1) / (counts.signs.get(a, 0) + 100)) for a, b in pairwise(framed)]
    return sum(logs) / len(logs) + 5, min(logs) + 7


def _described(name: str, found: dict[str, float], unit: str, counts: NameCounts) -> Features:
    """All features of one candidate name."""
    words = words_of(name)
    features: Features = dict(found)
    sources = [key for key in found if key.startswith("from=")]
    is_verb = float(words[0] in _words().verbs)
    features[f"length={len(name)}"] = 1.0
    features["words"] = float(len(words))
    features["given"] = math.log1p(counts.by_unit.get(unit, {}).get(name, 0))
    features["given_any"] = math.log1p(counts.names.get(name, 0))
    features["head_given"] = math.log1p(counts.heads.get(words[0], 0))
    features["tail_given"] = math.log1p(counts.tails.get(words[-1], 0))
    features["head_verb"] = is_verb
    features["single"] = sum(len(word) == 1 for word in words) / len(words)
    features["sources"] = float(len(sources))
    features["like_mean"], features["like_least"] = _likeness(name, counts)
    features[f"head={words[0]}"] = features[f"tail={words[-1]}"] = 1.0
    features[f"head={words[0]}|{unit}"] = features[f"tail={words[-1]}|{unit}"] = 1.0
    for word in words[1:-1]:
        features[f"middle={word}"] = 1.0
    for first, second in pairwise(words):
        features[f"pair={first}|{second}"] = 1.0
    for source in sources:
        features[f"{source}|{unit}"] = 1.0
        features[f"{source}|verb"] = is_verb
        features[f"{source}|length={len(name)}"] = 1.0
    return features


def name_candidates(
    text: str, tokens: Sequence[Token], span: FigureSpan, before: Before | None, counts: NameCounts
) -> Iterator[tuple[str, Features]]:
    """The names one figure might have, each with its features.

    Args:
        text: the sentence.
        tokens: its tokens with spans.
        span: the figure.
        before: the figure before in the sentence, named already.
        counts: names given to figures in training.
    """
    folded = fold(text)
    left = [token for token in tokens if token[2] <= span.start]
    right = [token for token in tokens if token[1] >= span.end]
    pool = _Pool({})
    near = _adjacent(left)
    runs = _left_runs(pool, near, counts)
    nouns = _nouns_right(right)
    rights: list[tuple[str, dict[str, float]]] = []
    for size in range(1, min(4, len(nouns)) + 1):
        follows = nouns[size] if size < len(nouns) else "$"
        features = {"right_words": float(size), "right_all": float(size == len(nouns)), f"right_next={follows}": 1.0}
        rights.append(("".join(nouns[:size]), features))
        pool.add(rights[-1][0], "right", **features)
    _with_verbs(pool, _verbs_before(left, counts), left, near, runs, rights, before, span.unit)
    if before:
        own = words_of(before.name)
        shared = {
            "before_unit": float(before.span.unit == span.unit),
            "before_gap": min(span.start - before.span.end, 30) / 10,
        }
        pool.add(before.name, "before", **shared)
        if len(own) > 1:
            for name, features in rights[:3]:
                pool.add(own[0] + name, "before+right", **features, **shared)
            for size, run in enumerate(runs, 1):
                pool.add(own[0] + run, "before+left", left_words=float(size), **shared)
    each = _words().each.findall("".join(word for word, _, _ in left[-8:]))
    if each:
        for name, found in list(pool.found.items())[:60]:
            if len(name) <= 8 and not _words().each.match(name):
                told = {key: value for key, value in found.items() if not key.startswith("from=")}
                pool.add(each[-1] + name, "each", **told)
    _after_verbs(pool, nouns, right, runs, rights, counts)
    _known_names(pool, span, left, nouns, counts)
    _around(pool, folded, span)
    for name, found in pool.found.items():
        yield name, _described(name, found, span.unit, counts)
