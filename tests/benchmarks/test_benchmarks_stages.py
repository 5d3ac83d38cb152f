"""The stage benchmark runs on the package as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_six_reports_are_timed_stage_by_stage() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "stages.py"), "6"],
        capture_output=True, text=True, timeout=240, check=False, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert re.search(r"whole +\d+\.\d+ ms", done.stdout), done.stdout
    for stage in ("figures", "practices", "roles"):
        assert re.search(rf"{stage}.*\d", done.stdout), done.stdout
