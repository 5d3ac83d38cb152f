"""Time of each stage of one report, and of the plain way beside it, on the sample round; ratios in one run.

Run: ``python benchmarks/stages.py [N]`` – N reports (all by default), one process, one thread. Prints milliseconds a
report, the share of the whole, figures found against the labels, and the ratio to python-docx + jieba + TF-IDF.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).resolve().parent.parent / "corpus"


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def plain_way(files: list[Path]) -> None:
    """What most scripts do: python-docx paragraphs, jieba, TF-IDF, a linear model."""
    import docx
    import jieba
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    texts = [
        " ".join(jieba.cut("\n".join(paragraph.text for paragraph in docx.Document(str(file)).paragraphs)))
        for file in files
    ]
    matrix = TfidfVectorizer().fit_transform(texts)
    LogisticRegression().fit(matrix, [i % 2 for i in range(len(texts))]).predict(matrix)


def main(arguments: list[str]) -> int:
    from threadpoolctl import threadpool_limits

    from analyzer.assessment.assess import assess
    from analyzer.assessment.roles import role_probabilities
    from analyzer.extraction.holders import owners_of
    from analyzer.extraction.indicators import find_indicators
    from analyzer.extraction.metadata import read_metadata
    from analyzer.extraction.practices import find_practices
    from analyzer.extraction.setting import settings_of
    from analyzer.extraction.units import find_units
    from analyzer.language.sentences import segment
    from analyzer.model.bundle import bundle
    from analyzer.pipeline import analyze
    from analyzer.reading import read

    labels = [json.loads(line) for line in (CORPUS / "labels" / "round.jsonl").read_text("utf-8").splitlines()]
    labels = labels[: int(arguments[0])] if arguments else labels
    files = [(CORPUS / "labels" / label["file"]).resolve() for label in labels]
    models = bundle().parts
    analyze(files[0])  # everything that is loaded once is loaded now
    spent: Counter[str] = Counter()
    hits = found = truths = 0
    with threadpool_limits(limits=1):
        for file, label in zip(files, labels, strict=True):
            seconds, document = timed(lambda file=file: read(file))
            spent[f"read {file.suffix[1:]}"] += seconds
            seconds, sentences = timed(lambda document=document: segment(document))
            spent["sentences"] += seconds
            seconds, metadata = timed(lambda document=document, file=file: read_metadata(document, name=file.stem))
            spent["metadata"] += seconds
            settings = settings_of(document.blocks, sentences, metadata)
            seconds, units = timed(lambda s=sentences: [unit for sentence in s for unit in find_units(sentence)])
            spent["units"] += seconds
            owners = owners_of(sentences, settings, units)
            seconds, roles = timed(lambda s=sentences, t=settings: role_probabilities(s, t, models=models))
            spent["roles"] += seconds
            seconds, indicators = timed(
                lambda d=document, s=sentences, t=settings, o=owners, r=roles: find_indicators(
                    d.blocks, s, t, o, r, models=models
                )
            )
            spent["figures"] += seconds
            seconds, _ = timed(
                lambda s=sentences, t=settings, o=owners, r=roles: find_practices(s, t, o, r, models=models)
            )
            spent["practices"] += seconds
            seconds, _ = timed(
                lambda s=sentences, t=settings, i=indicators, r=roles, m=metadata: assess(
                    s, t, i, r, report_kind=m.report_kind, ocr=False, models=models
                )
            )
            spent["assessment"] += seconds
            mine = Counter((item.value, item.unit) for item in indicators)
            theirs = Counter((item["value"], item["unit"]) for item in label["indicators"])
            hits += sum((mine & theirs).values())
            found, truths = found + len(indicators), truths + len(label["indicators"])
        docx_files = [file for file in files if file.suffix == ".docx"]
        plain_way(docx_files)  # jieba's own dictionary is loaded now
        plain, _ = timed(lambda: plain_way(docx_files))
        ours, _ = timed(lambda: [analyze(file) for file in docx_files])
    whole = sum(spent.values())
    for name, seconds in spent.most_common():
        count = (
            sum(file.suffix[1:] == name.removeprefix("read ") for file in files)
            if name.startswith("read")
            else len(files)
        )
        print(f"{name:12} {1000 * seconds / count:8.2f} ms a report  {seconds / whole:6.1%}")
    print(f"{'whole':12} {1000 * whole / len(files):8.2f} ms a report")
    print(f"figures: {hits} of {truths} found, {found - hits} too many (in sample)")
    print(f"docx: full analysis at {plain / ours:.2f} times the plain way's rate ({len(docx_files)} files)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
