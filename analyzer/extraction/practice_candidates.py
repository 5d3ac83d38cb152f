"""A report's sentences in, the names that may be practices out, each with its features.

Candidates are quoted names, names the lexicon knows, and words before a practice's noun (院坝会, 楼长本, 护牛队). The
campaign's own name, laws, awards and quoted words are refused here. Never knows the models.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from analyzer import lexicon
from analyzer.extraction.figure_features import Features, surrounding_roles
from analyzer.extraction.setting import Setting
from analyzer.language.normalise import fold
from analyzer.language.tokens import cut, place
from analyzer.lexicon.patterns import alternatives
from analyzer.types import Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_QUOTED: Final = re.compile(r"[“「『‘\"]([^“”「」『』‘’\"]{2,24})[”」』’\"]")
_BOOKED: Final = re.compile(r"《([^《》]{2,14})》")
_SPEECH: Final = re.compile(r"[。！？；]|，.*，.*，|[，].*(?:我|你|他|她|咱|俺)|^(?:我们|你们|咱|俺).{5,}")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_LONGEST: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeExample:
    """One candidate name with its features, before it is decided."""

    sentence: int
    name: str
    start: int
    end: int
    quoted: bool
    follows: str  # the four characters after the name and its quotation mark
    features: Features


@cache
def _known_names() -> re.Pattern[str]:
    return alternatives(lexicon.practices().names)


@cache
def _frames() -> tuple[re.Pattern[str], ...]:
    """Number forms that often are a name: 六必谈, 四走进."""
    return tuple(re.compile(frame) for frame in lexicon.practices().number_frames)


@cache
def _refused() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in lexicon.practices().not_practice_patterns))


@cache
def introducing() -> re.Pattern[str]:
    """Verbs that set a practice going."""
    return alternatives(lexicon.practices().introducing_verbs)


@cache
def _awards() -> re.Pattern[str]:
    return alternatives(lexicon.practices().award_words)


@cache
def _stops() -> frozenset[str]:
    """Tokens an unquoted name does not reach over to the left."""
    practices, indicators = lexicon.practices(), lexicon.indicators()
    return frozenset({*practices.introducing_verbs, *practices.name_stops, *indicators.verbs, *indicators.subjects})


@cache
def _endings() -> tuple[str, ...]:
    return tuple(sorted(lexicon.practices().unquoted_endings, key=lambda word: (-len(word), word)))


def _campaign_words(setting: Setting) -> set[str]:
    """The campaign's own names: the lexicon's, and this report's."""
    return {*lexicon.campaigns().names, *([setting.campaign] if setting.campaign else [])}


def _quoted(text: str, setting: Setting) -> Iterator[tuple[int, int]]:
    not_practices, campaign = set(lexicon.practices().not_practices), _campaign_words(setting)
    for found in _QUOTED.finditer(text):
        name = found[1]
        if found[0][0] == '"' and not _HAN.search(name):
            continue  # straight quotes around code or Latin words
        if name in not_practices or name in campaign or _SPEECH.search(name) or _refused().search(fold(name)):
            continue
        yield found.span(1)


def _booked(text: str) -> Iterator[tuple[int, int]]:
    """A card or form set in book marks: 《工会服务联系卡》."""
    for found in _BOOKED.finditer(text):
        if found[1].endswith(_endings()):
            yield found.span(1)


def _before_an_ending(text: str, tokens: Sequence[tuple[str, int, int]]) -> Iterator[tuple[int, int]]:
    """Names that end in a practice's noun, the widest first; a token of the name never is a word of work or a figure."""
    folded = fold(text)
    for at, (_, _, end) in enumerate(tokens):
        if not folded.endswith(_endings(), 0, end):
            continue
        ending = next(word for word in _endings() if folded.endswith(word, 0, end))
        if at + 1 < len(tokens) and folded.startswith(("度", "法"), end) and ending.endswith("制"):
            continue
        first = at
        while tokens[first][1] > end - len(ending):
            first -= 1
        while first > 0:
            word, start, _ = tokens[first - 1]
            if (
                word in _stops()
                or not _HAN.match(word)
                or end - start > _LONGEST
                or any(sign.isdigit() for sign in word)
            ):
                break
            first -= 1
        for begin in range(first, min(first + 3, at + 1)):
            start = tokens[begin][1]
            if start <= end - len(ending) and end - start >= 3:
                yield start, end


def _spans(sentence: Sentence, setting: Setting, tokens: Sequence[tuple[str, int, int]]) -> dict[tuple[int, int], bool]:
    """Candidate spans, each with whether it stands in quotation marks; quoted ones exclude what lies within."""
    found = dict.fromkeys(_quoted(sentence.text, setting), True)
    closed = [match.span() for match in _QUOTED.finditer(sentence.text)]
    bare = [
        *_booked(sentence.text),
        *(match.span() for match in _known_names().finditer(sentence.text)),
        *_before_an_ending(sentence.text, tokens),
    ]
    campaign = _campaign_words(setting)
    for start, end in bare:
        if all(end <= a or start >= b for a, b in closed) and sentence.text[start:end] not in campaign:
            found.setdefault((start, end), False)
    return found


def _features(
    text: str, name: str, start: int, end: int, setting: Setting, roles: Features, *, quoted: bool, repeats: int
) -> Features:
    before, after = fold(text[:start]).rstrip('“「『‘"《'), fold(text[end:]).lstrip('”」』’"》')
    left, right = cut(before[-14:]), cut(after[:12])
    folded = fold(name)
    state = "quoted" if quoted else "bare"
    features: Features = {"bias": 1.0, state: 1.0, f"{state}|length={min(len(name), 12)}": 1.0}
    features["frame"] = float(any(frame.match(folded) for frame in _frames()))
    features["starts_with_number"] = float(folded[0] in "一二三四五六七八九十百两" or folded[0].isdigit())
    features[f"{state}|known"] = float(bool(_known_names().fullmatch(name)))
    features[f"repeats={min(repeats, 4)}"] = 1.0
    for distance, token in enumerate(reversed(left[-3:]), 1):
        features[f"left{distance}={token}"] = 1.0
        if distance == 1:
            features[f"{state}|left1={token}"] = 1.0
    for distance, token in enumerate(right[:3], 1):
        features[f"right{distance}={token}"] = 1.0
    for token in left:
        features[f"near_left={token}"] = 0.5
    for token in cut(name):
        features[f"name={token}"] = 1.0
    for size in (1, 2, 3):
        features[f"name_end{size}={folded[-size:]}"] = 1.0
        features[f"{state}|name_end{size}={folded[-size:]}"] = 1.0
        features[f"name_start{size}={folded[:size]}"] = 1.0
    features[f"whole={folded}"] = 1.0
    introduced = introducing().findall(before[-10:])
    if introduced:
        features["introduced"] = 1.0
        features[f"introduced={introduced[-1]}"] = 1.0
    for kind, words in lexicon.practices().kinds.items():
        if after.startswith(words):
            features[f"kind_after={kind}"] = 1.0
        if name.endswith(words):
            features[f"kind_inside={kind}"] = 1.0
    features["quote_before"] = float(text[:start].rstrip('“「『‘"').endswith(("”", "”、")))
    features["quote_after"] = float(after.startswith(("“", "、“")))
    features["award"] = float(bool(_awards().search(text)))
    features["said"] = float(before.endswith(("：", "说", "道", "称")))
    features["is_heading"] = float(setting.is_heading)
    features["is_table"] = float(setting.is_table)
    features["in_title"] = float(name in setting.title)
    features[f"report={setting.report_kind}"] = 1.0
    features["first_in_sentence"] = float(not before.strip())
    features["last_in_sentence"] = float(after.strip("。，；：、 ") == "")
    features.update(roles)
    return features


def practice_examples(
    sentences: Sequence[Sentence], settings: Sequence[Setting], table: NDArray[np.float64]
) -> Iterator[PracticeExample]:
    """The candidate names of a report, in order of place; they may overlap.

    Args:
        sentences: the report's sentences.
        settings: their surroundings.
        table: their role probabilities, shape (sentences, 11), columns in the order of ``Role``.
    """
    whole = "\n".join(sentence.text for sentence in sentences)
    for sentence, setting in zip(sentences, settings, strict=True):
        spans = _spans(sentence, setting, place(sentence.text))
        if not spans:
            continue
        roles = surrounding_roles(table, sentences, sentence.id)
        for (start, end), quoted in sorted(spans.items()):
            name = sentence.text[start:end]
            features = _features(
                sentence.text, name, start, end, setting, roles, quoted=quoted, repeats=whole.count(name)
            )
            yield PracticeExample(
                sentence=sentence.id,
                name=name,
                start=start,
                end=end,
                quoted=quoted,
                follows=sentence.text[end : end + 5].lstrip('”」』’"》')[:4],
                features=features,
            )
