"""Analyses of single reports in, one inspection ``Round`` out: copying, checks, totals, who submitted.

Knows only what the analyses say and what ``round.yaml`` asks. Never knows how a report was read or stored.
The heavy parts (pydantic, scikit-learn) are imported when a function is called.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer.types import Analysis, Round

if TYPE_CHECKING:
    from analyzer.inspection.round_config import Limits, RoundConfig, RoundConfigError

__all__ = ["Limits", "RoundConfig", "RoundConfigError", "inspect", "load_round", "unfitting"]


def load_round(path: Path | None) -> RoundConfig:
    """Read ``round.yaml`` and the tables it names; ``None`` gives a round without any demands.

    Raises:
        RoundConfigError: naming file and line and what to write instead, in Chinese.
    """
    from analyzer.inspection import round_config

    return round_config.load_round(path)


def inspect(
    analyses: Sequence[Analysis],
    config: RoundConfig,
    *,
    references: Sequence[Analysis] = (),
    earlier: Sequence[Analysis] = (),
) -> Round:
    """Look at all reports of a round together; the order of ``analyses`` does not matter.

    Args:
        analyses: the single reports, ``copies`` and ``checks`` still empty; refused files may be among them.
        config: what the round asks, from :func:`load_round`.
        references: the superior's own documents, against which copying is measured.
        earlier: reports of earlier rounds, to see what a unit handed in again.

    Returns:
        The round; its reports are sorted by ``source`` and carry copies, checks and what follows from them.
    """
    from analyzer.inspection import whole_round

    return whole_round.inspect(analyses, config, references=references, earlier=earlier)


def unfitting(received: Mapping[str, str], sources: Iterable[str]) -> tuple[str, ...]:
    """Chinese sentences on the rows of the received list that fit none of the files, or several of them."""
    from analyzer.inspection import received as received_list

    return received_list.unfitting(received, sources)


def __getattr__(name: str) -> Any:
    if name in ("Limits", "RoundConfig", "RoundConfigError"):
        from analyzer.inspection import round_config

        return getattr(round_config, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
