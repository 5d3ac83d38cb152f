"""A report's sentences in, its named practices out: “六必谈”, 民情日记, with holder, kind and gloss.

Candidates are quoted names and the names the lexicon knows; the model ``practices`` decides which of them are ways of
working. The campaign's own name, laws, awards and quoted words are refused first. Never knows other reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from analyzer import lexicon
from analyzer.extraction.figure_features import Features, alternatives
from analyzer.extraction.holders import default_holder, holder_at, topics_of
from analyzer.extraction.setting import Setting
from analyzer.language.normalise import fold
from analyzer.language.tokens import cut
from analyzer.model.linear import classes_of, probabilities
from analyzer.types import Practice, Sentence, UnitMention

#: Set on the training corpus by cross-validation, as the threshold of the claims.
PRACTICE_THRESHOLD: Final = 0.4
_QUOTED: Final = re.compile(r"[“「『‘\"]([^“”「」『』‘’\"]{2,20})[”」』’\"]")
_SPEECH: Final = re.compile(r"[。！？；]|，.*，.*，|[，].*(?:我|你|他|她|咱|俺)|^(?:我们|你们|咱|俺).{5,}")
_GLOSS_AFTER: Final = re.compile(
    r"^[”」』’\"]?(?:[\u4e00-\u9fff]{0,6})?(?:（(?P<bracket>[^（）]{6,120})）|(?:，)?(?:即|就是|是指|指的是|具体是|内容是|：|——)[：:]?(?P<text>[^。]{6,120}))"
)
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_TAIL: Final = re.compile(r"^[”」』’\"]?([\u4e00-\u9fff]{0,6})")


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeExample:
    """One candidate name with its features, before it is decided."""

    sentence: int
    name: str
    start: int
    end: int
    quoted: bool
    features: Features


@cache
def _known_names() -> re.Pattern[str]:
    return alternatives(lexicon.practices().names)


@cache
def _frames() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(frame) for frame in lexicon.practices().number_frames)


@cache
def _refused() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in lexicon.practices().not_practice_patterns))


@cache
def _introducing() -> re.Pattern[str]:
    return alternatives(lexicon.practices().introducing_verbs)


@cache
def _awards() -> re.Pattern[str]:
    return alternatives(lexicon.practices().award_words)


@cache
def _unquoted_names() -> re.Pattern[str]:
    """A verb that introduces practices, then a name that ends in a practice's noun: 建立实事项目公示制度."""
    return re.compile(
        rf"(?:{_introducing().pattern})了?(?P<name>[\u4e00-\u9fff]{{2,12}}?(?:{alternatives(lexicon.practices().unquoted_endings).pattern}))(?![\u4e00-\u9fff]?[制法])"
    )


def _campaign_words(setting: Setting) -> set[str]:
    """The campaign's own names: the lexicon's, and this report's."""
    return {*lexicon.campaigns().names, *([setting.campaign] if setting.campaign else [])}


def kind_of(name: str, after: str) -> str:
    """制度, 活动, 机制, 载体, 平台 or 队伍, by the noun that follows the name or ends it."""
    tail = _TAIL.match(after)
    following = tail[1] if tail else ""
    kinds = lexicon.practices().kinds
    for text, at_start in ((following, True), (name, False)):
        best: tuple[int, str] | None = None
        for kind, words in kinds.items():
            for word in words:
                fits = text.startswith(word) if at_start else text.endswith(word)
                if fits and (best is None or len(word) > best[0]):
                    best = (len(word), kind)
        if best:
            return best[1]
    return "制度" if any(frame.match(name) for frame in _frames()) else "活动"


def _features(text: str, name: str, start: int, end: int, setting: Setting, *, quoted: bool, repeats: int) -> Features:
    before, after = fold(text[:start]).rstrip('“「『‘"'), fold(text[end:]).lstrip('”」』’"')
    left, right = cut(before[-12:]), cut(after[:10])
    folded = fold(name)
    features: Features = {"bias": 1.0, "quoted": float(quoted), f"length={min(len(name), 12)}": 1.0}
    features["frame"] = float(any(frame.match(folded) for frame in _frames()))
    features["starts_with_number"] = float(folded[0] in "一二三四五六七八九十百两" or folded[0].isdigit())
    features["known"] = float(bool(_known_names().fullmatch(name)))
    features[f"repeats={min(repeats, 4)}"] = 1.0
    for distance, token in enumerate(reversed(left[-3:]), 1):
        features[f"left{distance}={token}"] = 1.0
    for distance, token in enumerate(right[:3], 1):
        features[f"right{distance}={token}"] = 1.0
    for token in left:
        features[f"near_left={token}"] = 0.5
    for token in cut(name):
        features[f"name={token}"] = 1.0
    features[f"name_end={folded[-1]}"] = 1.0
    features[f"name_end2={folded[-2:]}"] = 1.0
    features[f"name_start={folded[0]}"] = 1.0
    introduced = _introducing().findall(before[-10:])
    if introduced:
        features["introduced"] = 1.0
        features[f"introduced={introduced[-1]}"] = 1.0
    kinds = lexicon.practices().kinds
    for kind, words in kinds.items():
        if after.startswith(words):
            features[f"kind_after={kind}"] = 1.0
        if name.endswith(words):
            features[f"kind_inside={kind}"] = 1.0
    features["quote_before"] = float(text[:start].rstrip('“「『‘"').endswith(("”", "”、")))
    features["quote_after"] = float(after.startswith(("“", "、“")))
    features["award"] = float(bool(_awards().search(text)))
    features["said"] = float(before.endswith(("：", "说", "道", "称")))
    features["is_heading"] = float(setting.is_heading)
    features[f"report={setting.report_kind}"] = 1.0
    features["first_in_sentence"] = float(not before.strip())
    return features


def practice_examples(sentences: Sequence[Sentence], settings: Sequence[Setting]) -> Iterator[PracticeExample]:
    """The candidate names of a report, in order."""
    whole = "\n".join(sentence.text for sentence in sentences)
    not_practices = set(lexicon.practices().not_practices)
    for sentence, setting in zip(sentences, settings, strict=True):
        campaign = _campaign_words(setting)
        found: list[tuple[int, int, bool]] = []
        for match in _QUOTED.finditer(sentence.text):
            name = match[1]
            if match[0][0] == '"' and not _HAN.search(name):
                continue  # straight quotes around code or Latin words
            if name in not_practices or name in campaign or _SPEECH.search(name) or _refused().search(fold(name)):
                continue
            found.append((match.start(1), match.end(1), True))
        for pattern, group in ((_unquoted_names(), "name"), (_known_names(), 0)):
            for match in pattern.finditer(sentence.text):
                start, end = match.span(group)
                if all(end <= other or start >= other_end for other, other_end, _ in found):
                    found.append((start, end, False))
        for start, end, quoted in sorted(found):
            name = sentence.text[start:end]
            features = _features(sentence.text, name, start, end, setting, quoted=quoted, repeats=whole.count(name))
            yield PracticeExample(
                sentence=sentence.id, name=name, start=start, end=end, quoted=quoted, features=features
            )


def _gloss(text: str, end: int) -> str | None:
    found = _GLOSS_AFTER.match(text[end:])
    if not found:
        return None
    return (found["bracket"] or found["text"]).strip("，。；：、 “”")


def find_practices(
    sentences: Sequence[Sentence],
    settings: Sequence[Setting],
    units: Sequence[UnitMention],
    *,
    models: Mapping[str, Any],
) -> tuple[Practice, ...]:
    """The named practices of one report, in reading order; ``name == sentence.text[start:end]`` for each.

    A name that is a practice anywhere in the report is one wherever it stands in quotation marks; a practice that was
    quoted once is found without quotation marks too.
    """
    examples = list(practice_examples(sentences, settings))
    if not examples:
        return ()
    model = models["practices"]
    scores = probabilities(model, [example.features for example in examples])[:, classes_of(model).index("yes")]
    best: dict[str, float] = {}
    for example, score in zip(examples, scores, strict=True):
        best[example.name] = max(best.get(example.name, 0.0), float(score))
    mentions: dict[int, list[UnitMention]] = {}
    for mention in units:
        mentions.setdefault(mention.sentence, []).append(mention)
    default = default_holder(sentences, settings[0])
    topics = topics_of(sentences, settings, mentions)
    glosses: dict[str, str] = {}
    for example in examples:
        gloss = _gloss(sentences[example.sentence].text, example.end)
        if gloss:
            glosses.setdefault(example.name, gloss)
    accepted = [example for example in examples if best[example.name] >= PRACTICE_THRESHOLD]
    places = sorted({(e.sentence, e.start, e.end) for e in accepted} | set(_recurrences(sentences, accepted)))
    found: list[Practice] = []
    for number, start, end in places:
        text = sentences[number].text
        name = text[start:end]
        holder = holder_at(
            text, start, mentions.get(number, ()), settings[number], default=default, topic=topics.get(number)
        )
        found.append(
            Practice(
                name=name,
                holder=holder,
                kind=kind_of(name, text[end:]),
                gloss=glosses.get(name),
                sentence=number,
                start=start,
                end=end,
            )
        )
    return tuple(found)


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
