from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import fake_pipeline
import pytest
import rounds


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fake pipeline, inspection and export, so that only the batch, the store and the run are under test."""
    monkeypatch.setitem(sys.modules, "analyzer.pipeline", fake_pipeline)  # type: ignore[arg-type]
    monkeypatch.setattr("analyzer.pipeline", fake_pipeline, raising=False)
    monkeypatch.setattr("analyzer.inspection.inspect", rounds.fake_inspect)
    monkeypatch.setattr("analyzer.export.write_all", rounds.fake_write_all)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "报送"
    for n in range(12):
        path = folder / f"片区{n % 3}" / f"单位{n:02}总结.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"沙桥{n}镇活动总结\n走访农户{n}户。\n修路{n}公里。\n", encoding="utf-8")
    return folder


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """The sources analysed since the last look, sorted."""
    log = tmp_path / "calls.log"
    monkeypatch.setenv("FAKE_CALLS", str(log))

    def look() -> list[str]:
        lines = sorted(log.read_text(encoding="utf-8").splitlines()) if log.exists() else []
        log.unlink(missing_ok=True)
        return lines

    return look
