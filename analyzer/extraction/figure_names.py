"""What a figure counts, as a clerk would call it: 走访农户, 发放联系卡, 落实帮扶资金.

In: a sentence, a figure, and the figure before it. Out: the likeliest of the names that ``name_candidates`` finds, by
weights learned from the names readers gave. Never knows canonical names.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from analyzer.extraction.figure_features import Features
from analyzer.extraction.figure_grammar import FigureSpan
from analyzer.extraction.name_candidates import Before, Token, name_candidates
from analyzer.model.ranking import best_of

#: How alike a candidate and the reader's name must be to be worth learning from.
_WORTH: Final = 0.45
_SHARPNESS: Final = 0.08


def likeness(first: str, second: str) -> float:
    """Sørensen–Dice coefficient of two names' characters, 0…1."""
    if not first or not second:
        return 0.0
    common = sum(min(first.count(sign), second.count(sign)) for sign in set(first))
    return 2 * common / (len(first) + len(second))


def name_figure(
    text: str, tokens: Sequence[Token], span: FigureSpan, before: Before | None, model: Mapping[str, Any]
) -> str:
    """Name one figure; where nothing around it could be a name, its unit stands in.

    Args:
        text: the sentence.
        tokens: its tokens with spans.
        span: the figure.
        before: the figure before it in the sentence, with the name it was given; None at a new sentence.
        model: the fitted part ``names`` (``counts`` and ``weights``).
    """
    chosen = best_of(name_candidates(text, tokens, span, before, model["counts"]), model["weights"])
    return chosen or span.unit


def learning_group(
    candidates: Iterable[tuple[str, Features]], wanted: str, *, most: int = 32
) -> tuple[list[Features], list[float]] | None:
    """Candidates and the share each should have, by how alike it is to the reader's name.

    The best eight and an even sample of the others, ``most`` in all; None where none is worth learning from.
    """
    ranked = sorted(
        ((likeness(wanted, name), name, features) for name, features in candidates),
        key=lambda item: (-item[0], item[1]),
    )
    if len(ranked) < 2 or ranked[0][0] < _WORTH:
        return None
    rest = ranked[8:]
    step = max(1, math.ceil(len(rest) / (most - 8)))
    kept = [*ranked[:8], *rest[::step]]
    top = ranked[0][0]
    weights = [math.exp((alike - top) / _SHARPNESS) if alike >= _WORTH else 0.0 for alike, _, _ in kept]
    total = sum(weights)
    return [features for _, _, features in kept], [weight / total for weight in weights]
