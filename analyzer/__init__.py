"""Reads grass-roots campaign reports: figures, practices, roles, verdict; then the round as a whole.

In: a report's path, or a finished results folder. Out: an ``Analysis``, or pandas tables. Never knows how either is
made: what a call needs is imported when it is made, so that ``import analyzer`` costs nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.store.frames import FinishedRound
    from analyzer.types import Analysis

__version__ = "0.2.0"
__all__ = ["__version__", "analyze", "open"]


def analyze(path: Path | str) -> Analysis:
    """Read and analyse one report (docx, pdf, txt, md).

    A file that cannot be read gives an analysis with ``status == "error"`` and the reason; nothing is raised.
    """
    from analyzer.pipeline import analyze as analyze_file

    return analyze_file(path)


def open(path: Path | str) -> FinishedRound:
    """Open a finished round: a results folder of ``analyzer run``, or its ``results.jsonl``.

    Raises:
        analyzer.store.StoreError: where there is no finished round, in plain Chinese.
    """
    from analyzer.store.frames import open_round

    return open_round(path)
