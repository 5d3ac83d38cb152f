"""A pipeline that takes long for its first report, or cannot load its model, and offers no ``warm_up``."""

from __future__ import annotations

import os
import time
from pathlib import Path

from fake_pipeline import Context, analysis_of

from analyzer.types import Analysis

_loaded = False


def analyze(path: Path, *, source: str | None = None, context: Context | None = None) -> Analysis:
    global _loaded
    if os.environ.get("FAKE_NO_MODEL"):
        raise RuntimeError("找不到模型文件，请重新安装。")
    if not _loaded:
        time.sleep(2)
        _loaded = True
    return analysis_of("甲", source=source or path.name, sha256=None, context=context)
