"""One figure span in its sentence in, named features out, for the models that decide what the figure is.

The features are what a clerk looks at: the words before and after, the measure word, cue words of the lexicon,
the section's heading, the place in the report. Never knows the models.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from analyzer import lexicon
from analyzer.extraction.figure_grammar import FigureSpan
from analyzer.extraction.setting import Setting
from analyzer.language.normalise import fold
from analyzer.lexicon.patterns import alternatives
from analyzer.types import Role, Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Features = dict[str, float]
_CLAUSE_BREAK: Final = re.compile(r"[，。；：！？、,;:!?\n\t（）()]")
_STRONG_BREAK: Final = re.compile(r"[，。；：！？,;:!?\n\t]")


@cache
def _cue_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    figures = lexicon.figures()
    named = {
        "planned": figures.planned_cues,
        "prescribed": figures.prescribed_cues,
        "achieved": figures.achieved_cues,
        "statistic": figures.statistic_cues,
        "trouble": figures.trouble_cues,
        "duration": figures.duration_verbs,
        "visited": figures.visited_cues,
        "outcome": figures.outcome_cues,
        "output": figures.output_cues,
        "input": figures.input_cues,
    }
    return tuple((name, alternatives(words)) for name, words in named.items())


@cache
def own_parts() -> re.Pattern[str]:
    return alternatives(lexicon.figures().own_part_nouns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """A figure's sentence cut up around it."""

    left: str  # from the clause's start to the figure
    right: str  # from the figure to the clause's end
    before: str  # the sentence before the figure
    after: str


def around(text: str, span: FigureSpan) -> Around:
    """Cut a folded sentence around a figure at clause breaks."""
    folded = fold(text)
    before, after = folded[: span.start], folded[span.end :]
    left_breaks = [found.end() for found in _CLAUSE_BREAK.finditer(before)]
    right_break = _CLAUSE_BREAK.search(after)
    return Around(
        left=before[left_breaks[-1] :] if left_breaks else before,
        right=after[: right_break.start()] if right_break else after,
        before=before,
        after=after,
    )


def wide_left(before: str) -> str:
    """The text from the last strong break (a list's 、 does not count) to the figure."""
    breaks = [found.end() for found in _STRONG_BREAK.finditer(before)]
    return before[breaks[-1] :] if breaks else before


_ROLES: Final = tuple(role.value for role in Role)


def surrounding_roles(table: NDArray[np.float64], sentences: Sequence[Sentence], number: int) -> Features:
    """What the sentence and its neighbours in the paragraph seem to do, as features.

    Args:
        table: role probabilities, shape (sentences, 11), columns in the order of ``Role``.
        sentences: the report's sentences.
        number: which sentence.
    """
    features: Features = {}
    for name, at in (("role", number), ("role_before", number - 1), ("role_after", number + 1)):
        if 0 <= at < len(sentences) and sentences[at].block == sentences[number].block:
            features.update((f"{name}={role}", float(p)) for role, p in zip(_ROLES, table[at], strict=True) if p > 0.01)
    return features


def figure_features(
    text: str,
    tokens: Sequence[tuple[str, int, int]],
    span: FigureSpan,
    setting: Setting,
    roles: Features,
    *,
    index: int,
    count: int,
) -> Features:
    """The features of one figure.

    Args:
        text: the sentence.
        tokens: its tokens with spans.
        span: the figure.
        setting: the sentence's surroundings.
        roles: what the sentence and its neighbours seem to do (``surrounding_roles``).
        index: which figure of the sentence this is, from 0.
        count: how many figures the sentence has.
    """
    cut = around(text, span)
    wide = wide_left(cut.before)
    features: Features = {"bias": 1.0, f"unit={span.unit}": 1.0, f"qualifier={span.qualifier}": 1.0}
    number = fold(text[span.number_start : span.number_end])
    if span.chinese:
        features["number=one" if number == "一" else "number=chinese"] = 1.0
    else:
        features[f"digits={min(len(number), 6)}"] = 1.0
        features["decimal"] = float("." in number)
    left_tokens = [token for token, _, end in tokens if end <= span.start and token.strip()]
    right_tokens = [token for token, start, _ in tokens if start >= span.end and token.strip()]
    for distance, token in enumerate(reversed(left_tokens[-4:]), 1):
        features[f"left{distance}={token}"] = 1.0
    for distance, token in enumerate(right_tokens[:3], 1):
        features[f"right{distance}={token}"] = 1.0
    for token in left_tokens[-8:]:
        features[f"near_left={token}"] = 1.0
    for token in right_tokens[:5]:
        features[f"near_right={token}"] = 1.0
    for size in (1, 2, 3):
        features[f"chars_left={cut.before[-size:]}"] = 1.0
        features[f"chars_right={cut.after[:size]}"] = 1.0
    features[f"unit+left={span.unit}|{left_tokens[-1] if left_tokens else '^'}"] = 1.0
    features[f"unit+right={span.unit}|{right_tokens[0] if right_tokens else '$'}"] = 1.0
    for token in {token for token, _, _ in tokens}:
        features[f"word={token}"] = 0.5
    for name, pattern in _cue_patterns():
        for part, part_name in ((cut.left, "clause"), (wide, "wide"), (cut.right, "right"), (cut.before, "before")):
            hits = pattern.findall(part)
            if hits:
                features[f"cue:{name}@{part_name}"] = 1.0
                if part_name == "clause":
                    features[f"cue:{name}={hits[-1]}"] = 1.0
        if pattern.search(setting.heading):
            features[f"cue:{name}@heading"] = 1.0
    if own_parts().match(cut.after):
        features["own_part"] = 1.0
    for word in {setting.heading[i : i + 2] for i in range(len(setting.heading) - 1)}:
        features[f"heading={word}"] = 0.5
    features[f"kind={setting.report_kind}"] = 1.0
    features[f"kind={setting.report_kind}|{int(setting.position * 5)}"] = 1.0
    features[f"position={int(setting.position * 6)}"] = 1.0
    features["is_heading"] = float(setting.is_heading)
    features[f"clause_starts={cut.left[:2]}"] = 1.0
    features[f"sentence_starts={fold(text)[:2]}"] = 1.0
    features[f"sentence_starts3={fold(text)[:3]}"] = 1.0
    features["first"] = float(index == 0)
    features[f"figures={min(count, 6)}"] = 1.0
    for name, p in roles.items():
        features[name] = p
        if name.startswith("role="):
            features[f"{name}|{span.unit}"] = p
    return features
