"""A ``Round`` in, ``results.jsonl`` out: one record a submitted file, sorted by ``source``.

Never knows what a record contains; ``analyzer.records`` does.
"""

from __future__ import annotations

from pathlib import Path

from analyzer import records
from analyzer.export.atomic import write_bytes
from analyzer.types import Round


def render(round_: Round) -> bytes:
    """The bytes of ``results.jsonl``; the same for the same round whatever the machine."""
    lines = [records.to_json(report) for report in sorted(round_.reports, key=lambda report: report.source)]
    # A file name with undecodable bytes carries lone surrogates; backslashreplace writes them as JSON escapes.
    return "".join(line + "\n" for line in lines).encode("utf-8", "backslashreplace")


def write(round_: Round, path: Path) -> Path:
    """Write ``results.jsonl`` to ``path``."""
    return write_bytes(path, render(round_))
