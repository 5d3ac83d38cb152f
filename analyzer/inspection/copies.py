"""All reports of a round, the superior's papers and earlier reports in; who repeats whose sentences out.

A sentence is copied when its masked form (names, figures, list numbers, punctuation struck out) is nearly that
of another text, wherever it stands there. Sentences that many units share are the genre's and weigh little.
Who wrote first is not decided here. Never knows verdicts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal, TypeAlias

from analyzer.inspection.masking import NameMask, masked
from analyzer.types import Analysis, CopiedPassage, Copy, Indicator, Role, UnitMention

CopyKind = Literal["report", "reference", "self_earlier"]

#: Tuned on the sample round: unrelated reports share body sentences up to 0.69, one a pair; copies lie above.
NEAR: Final = 0.65
#: A sentence taken over in part, or with a clause put in, has a lower cosine. It is looked for in the superior's
#: papers, and between reports only where three sentences already speak for copying.
PARTLY_NEAR: Final = 0.4
CONTAINED_PART: Final = 0.75
#: So long a run of the same characters is no chance, whatever stands around it.
LONG_RUN: Final = 20
MIN_LENGTH: Final = 12
MIN_SHARE: Final = 0.08
MIN_PASSAGES: Final = 3
#: From this share on a text is taken over as a whole, however many others did the same.
WHOLESALE: Final = 0.5
#: A sentence is a genre formula when more units than these have it.
FORMULA_UNITS: Final = 3
FORMULA_PART: Final = 0.1
FORMULA_WEIGHT: Final = 0.5  # lighter ones are not shown
#: A template that hundreds filled in is plain from the most similar ones.
MAX_TEXTS: Final = 20
_BLOCK: Final = 3
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_ENDED: Final = re.compile(r"[。！？；!?;][”’」』）)]*\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text to compare. ``unit`` tells whose it is; ``date`` orders a unit's own texts in time."""

    analysis: Analysis
    role: Literal["report", "circular", "reference", "earlier"]
    unit: str
    date: str


@dataclass(frozen=True, slots=True)
class _Line:
    text: int
    sentence: int
    form: str


@dataclass(frozen=True, slots=True)
class _Match:
    similarity: float
    other: int  # index into the lines


def _body(text: Text, index: int, mask: NameMask) -> list[_Line]:
    """The body's sentences in normal form; title, addressee, signature and date lines are left out."""
    analysis = text.analysis
    roles = {role.sentence: role.role for role in analysis.assessment.roles} if analysis.assessment else {}
    figures: dict[int, list[Indicator]] = {}
    for figure in analysis.indicators:
        figures.setdefault(figure.sentence, []).append(figure)
    units: dict[int, list[UnitMention]] = {}
    for unit in analysis.units:
        units.setdefault(unit.sentence, []).append(unit)
    title = analysis.metadata.title if analysis.metadata else None
    lines = []
    for sentence in analysis.sentences:
        head_or_foot = roles.get(sentence.id) is Role.BACKGROUND and not _ENDED.search(sentence.text)
        if head_or_foot or sentence.text == title:
            continue
        form = masked(sentence.text, figures.get(sentence.id, ()), units.get(sentence.id, ()), mask)
        if _HAN.search(form):
            lines.append(_Line(text=index, sentence=sentence.id, form=form))
    return lines


def relation(one: Text, other: Text) -> CopyKind | None:
    """What it would mean if ``one`` repeated ``other``; None where it means nothing."""
    if one.role != "report" or (other.role == "report" and one.analysis.source == other.analysis.source):
        return None
    if other.role == "reference":
        return "reference"
    if other.role == "circular":  # a circular quotes reports; only what came after it can have copied it
        return "reference" if other.date and one.date and other.date <= one.date else None
    if one.unit == other.unit:
        if other.role == "report":
            same_file = one.analysis.sha256 is not None and one.analysis.sha256 == other.analysis.sha256
            if same_file or (other.date, other.analysis.source) >= (one.date, one.analysis.source):
                return None
        return "self_earlier"
    return "report" if other.role == "report" else None


_Matches: TypeAlias = dict[int, _Match]


def _stands_in(form: str, other: str) -> bool:
    """Whether most of a sentence, or a long run of it, stands in another one."""
    covered, longest = _shared(form, other)
    return covered >= CONTAINED_PART * len(form) or longest >= LONG_RUN


def _shared(form: str, other: str) -> tuple[int, int]:
    """How many characters of ``form`` stand in runs of three or more in ``other``, and the longest run."""
    if form == other:
        return len(form), len(form)
    blocks = SequenceMatcher(None, form, other, autojunk=False).get_matching_blocks()
    runs = [block.size for block in blocks if block.size >= _BLOCK]
    return sum(runs), max(runs, default=0)


def _weight(units: int, limit: float) -> float:
    return min(1.0, limit / units) if units else 1.0


def _prefer(matches: _Matches, mine: int, similarity: float, other: int) -> None:
    if mine not in matches or (similarity, -other) > (matches[mine].similarity, -matches[mine].other):
        matches[mine] = _Match(similarity=similarity, other=other)


def find_copies(texts: Sequence[Text], mask: NameMask) -> dict[int, tuple[Copy, ...]]:
    """The copies of each report, by its place in ``texts``; most copied text first.

    Args:
        texts: the round's reports, circulars, references and earlier reports, in a fixed order.
        mask: strikes out the round's names.
    """
    from analyzer.inspection.similar import near_between, near_pairs, vectors_of

    lines = [line for index, text in enumerate(texts) for line in _body(text, index, mask)]
    size = [0] * len(texts)
    for line in lines:
        size[line.text] += len(line.form)
    long = [line for line in lines if len(_HAN.findall(line.form)) >= MIN_LENGTH]
    lines_of: dict[int, list[int]] = {}
    for place, line in enumerate(long):
        lines_of.setdefault(line.text, []).append(place)
    vectors = vectors_of([line.form for line in long])

    best: dict[tuple[int, int], _Matches] = {}  # (text, other text) → line → its best match there
    carriers: dict[int, set[str]] = {}  # line → the units that have its like
    left, right, values = near_pairs(vectors, threshold=NEAR)
    for a, b, value in zip(left.tolist(), right.tolist(), values.tolist(), strict=True):
        one, two = long[a].text, long[b].text
        if one == two:
            continue
        for mine, mine_text, theirs, theirs_text in ((a, one, b, two), (b, two, a, one)):
            if texts[theirs_text].role == "report":
                carriers.setdefault(mine, {texts[mine_text].unit}).add(texts[theirs_text].unit)
            if relation(texts[mine_text], texts[theirs_text]) is not None:
                _prefer(best.setdefault((mine_text, theirs_text), {}), mine, value, theirs)

    def look_closer(mine: Sequence[int], theirs: Sequence[int]) -> None:
        """Look for sentences taken over in part, where something already speaks for copying."""
        for a, b, value in zip(
            *(each.tolist() for each in near_between(vectors, mine, theirs, threshold=PARTLY_NEAR)), strict=True
        ):
            texts_of = long[a].text, long[b].text
            if (
                a != b
                and relation(texts[texts_of[0]], texts[texts_of[1]]) is not None
                and _stands_in(long[a].form, long[b].form)
            ):
                _prefer(best.setdefault(texts_of, {}), a, value, b)

    papers = [p for p, line in enumerate(long) if texts[line.text].role in ("reference", "circular")]
    look_closer([p for p, line in enumerate(long) if texts[line.text].role == "report"], papers)
    for (mine_text, theirs_text), matches in sorted(best.items()):
        if texts[theirs_text].role not in ("reference", "circular") and len(matches) >= MIN_PASSAGES:
            look_closer([place for place in lines_of[mine_text] if place not in matches], lines_of[theirs_text])

    in_papers: dict[int, float] = {}
    for (_, theirs_text), matches in best.items():
        if texts[theirs_text].role in ("reference", "circular"):
            for place, match in matches.items():
                in_papers[place] = max(in_papers.get(place, 0.0), match.similarity)

    units = {text.unit for text in texts if text.role == "report"}
    limit = max(float(FORMULA_UNITS), FORMULA_PART * len(units))
    found: dict[int, list[Copy]] = {}
    for (mine_text, theirs_text), matches in sorted(best.items()):
        kind = relation(texts[mine_text], texts[theirs_text])
        if kind is None:
            continue
        if kind == "report":  # what stands in the superior's paper was taken from there
            matches = {p: match for p, match in matches.items() if match.similarity > in_papers.get(p, 0.0) + 0.02}
        copy = _copy(
            matches,
            kind=kind,
            source=texts[theirs_text].analysis.source,
            lines=long,
            size=size[mine_text],
            weigh=lambda place: _weight(len(carriers.get(place, ())), limit),
        )
        if copy:
            found.setdefault(mine_text, []).append(copy)
    return {index: _most_copied(copies) for index, copies in found.items()}


def _most_copied(copies: Sequence[Copy]) -> tuple[Copy, ...]:
    ordered = sorted(copies, key=lambda copy: (-copy.share, copy.kind, copy.source))
    neighbours = [copy for copy in ordered if copy.kind == "report"][:MAX_TEXTS]
    return tuple(copy for copy in ordered if copy.kind != "report" or copy in neighbours)


def _copy(
    matches: _Matches,
    *,
    kind: CopyKind,
    source: str,
    lines: Sequence[_Line],
    size: int,
    weigh: Callable[[int], float],
) -> Copy | None:
    """The copy of one text in another, or None where it is too little to speak of."""
    passages = [
        (place, match, _shared(lines[place].form, lines[match.other].form)[0])
        for place, match in sorted(matches.items())
    ]
    share = sum(covered for _, _, covered in passages) / size if size else 0.0
    if share < WHOLESALE:
        passages = [each for each in passages if weigh(each[0]) >= FORMULA_WEIGHT]
        share = sum(covered * weigh(place) for place, _, covered in passages) / size if size else 0.0
    if share < MIN_SHARE and len(passages) < MIN_PASSAGES:
        return None
    return Copy(
        source=source,
        kind=kind,
        share=round(share, 4),
        passages=tuple(
            CopiedPassage(
                sentence=lines[place].sentence,
                other_sentence=lines[match.other].sentence,
                similarity=round(match.similarity, 4),
            )
            for place, match, _ in passages
        ),
    )
