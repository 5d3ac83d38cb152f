"""Words of a lexicon in, a pattern that finds any of them out. Never knows which words, or what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable


def alternation(words: Iterable[str]) -> str:
    """The words as alternatives of a regular expression, longest first, so that 走访慰问 wins over 走访.

    >>> alternation(["走访", "走访慰问"])
    '走访慰问|走访'
    """
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


def alternatives(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of the words, longest first."""
    return re.compile(alternation(words))
