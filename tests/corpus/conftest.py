"""The corpus tools are scripts beside the corpus, not a package: put them on the path."""

from __future__ import annotations

import sys
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[2] / "corpus"

sys.path.insert(0, str(CORPUS / "tools"))
