"""A sentence and its surroundings in, named features for its role out.

Words and character pairs of the sentence, cue words of the lexicon, figures, the heading above, the sentences beside
it, its place in the report. Never knows the model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

from analyzer import lexicon
from analyzer.extraction.figure_features import Features
from analyzer.extraction.setting import Setting
from analyzer.extraction.spans import find_figures
from analyzer.language.normalise import fold
from analyzer.language.tokens import cut
from analyzer.lexicon.patterns import alternatives
from analyzer.types import Role, Sentence

#: The order of the columns in every table of role probabilities.
ROLES: Final = tuple(Role)
_DIGITS: Final = re.compile(r"\d[\d,.]*")
_DATE: Final = re.compile(
    r"\d{1,2}月\d{1,2}日|\d{4}年|[一二三四五六七八九十]+月[一二三四五六七八九十]+[日号]|上午|下午|当天|当晚|次日"
)
_NAME_LIKE: Final = re.compile(r"(?:[\u4e00-\u9fff]{1,3}(?:村|组|厂|公司|桥|路|渠|河|小区|合作社))")
_CHINESE_RUN: Final = re.compile(r"[\u4e00-\u9fff]+")


@cache
def _cues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = [(f"cue:{entry.role}", alternatives(entry.words)) for entry in lexicon.roles().cues if entry.words]
    phrases = lexicon.phrases()
    found += [
        ("cue:boilerplate", alternatives(phrases.boilerplate)),
        ("cue:vague_claim", alternatives(phrases.vague_claims)),
        ("cue:prescribed", alternatives(phrases.prescribed_moves)),
        ("cue:vague_measure", alternatives(phrases.vague_measures)),
        ("cue:beneficiary", alternatives(phrases.beneficiaries)),
        ("cue:object", alternatives(phrases.objects)),
    ]
    return tuple(found)


def _skeleton(text: str) -> str:
    """The sentence with its numbers folded to 0, so that 260户 and 85户 look alike."""
    return _DIGITS.sub("0", fold(text))


@lru_cache(maxsize=1024)  # the roles, the wording and the specificity ask for the same sentence
def word_list(text: str) -> tuple[str, ...]:
    """Tokens with numbers folded, white space and lone punctuation out."""
    return tuple(word for word in cut(_skeleton(text)) if word.strip() and (word.isalnum() or word in "“”《》：；"))


def _own_features(text: str, words: Sequence[str], setting: Setting) -> Features:
    features: Features = {"bias": 1.0}
    for word in words:
        features[f"w={word}"] = 1.0
    for first, second in pairwise(words):
        features[f"ww={first}|{second}"] = 1.0
    skeleton = _skeleton(text)
    for run in _CHINESE_RUN.findall(skeleton):
        for place in range(len(run) - 1):
            features[f"c={run[place : place + 2]}"] = 0.5
    for word in words[:3]:
        features[f"start={word}"] = 1.0
    for word in words[-3:]:
        features[f"end={word}"] = 1.0
    features[f"opens={skeleton[:4]}"] = 1.0
    for name, pattern in _cues():
        hits = len(pattern.findall(text))
        if hits:
            features[name] = min(hits, 3) ** 0.5
    figures = list(find_figures(text))
    features[f"figures={min(len(figures), 4)}"] = 1.0
    for figure in figures:
        features[f"unit={figure.unit}"] = 1.0
    features["date"] = float(bool(_DATE.search(text)))
    features["place"] = min(len(_NAME_LIKE.findall(text)), 3) / 3
    features[f"length={min(len(text) // 15, 6)}"] = 1.0
    features["quotes"] = float("“" in text)
    features["colon"] = float("：" in text)
    features[f"mark={text[-1:]}"] = 1.0
    features["table"] = float(setting.is_table)
    features["heading"] = float(setting.is_heading)
    return features


def role_features(sentences: Sequence[Sentence], settings: Sequence[Setting]) -> list[Features]:
    """One feature dictionary a sentence, in order."""
    words = [word_list(sentence.text) for sentence in sentences]
    own = [
        _own_features(sentence.text, tokens, setting)
        for sentence, tokens, setting in zip(sentences, words, settings, strict=True)
    ]
    last = len(sentences) - 1
    for index, (features, setting, sentence) in enumerate(zip(own, settings, sentences, strict=True)):
        features[f"place={int(setting.position * 8)}"] = 1.0
        features[f"report={setting.report_kind}"] = 1.0
        features[f"report+place={setting.report_kind}|{int(setting.position * 4)}"] = 1.0
        features["first"] = float(index == 0)
        features["last"] = float(index >= last - 1)
        features[f"in_block={min(setting.in_block, 4)}"] = 1.0
        if not setting.is_heading:
            for word in cut(setting.heading):
                features[f"h={word}"] = 0.7
            for name, pattern in _cues():
                if pattern.search(setting.heading):
                    features[f"h:{name}"] = 1.0
        same_before = index > 0 and sentences[index - 1].block == sentence.block
        same_after = index < last and sentences[index + 1].block == sentence.block
        for word in set(words[index - 1] if index else ()):
            features[f"before={word}"] = 0.5 if same_before else 0.25
        for word in set(words[index + 1] if index < last else ()):
            features[f"after={word}"] = 0.4 if same_after else 0.2
    return own
