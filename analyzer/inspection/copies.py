"""All reports of a round, the superior's papers and earlier reports in; who repeats whose sentences out.

A sentence is copied when its normal form (names, figures, list numbers, punctuation struck out, synonyms folded) is
nearly that of another text, wherever it stands there. One long sentence in a unit's own words is already a copy; what
many units write weighs little. Never knows verdicts, nor who wrote first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analyzer.inspection.alignment import NEAR, PARTLY_NEAR, Match, clarity, passages_of, shared_runs, stands_in
from analyzer.inspection.candidates import MANY, banded_pairs
from analyzer.inspection.genre import Rarity, own_part
from analyzer.inspection.masking import NameMask
from analyzer.inspection.similar import Pairs, Rows, near_between, near_pairs, near_within, sorted_pairs, vectors_of
from analyzer.inspection.texts import CopyKind, Line, Text, lines_of, relation
from analyzer.types import CopiedPassage, Copy

#: A shorter sentence is a passage only beside others, and only where it is nearly the same.
MIN_LENGTH: Final = 12
SHORT_NEAR: Final = 0.75
#: In a text that is copied anyway.
NEAR_THERE: Final = 0.5
#: Rare trigrams of their own in common that make a copy, and those that make it worth looking for more.
ENOUGH: Final = 4.0
WORTH_A_LOOK: Final = 2.0
#: So many sentences, or so much of the text, from the superior's paper are a copy in whatever words.
PAPER_PASSAGES: Final = 3
PAPER_SHARE: Final = 0.08
#: From this share on a text is taken over as a whole, however many others did the same.
WHOLESALE: Final = 0.5
#: A template that hundreds filled in is plain from the most similar ones.
MAX_TEXTS: Final = 20
_ROUNDING: Final = 1e-6

Pair = tuple[int, int]  # a text and the one it may have copied
Found = dict[int, tuple[float, int]]  # a line → its best likeness in the other text, and the line there


def find_copies(texts: Sequence[Text], mask: NameMask, *, many: int = MANY) -> dict[int, tuple[Copy, ...]]:
    """The copies of each report, by its place in ``texts``; most copied text first.

    Args:
        texts: the round's reports, circulars, references and earlier reports, in a fixed order.
        mask: strikes out the round's names.
        many: from so many sentences on, near pairs are looked for by hashing (a few may be missed).
    """
    search = _Search(texts, lines_of(texts, mask))
    search.near(many)
    search.in_papers()
    proven = {pair for pair, (_, evidence) in search.passages().items() if evidence >= WORTH_A_LOOK}
    search.closer(proven)
    search.keep(proven)
    found: dict[int, list[Copy]] = {}
    for (mine, theirs), (kept, evidence) in search.passages().items():
        kind = relation(texts[mine], texts[theirs])
        copy = search.copy(mine, theirs, kind, kept, evidence) if kind else None
        if copy:
            found.setdefault(mine, []).append(copy)
    return {index: _most_copied(copies) for index, copies in found.items()}


class _Search:
    """The lines of a round and the likenesses found so far."""

    def __init__(self, texts: Sequence[Text], lines: Sequence[Line]) -> None:
        self.texts, self.lines = texts, lines
        self.places: dict[int, list[int]] = {}
        for number, line in enumerate(lines):
            self.places.setdefault(line.text, []).append(number)
        self.vectors: Any = vectors_of([line.form for line in lines])
        self.found: dict[Pair, Found] = {}
        units = {unit: n for n, unit in enumerate(sorted({text.unit for text in texts if text.role == "report"}))}
        owner = [units[texts[line.text].unit] if texts[line.text].role == "report" else -1 for line in lines]
        self.rarity = Rarity([line.form for line in lines], np.asarray(owner, dtype=np.int64))
        self._own: dict[int, float] = {}

    def own(self, line: int) -> float:
        """How far a line's words are its own; worked out once."""
        if line not in self._own:
            self._own[line] = own_part(self.lines[line].plain)
        return self._own[line]

    def _add(self, mine: int, theirs: int, similarity: float) -> None:
        texts = self.lines[mine].text, self.lines[theirs].text
        if texts[0] == texts[1] or relation(self.texts[texts[0]], self.texts[texts[1]]) is None:
            return
        found = self.found.setdefault(texts, {})
        if mine not in found or (similarity, -theirs) > (found[mine][0], -found[mine][1]):
            found[mine] = similarity, theirs

    def near(self, many: int) -> None:
        """Long sentences that are nearly the same, anywhere, of texts that may have more in common than formulas."""
        long = np.asarray([n for n, line in enumerate(self.lines) if line.length >= MIN_LENGTH], dtype=np.int64)
        search = banded_pairs if len(long) > many else near_pairs
        left, right, cosine = search(self.vectors[long], threshold=NEAR) if len(long) else sorted_pairs([])
        left, right = long[left], long[right]
        worth = self._worth_a_look(left, right, cosine)
        for a, b, value in zip(left[worth].tolist(), right[worth].tolist(), cosine[worth].tolist(), strict=True):
            self._add(a, b, value)
            self._add(b, a, value)

    def _worth_a_look(self, left: Rows, right: Rows, cosine: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which likenesses are of two texts whose likenesses together may be enough; no text is looked at for it."""
        text = np.asarray([line.text for line in self.lines], dtype=np.int64)
        length = np.asarray([len(line.form) for line in self.lines], dtype=np.float64)
        size = np.bincount(text, length, minlength=len(self.texts))
        above = np.asarray([each.from_above for each in self.texts], dtype=np.bool_)
        one, two = text[left], text[right]
        own = np.zeros(len(self.lines))
        for line in np.unique(np.concatenate((left, right))).tolist():
            own[line] = self.own(line)
        most = self.rarity.shared(left, right)[0] * np.minimum(own[left], own[right]) * clarity(cosine)
        _, pair = np.unique(
            np.minimum(one, two) * len(self.texts) + np.maximum(one, two), return_inverse=True
        )  # every pair of texts, either way round
        evidence = np.bincount(pair, most)[pair]
        there = np.maximum(length[left] / size[one], length[right] / size[two])
        wholesale = np.bincount(pair, there)[pair] >= WHOLESALE
        return np.asarray((evidence >= WORTH_A_LOOK - _ROUNDING) | wholesale | above[one] | above[two], dtype=np.bool_)

    def in_papers(self) -> None:
        """Sentences taken in part from the superior's papers."""
        above = [text.from_above for text in self.texts]
        mine = [n for n, line in enumerate(self.lines) if self.texts[line.text].role == "report"]
        theirs = [n for n, line in enumerate(self.lines) if above[line.text]]
        self._add_faint(near_between(self.vectors, mine, theirs, threshold=PARTLY_NEAR), frozenset())

    def closer(self, pairs: Set[Pair]) -> None:
        """Look in these pairs of texts also for fainter likenesses; whether they are passages their neighbours tell."""
        partners: dict[int, set[int]] = {}
        for pair in pairs:
            partners.setdefault(min(pair), set()).add(max(pair))
        rows = {text: np.asarray(places, dtype=np.int64) for text, places in self.places.items()}
        blocks = [
            (rows[one], np.concatenate([rows[other] for other in sorted(others)]))
            for one, others in sorted(partners.items())
        ]
        self._add_faint(near_within(self.vectors, blocks, threshold=PARTLY_NEAR), pairs)

    def _add_faint(self, likenesses: Pairs, both_ways: Set[Pair]) -> None:
        for a, b, value in zip(*(each.tolist() for each in likenesses), strict=True):
            if value >= SHORT_NEAR or min(self.lines[a].length, self.lines[b].length) >= MIN_LENGTH:
                one, other = self.lines[a].text, self.lines[b].text
                if not both_ways or (one, other) in both_ways:
                    self._add(a, b, value)
                if (other, one) in both_ways:
                    self._add(b, a, value)

    def keep(self, proven: Set[Pair]) -> None:
        """Forget the other pairs of texts, but for those where the amount alone may tell."""
        self.found = {
            pair: found for pair, found in self.found.items() if pair in proven or self.texts[pair[1]].from_above
        }

    def _best_in_papers(self) -> dict[int, float]:
        best: dict[int, float] = {}
        for (_, theirs), found in self.found.items():
            if self.texts[theirs].from_above:
                for line, (similarity, _) in found.items():
                    best[line] = max(best.get(line, 0.0), similarity)
        return best

    def matches(self) -> dict[Pair, dict[int, Match]]:
        """All likenesses with what they prove; what stands in the superior's paper was taken from there."""
        papers = self._best_in_papers()
        rows: list[tuple[Pair, int, int, float]] = []
        for pair, found in sorted(self.found.items()):
            for mine, (similarity, theirs) in sorted(found.items()):
                neighbours = relation(self.texts[pair[0]], self.texts[pair[1]]) == "report"
                if not neighbours or similarity > papers.get(mine, 0.0) + 0.02:
                    rows.append((pair, mine, theirs, similarity))
        left = np.asarray([row[1] for row in rows], dtype=np.int64)
        right = np.asarray([row[2] for row in rows], dtype=np.int64)
        matches: dict[Pair, dict[int, Match]] = {}
        for (pair, mine, theirs, similarity), shared, trigrams in zip(
            rows, *(each.tolist() for each in self.rarity.shared(left, right)), strict=True
        ):
            one, two = self.lines[mine], self.lines[theirs]
            short = min(one.length, two.length) < MIN_LENGTH
            matches.setdefault(pair, {})[mine] = Match(
                place=one.place,
                other_place=two.place,
                similarity=similarity,
                shared=shared,
                trigrams=trigrams,
                own=min(self.own(mine), self.own(theirs)),
                short=short,
                sure=not short and (similarity >= NEAR_THERE or stands_in(one.form, two.form, trigrams=trigrams)),
            )
        return matches

    def passages(self) -> dict[Pair, tuple[dict[int, Match], float]]:
        """For each pair of texts the passages, and the evidence that they are a copy."""
        result = {}
        for pair, matches in self.matches().items():
            sure = [key for key, match in matches.items() if match.sure]
            size = sum(len(self.lines[each].form) for each in self.places[pair[0]])
            at_most = sum(len(self.lines[key].form) for key in sure)
            wholesale = at_most >= WHOLESALE * size and self._share(pair, sure) >= WHOLESALE
            kept, evidence = passages_of(matches, wholesale=wholesale)
            result[pair] = kept, max(evidence, ENOUGH) if wholesale else evidence
        return result

    def _share(self, pair: Pair, passages: Iterable[int]) -> float:
        size = sum(len(self.lines[each].form) for each in self.places[pair[0]])
        found = self.found[pair]
        covered = sum(shared_runs(self.lines[a].form, self.lines[found[a][1]].form)[0] for a in passages)
        return covered / size if size else 0.0

    def copy(self, mine: int, theirs: int, kind: CopyKind, kept: Mapping[int, Match], evidence: float) -> Copy | None:
        """The copy of one text in another, or None where it is too little to speak of."""
        found = self.found[mine, theirs]
        share = self._share((mine, theirs), kept)
        enough = evidence >= ENOUGH and (len(kept) > 1 or all(match.stands_alone for match in kept.values()))
        if kind == "reference":  # the genre itself speaks in the superior's words: there it is the amount that tells
            enough = enough or len(kept) >= PAPER_PASSAGES or share >= PAPER_SHARE
        if not enough:
            return None
        return Copy(
            source=self.texts[theirs].analysis.source,
            kind=kind,
            share=round(share, 4),
            passages=tuple(
                CopiedPassage(
                    sentence=self.lines[place].sentence,
                    other_sentence=self.lines[found[place][1]].sentence,
                    similarity=round(min(1.0, match.similarity), 4),
                )
                for place, match in sorted(kept.items())
            ),
        )


def _most_copied(copies: Sequence[Copy]) -> tuple[Copy, ...]:
    ordered = sorted(copies, key=lambda copy: (-copy.share, copy.kind, copy.source))
    neighbours = [copy for copy in ordered if copy.kind == "report"][:MAX_TEXTS]
    return tuple(copy for copy in ordered if copy.kind != "report" or copy in neighbours)
