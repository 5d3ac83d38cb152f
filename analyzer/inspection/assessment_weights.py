"""The items of the assessment table and what each weighs; the weights of ``round.yaml`` in, the same checked out.

Never knows units or reports.
"""

from __future__ import annotations

import math
from typing import Final

#: Item → points of 100, as long as ``round.yaml`` asks for nothing else.
WEIGHTS: Final[dict[str, float]] = {
    "submission": 10.0,
    "substance": 20.0,
    "stage": 15.0,
    "findings": 10.0,
    "contradictions": 5.0,
    "copying": 10.0,
    "required_indicators": 5.0,
    "own_practices": 5.0,
    "self_evaluation": 10.0,
    "public_evaluation": 10.0,
}
_WHOLE: Final = 100.0


def check_weights(weights: dict[str, float]) -> dict[str, float]:
    """The weights of all items, 0 for what is not named.

    Raises:
        ValueError: for an unknown item, a negative weight, or a sum that is not 100; the message says what to write.
    """
    unknown = [name for name in weights if name not in WEIGHTS]
    if unknown:
        raise ValueError(f"不认识的考评项目 {'、'.join(unknown)}；可用的有 {'、'.join(WEIGHTS)}")
    if any(not math.isfinite(weight) or weight < 0 for weight in weights.values()):
        raise ValueError("权重应当是不小于 0 的数字")
    total = sum(weights.values())
    if not math.isclose(total, _WHOLE, abs_tol=0.01):
        raise ValueError(f"各项权重加起来应当是 100，现在是 {total:g}；没有写的项目按 0 计")
    return {name: float(weights.get(name, 0.0)) for name in WEIGHTS}
