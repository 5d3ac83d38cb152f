"""``small_reports`` beside the tests can be imported, whatever folder pytest was started for."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
