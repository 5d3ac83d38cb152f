"""A report's sentences in, its named practices out: “六必谈”, 民情日记, with holder, kind and gloss.

The candidates come from ``practice_candidates``; the models ``practices`` and ``practice_kind`` decide which of them are
ways of working, and of what kind. Never knows other reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from analyzer import lexicon
from analyzer.extraction.glosses import gloss_at
from analyzer.extraction.holders import Owners, holder_at
from analyzer.extraction.practice_candidates import PracticeExample, practice_examples
from analyzer.extraction.setting import Setting
from analyzer.model.linear import classes_of, probabilities
from analyzer.types import Practice, Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Set on the training corpus by cross-validation, as the threshold of the claims.
PRACTICE_THRESHOLD: Final = 0.4


def _accepted(examples: Sequence[PracticeExample], scores: Sequence[float]) -> list[PracticeExample]:
    """The examples over the threshold, none overlapping a likelier one.

    A name that is a practice anywhere in the report is one wherever it stands in quotation marks.
    """
    best: dict[str, float] = {}
    for example, score in zip(examples, scores, strict=True):
        if example.quoted:
            best[example.name] = max(best.get(example.name, 0.0), float(score))
    ranked = sorted(
        zip(examples, scores, strict=True),
        key=lambda pair: (-pair[1], pair[0].sentence, pair[0].start, -pair[0].end),
    )
    taken: dict[int, list[tuple[int, int]]] = {}
    kept: dict[tuple[int, int, int], PracticeExample] = {}
    for example, score in ranked:
        if max(score, best.get(example.name, 0.0) if example.quoted else 0.0) < PRACTICE_THRESHOLD:
            continue
        places = taken.setdefault(example.sentence, [])
        if all(example.end <= start or example.start >= end for start, end in places):
            places.append((example.start, example.end))
            kept[example.sentence, example.start, example.end] = example
    return [kept[place] for place in sorted(kept)]


def _recurrences(sentences: Sequence[Sentence], accepted: Sequence[PracticeExample]) -> Iterator[tuple[int, int, int]]:
    """Places without quotation marks where a quoted practice is named again."""
    names = sorted({e.name for e in accepted if e.quoted and len(e.name) >= 3}, key=lambda name: (-len(name), name))
    taken = {(e.sentence, place) for e in accepted for place in range(e.start, e.end)}
    for sentence in sentences:
        for name in names:
            start = sentence.text.find(name)
            while start >= 0:
                span = range(start, start + len(name))
                if not any((sentence.id, place) in taken for place in span):
                    taken.update((sentence.id, place) for place in span)
                    yield sentence.id, start, start + len(name)
                start = sentence.text.find(name, start + len(name))


def find_practices(
    sentences: Sequence[Sentence],
    settings: Sequence[Setting],
    owners: Owners,
    table: NDArray[np.float64],
    *,
    models: Mapping[str, Any],
) -> tuple[Practice, ...]:
    """The named practices of one report, in reading order; ``name == sentence.text[start:end]`` for each.

    Args:
        sentences: the report's sentences.
        settings: their surroundings.
        owners: its units (``owners_of``).
        table: the sentences' role probabilities, shape (sentences, 11), columns in the order of ``Role``.
        models: the fitted parts ``practices``, ``practice_kind`` and ``holders``.
    """
    examples = list(practice_examples(sentences, settings, table))
    if not examples:
        return ()
    model = models["practices"]
    scores = probabilities(model, [example.features for example in examples])[:, classes_of(model).index("yes")]
    accepted = _accepted(examples, scores.tolist())
    if not accepted:
        return ()
    kind_of = _kinds(accepted, models["practice_kind"])
    glosses: dict[str, str] = {}
    for example in accepted:
        gloss = gloss_at(sentences[example.sentence].text, example.start, example.end)
        if gloss:
            glosses.setdefault(example.name, gloss)
    places = sorted({(e.sentence, e.start, e.end) for e in accepted} | set(_recurrences(sentences, accepted)))
    weights = models["holders"]
    holders = {place: holder_at(owners, *place, what="practice", weights=weights) for place in places}
    # “学习推广六必谈” comes after 荻垛镇 was named as its holder
    named: dict[str, str] = {}
    for (number, start, end), holder in holders.items():
        if holder and holder != owners.default:
            named.setdefault(sentences[number].text[start:end], holder)
    return tuple(
        Practice(
            name=(name := sentences[number].text[start:end]),
            holder=named.get(name, holder) if holder == owners.default else holder,
            kind=kind_of[name],
            gloss=glosses.get(name),
            sentence=number,
            start=start,
            end=end,
        )
        for (number, start, end), holder in holders.items()
    )


def _kinds(accepted: Sequence[PracticeExample], model: Any) -> dict[str, str]:
    """One kind a name: the likeliest over all places where it stands."""
    table = probabilities(model, [example.features for example in accepted])
    summed: dict[str, Any] = {}
    for example, row in zip(accepted, table, strict=True):
        summed[example.name] = summed.get(example.name, 0) + row
    classes = classes_of(model)
    kinds = tuple(lexicon.practices().kinds)
    for example in accepted:
        # “一窗通办”机制 says itself what it is
        said = next((kind for kind in kinds if example.follows.startswith(kind)), None)
        if said in classes:
            summed[example.name][classes.index(said)] += len(accepted)
    return {name: classes[int(row.argmax())] for name, row in summed.items()}
