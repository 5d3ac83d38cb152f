"""``lexicons/circular.yaml`` in, the circular's sentences with their slots filled out, neighbours worded differently.

Never knows a round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from analyzer.lexicon.schema_circular import Circular
    from analyzer.lexicon.schema_circular import Shortfall as Shortfall

    Phrases: TypeAlias = Circular


def phrases() -> Phrases:
    """The office's sentences, validated."""
    from analyzer.lexicon import circular

    return circular()


@dataclass(slots=True)
class Speaker:
    """Says a pattern; of several variants the next one each time."""

    turns: dict[Sequence[str], int] = field(default_factory=dict)

    def say(self, variants: Sequence[str], **slots: str) -> str:
        turn = self.turns.get(variants, 0)
        self.turns[variants] = turn + 1
        return variants[turn % len(variants)].format(**slots)


def listed(items: Sequence[str]) -> str:
    """甲、乙和丙.

    >>> listed(["甲"]), listed(["甲", "乙"]), listed(["甲", "乙", "丙"])
    ('甲', '甲和乙', '甲、乙和丙')
    """
    return items[0] if len(items) == 1 else "、".join(items[:-1]) + "和" + items[-1]
