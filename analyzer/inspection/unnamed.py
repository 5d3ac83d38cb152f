"""A round's reports in, the indicator names no rule of the lexicon knows out: alike ones in groups, ready to be named.

Names with the same dimension are alike when their character n-grams are (TF-IDF, cosine), and go into one group by
average linkage (Sokal & Michener 1958). Never changes the lexicon: what a group is called is a person's to say.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from analyzer import lexicon
from analyzer.lexicon.schema import CanonicalIndicator
from analyzer.types import Analysis, FigureKind, Indicator

#: Names go into one group from this mean cosine on. On the 8,000 names of the development labels, each judged by the
#: canonical indicator it has: 92 of 100 names stand with their like, 59 of 100 have company. At 0.25 it is 90 and 72,
#: at 0.5 it is 93 and 40; pairs of characters alone (1 to 2) or none shorter than two (2 to 4) are no better.
ALIKE: Final = 0.35
#: From this cosine on an existing canonical indicator is offered as the group's home: of the labelled names whose
#: canonical indicator is known, 97 of 100 belong to the nearest one then; from ``SEEN`` on 93 of 100, and it is only
#: shown. Below, likeness tells nothing. A name the rules leave out on purpose (抽查民情日记) looks close, too.
CLOSE: Final = 0.6
SEEN: Final = 0.25

_N_GRAMS: Final = (1, 3)
_LARGEST: Final = 3000  # names whose distances are held at once (72 MB); a larger heap is cut at a higher cosine first
_EXAMPLES: Final = 3
_SHORTEST: Final = 3  # 金额, 其他, 党员: two characters are a word of any report
_KINDS: Final = tuple(FigureKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameExample:
    """One figure of a group where it stands: the sentence as written and its place."""

    source: str
    page: int | None
    block: int
    name: str
    figure: str  # as written, number to unit
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameGroup:
    """Names that seem to count the same thing. ``members`` and ``units`` come with how often they stand."""

    name: str  # proposed: the commonest member, of equals the one most like the others
    members: tuple[tuple[str, int], ...]  # commonest first
    units: tuple[tuple[str, int], ...]  # as resolved, commonest first
    dimension: str
    kind: FigureKind  # the majority's
    figures: int
    reports: int
    nearest: str | None  # the canonical indicator of this dimension whose name is most alike
    similarity: float  # 0…1, of ``nearest``; 0 where there is none
    missing_units: tuple[str, ...]  # of ``units``, those ``nearest`` does not allow
    examples: tuple[NameExample, ...]

    @property
    def is_close(self) -> bool:
        """Whether the group may belong to ``nearest``."""
        return self.nearest is not None and self.similarity >= CLOSE


@dataclass(slots=True)
class _Name:
    """One name of one dimension with everything the round says of it."""

    name: str
    units: Counter[str] = field(default_factory=Counter)
    kinds: Counter[FigureKind] = field(default_factory=Counter)
    examples: list[NameExample] = field(default_factory=list)

    @property
    def figures(self) -> int:
        return self.units.total()


@cache
def _dimensions() -> Mapping[str, str]:
    """Measure word → dimension."""
    return {word: group.dimension for group in lexicon.measures().groups for word in group.words}


def dimension_of(unit: str) -> str:
    """The dimension of a measure word; a word the lexicon lacks is a dimension of its own."""
    return _dimensions().get(unit, unit)


@cache
def _empty_words() -> re.Pattern[str]:
    """Names made of subjects, verbs and signs alone, with or without one more character."""
    words = lexicon.indicators()
    known = sorted({*words.verbs, *words.subjects}, key=lambda word: (-len(word), word))
    return re.compile(rf"(?:{'|'.join(map(re.escape, known))}|[\W\d_])*.?")


def says_nothing(name: str) -> bool:
    """Whether a name does not tell what is counted (全镇, 增加, 发放收回): no person could name it either."""
    return len(name) < _SHORTEST or _empty_words().fullmatch(name) is not None


def count_nameless(analyses: Sequence[Analysis]) -> int:
    """How many figures without a canonical indicator have a name that says nothing."""
    return sum(
        indicator.canonical is None and says_nothing(indicator.indicator)
        for analysis in analyses
        for indicator in analysis.indicators
    )


def _example(analysis: Analysis, indicator: Indicator) -> NameExample:
    sentence = analysis.sentences[indicator.sentence]
    return NameExample(
        source=analysis.source,
        page=sentence.page,
        block=sentence.block,
        name=indicator.indicator,
        figure=indicator.text,
        sentence=sentence.text,
    )


def _gather(analyses: Sequence[Analysis]) -> dict[str, dict[str, _Name]]:
    """Dimension → name → what is said of it, for the figures without a canonical indicator."""
    found: dict[str, dict[str, _Name]] = defaultdict(dict)
    for analysis in sorted(analyses, key=lambda each: each.source):
        for indicator in analysis.indicators:
            if indicator.canonical is not None or says_nothing(indicator.indicator):
                continue
            names = found[dimension_of(indicator.unit)]
            entry = names.setdefault(indicator.indicator, _Name(indicator.indicator))
            entry.units[indicator.unit] += 1
            entry.kinds[indicator.kind] += 1
            entry.examples.append(_example(analysis, indicator))
    return found


def _heaps(similar: Any, rows: Sequence[int], threshold: float) -> Iterator[tuple[list[int], float]]:
    """Rows that hang together by cosines of ``threshold`` on: no group of average linkage reaches beyond one.

    A heap whose distances would not fit is cut at a higher cosine, which comes with it.
    """
    from scipy.sparse.csgraph import connected_components

    linked = similar[rows][:, rows] >= threshold
    count, heap_of = connected_components(linked, directed=False)
    heaps: list[list[int]] = [[] for _ in range(count)]
    for row, heap in zip(rows, heap_of, strict=True):
        heaps[heap].append(row)
    for heap_rows in heaps:
        if len(heap_rows) > _LARGEST and threshold < 1:
            yield from _heaps(similar, heap_rows, min(threshold + 0.1, 1))
        else:
            yield heap_rows, threshold


def _cluster(similar: Any, threshold: float) -> Iterator[list[int]]:
    """Average linkage on a sparse matrix of cosines, shape (names, names): rows of each group."""
    import numpy as np
    from sklearn.cluster import AgglomerativeClustering

    for rows, cut in _heaps(similar, range(similar.shape[0]), threshold):
        if len(rows) == 1 or len(rows) > _LARGEST:
            yield from ([row] for row in rows)
            continue
        distance = np.clip(1 - similar[rows][:, rows].toarray(), 0, None)
        linkage = AgglomerativeClustering(
            n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - cut
        )
        groups: dict[int, list[int]] = defaultdict(list)
        for row, group in zip(rows, linkage.fit_predict(distance), strict=True):
            groups[int(group)].append(row)
        yield from groups.values()


def _homes(dimension: str, names: Mapping[str, _Name]) -> list[CanonicalIndicator]:
    """The canonical indicators a name of this dimension could belong to."""
    units = {unit for name in names.values() for unit in name.units}
    return [
        entry for entry in lexicon.indicators().indicators if entry.dimension == dimension or units & set(entry.units)
    ]


def _examples(names: Sequence[_Name]) -> tuple[NameExample, ...]:
    """A few, of different reports and names as far as there are any."""
    left = [example for name in names for example in name.examples]
    chosen: list[NameExample] = []
    while left and len(chosen) < _EXAMPLES:
        sources = {example.source for example in chosen}
        told = {example.name for example in chosen}
        best = min(left, key=lambda example: (example.source in sources, example.name in told))
        chosen.append(best)
        left.remove(best)
    return tuple(chosen)


def _group(ordered: Sequence[_Name], dimension: str, home: CanonicalIndicator | None, similarity: float) -> NameGroup:
    units: Counter[str] = Counter()
    kinds: Counter[FigureKind] = Counter()
    for each in ordered:
        units.update(each.units)
        kinds.update(each.kinds)
    by_count = sorted(units.items(), key=lambda pair: (-pair[1], pair[0]))
    allowed = home.units if home else ()
    return NameGroup(
        name=ordered[0].name,
        members=tuple((each.name, each.figures) for each in ordered),
        units=tuple(by_count),
        dimension=dimension,
        kind=max(_KINDS, key=lambda kind: kinds[kind]),
        figures=units.total(),
        reports=len({example.source for each in ordered for example in each.examples}),
        nearest=home.name if home else None,
        similarity=similarity,
        missing_units=tuple(unit for unit, _ in by_count if allowed and unit not in allowed),
        examples=_examples(ordered),
    )


def _of_dimension(dimension: str, names: Mapping[str, _Name]) -> Iterator[NameGroup]:
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer

    known = sorted(names)
    homes = _homes(dimension, names)
    titles = [(entry, title) for entry in homes for title in (entry.name, *entry.aliases)]
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=_N_GRAMS, lowercase=False, sublinear_tf=True)
    vectors = sparse.csr_matrix(vectorizer.fit_transform([*known, *(title for _, title in titles)]))
    own, other = vectors[: len(known)], vectors[len(known) :]
    similar = sparse.csr_matrix(own @ own.T)
    to_titles = sparse.csr_matrix(own @ other.T)
    for rows in _cluster(similar, ALIKE):
        likeness = dict(zip(rows, similar[rows][:, rows].mean(axis=1).A1, strict=True))
        rows.sort(key=lambda row: (-names[known[row]].figures, -likeness[row], len(known[row]), known[row]))
        cosines = to_titles[rows[0]].toarray().ravel()
        home, similarity = None, 0.0
        if cosines.size and cosines.max() >= SEEN:
            home, similarity = titles[int(cosines.argmax())][0], round(float(min(cosines.max(), 1.0)), 4)
        yield _group([names[known[row]] for row in rows], dimension, home, similarity)


def group_unnamed(analyses: Sequence[Analysis], *, minimum: int = 1) -> tuple[NameGroup, ...]:
    """The names without a canonical indicator, alike ones together, those that stand most often first.

    Args:
        analyses: the reports of a round; those that could not be read have no figures.
        minimum: groups of fewer figures are left out.
    """
    found = _gather(analyses)
    groups = [group for dimension in sorted(found) for group in _of_dimension(dimension, found[dimension])]
    kept = [group for group in groups if group.figures >= minimum]
    return tuple(sorted(kept, key=lambda group: (-group.figures, -group.reports, group.name, group.dimension)))
