"""A round with every room but the ones under test replaced by small fakes; also run as a child process to be killed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import fake_pipeline

import analyzer
import analyzer.export
import analyzer.inspection
from analyzer.engines import Limits
from analyzer.engines.local import LocalEngine
from analyzer.records import to_json
from analyzer.run import RunReport, run
from analyzer.types import Analysis, Round, Submission

ENGINE = "fake_pipeline:analyze"


def fake_inspect(
    analyses: Sequence[Analysis], config: Any, *, references: Sequence[Analysis] = (), earlier: Sequence[Analysis] = ()
) -> Round:
    return Round(
        name=config.name,
        campaign=config.campaign,
        period=None,
        due=None,
        reports=tuple(analyses),
        totals=(),
        submissions=tuple(
            Submission(unit=other.source, type=None, status="undated", message=kind)
            for kind, others in (("reference", references), ("earlier", earlier))
            for other in others
            if other.status == "ok"
        ),
        practices=(),
    )


def fake_write_all(round_: Round, out: Path) -> list[Path]:
    temporary, path = out / ".results.tmp", out / "results.jsonl"
    temporary.write_text("".join(f"{to_json(report)}\n" for report in round_.reports), encoding="utf-8", newline="\n")
    temporary.replace(path)
    return [path]


def install() -> None:
    """Put the fakes in, for good: for a process of its own. Tests use the ``fakes`` fixture."""
    sys.modules["analyzer.pipeline"] = fake_pipeline
    analyzer.pipeline = fake_pipeline  # type: ignore[attr-defined]
    analyzer.inspection.inspect = fake_inspect  # type: ignore[assignment]
    analyzer.export.write_all = fake_write_all


def run_round(reports: Path, out: Path, *, workers: int = 2, **options: Any) -> RunReport:
    options.setdefault("engine", LocalEngine(workers=workers, limits=Limits(seconds=10), function=ENGINE))
    return run([reports], out, **options)


if __name__ == "__main__":
    install()
    run_round(Path(sys.argv[1]), Path(sys.argv[2]))
