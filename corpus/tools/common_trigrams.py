"""The labelled reports of the splits round and train in, the trigrams three or more of them use out.

Run: ``python corpus/tools/common_trigrams.py`` writes ``analyzer/inspection/common_trigrams.txt``: what reports of this
genre say anyway, by which copying is told from habit. Never reads the sealed splits.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from analyzer.inspection.genre import trigrams
from analyzer.inspection.masking import NameMask, masked

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "analyzer" / "inspection" / "common_trigrams.txt"
SPLITS = ("round", "train")
AT_LEAST = 3


def common_trigrams() -> str:
    """The file's text: the trigrams in order, those with the same first character on one line."""
    nobody = NameMask(())
    counts: Counter[str] = Counter()
    for split in SPLITS:
        for line in (ROOT / "corpus" / "labels" / f"{split}.jsonl").read_text("utf-8").splitlines():
            sentences = json.loads(line)["sentences"]
            counts.update({gram for each in sentences for gram in trigrams(masked(each["text"], (), (), nobody))})
    lines: dict[str, list[str]] = {}
    for gram in sorted(gram for gram, reports in counts.items() if reports >= AT_LEAST):
        lines.setdefault(gram[0], []).append(gram)
    return "".join(" ".join(grams) + "\n" for grams in lines.values())


if __name__ == "__main__":
    TARGET.write_text(common_trigrams(), encoding="utf-8")
