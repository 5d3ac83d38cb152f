"""Sentence text in, jieba tokens out, with the project's lexicons as user dictionary.

One tokenizer a process, separate from jieba's global one, so that a caller's own jieba settings stay untouched.
Never knows sentences' places or models.
"""

from __future__ import annotations

import contextlib
import io
import logging
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from analyzer import lexicon
from analyzer.language.normalise import fold

if TYPE_CHECKING:
    import jieba

#: Frequency given to a lexicon's words: high enough to be kept whole against jieba's own dictionary.
_FREQUENCY: Final = 20_000


@cache
def _tokenizer() -> jieba.Tokenizer:
    with contextlib.redirect_stderr(io.StringIO()):  # jieba reports the loading of its dictionary there
        import jieba

        jieba.setLogLevel(logging.ERROR)
        tokenizer = jieba.Tokenizer()
        tokenizer.initialize()
    for word in _user_words():
        tokenizer.add_word(word, freq=_FREQUENCY)
    return tokenizer


def _user_words() -> list[str]:
    """The lexicons' words of two to eight characters, sorted, so that every process adds them in the same order."""
    units, practices, campaigns = lexicon.units(), lexicon.practices(), lexicon.campaigns()
    words = {*units.departments, *units.masses, *practices.names, *campaigns.names}
    words |= {word for word in lexicon.indicators().verbs if len(word) >= 3}
    return sorted(word for word in words if 2 <= len(word) <= 8 and word.isalpha())


def cut(text: str) -> list[str]:
    """The tokens of ``text`` in order; joined they give ``fold(text)`` back.

    >>> cut("发放联系卡８００张")[-2:]
    ['800', '张']
    """
    return list(_tokenizer().cut(fold(text)))


@lru_cache(maxsize=1024)  # figures, their names and the practices ask for the same sentence
def place(text: str) -> tuple[tuple[str, int, int], ...]:
    """Tokens with their half-open spans in ``text``."""
    found: list[tuple[str, int, int]] = []
    start = 0
    for token in cut(text):
        found.append((token, start, start + len(token)))
        start += len(token)
    return tuple(found)
