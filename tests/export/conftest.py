"""The rounds that the export tests write out, and the helpers to look at what was written."""

from __future__ import annotations

from pathlib import Path

import export_sample
import pytest

from analyzer.export import export
from analyzer.types import Round


@pytest.fixture(scope="session")
def sample() -> Round:
    """About seventy realistic reports, refused files, copies, contradictions, missing units, hostile texts."""
    return export_sample.sample_round()


@pytest.fixture(scope="session")
def empty() -> Round:
    return export_sample.empty_round()


@pytest.fixture(scope="session")
def failed() -> Round:
    """A round in which no file could be read."""
    return export_sample.failed_round()


@pytest.fixture(scope="session")
def written(sample: Round, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample round in every format that makes a single file."""
    folder = tmp_path_factory.mktemp("written")
    return {to: export(sample, to, folder / f"out.{to}") for to in ("jsonl", "xlsx", "html", "docx")}
