"""Value and unit of figures, side by side with public tools on the same labelled sentences; speed as ratios of one run.

Run: ``python benchmarks/peers.py [--split NAME]… [--cross] [--limit N] [--json FILE]`` after installing
``benchmarks/peers.txt``; tools that are missing are named and left out. Sentences of running text only: what a bare
number in a table counts stands in the table's head, which none of the tools reads.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from _peer_adapters import PEERS, Reader, Reading

from analyzer.extraction.candidates import candidates
from analyzer.extraction.figure_grammar import FigureSpan
from analyzer.extraction.spans import find_figures
from analyzer.learning.labels import LabelledReport, read_labels
from analyzer.types import Analysis, BlockKind

HERE: Final = Path(__file__).resolve().parent
LABELS: Final = HERE.parent / "corpus" / "labels"
NUMERALS: Final = HERE / "numerals.yaml"
NUMBERS: Final = "analyzer: numbers"
READING: Final = "analyzer: reading"
WHOLE: Final = "analyzer: whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A labelled sentence of running text with its labelled figures."""

    text: str
    figures: tuple[Reading, ...]
    place: tuple[str, int, int, int]  # report, block, start, end


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    tool: str
    found: int
    hits: int
    truths: int
    seconds: float | None  # None: not comparable
    numerals: float | None

    @property
    def precision(self) -> float:
        return self.hits / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.hits / self.truths if self.truths else 0.0

    @property
    def f1(self) -> float:
        total = self.found + self.truths
        return 2 * self.hits / total if total else 0.0


def _reading(span: FigureSpan) -> Reading:
    high = None if span.value_high is None else float(span.value_high)
    return Reading(start=span.start, end=span.end, value=float(span.value), unit=span.unit, high=high)


def numbers() -> Reader:
    """Every number with a measure word as the product reads it, ordinals and articles included: nothing is held back."""
    return lambda text: [_reading(span) for span in find_figures(text)]


def ours() -> Reader:
    """Numerals as the product reads them: every figure that may be one, before the models decide which are claims."""
    return lambda text: [_reading(span) for span in candidates(text)]


def passages(reports: Sequence[LabelledReport]) -> list[Passage]:
    found = []
    for report in reports:
        for sentence in report.sentences:
            if report.document.blocks[sentence.block].kind is BlockKind.TABLE_ROW:
                continue
            figures = tuple(
                Reading(start=item.start, end=item.end, value=float(item.value), unit=item.unit)
                for item in report.indicators
                if item.sentence == sentence.id
            )
            place = (report.id, sentence.block, sentence.start, sentence.end)
            found.append(Passage(text=sentence.text, figures=figures, place=place))
    return found


def _same(a: Reading, b: Reading) -> bool:
    return a.unit == b.unit and abs(a.value - b.value) < 1e-6 and a.start < b.end and b.start < a.end


def hits(labelled: Sequence[Reading], found: Sequence[Reading]) -> int:
    """How many labelled figures are found with value and unit, each reading used once."""
    left = list(found)
    count = 0
    for label in labelled:
        match = next((reading for reading in left if _same(label, reading)), None)
        if match is not None:
            left.remove(match)
            count += 1
    return count


def _right(case: Mapping[str, Any], found: Sequence[Reading]) -> bool:
    """Whether exactly the figures of a hard case were read; a range needs both ends."""
    left = list(found)
    for value, unit, *high in case["figures"]:
        match = next(
            (r for r in left if r.unit == unit and abs(r.value - value) < 1e-5 and (not high or r.high == high[0])),
            None,
        )
        if match is None:
            return False
        left.remove(match)
    return not left


def score(tool: str, read: Reader, sentences: Sequence[Passage], cases: Sequence[Mapping[str, Any]]) -> Score:
    read("走访农户260户。")  # what is loaded once is loaded now
    find_figures.cache_clear()  # and what another has read is forgotten
    start = time.perf_counter()
    found = [read(passage.text) for passage in sentences]
    seconds = time.perf_counter() - start
    return Score(
        tool=tool,
        found=sum(map(len, found)),
        hits=sum(hits(p.figures, f) for p, f in zip(sentences, found, strict=True)),
        truths=sum(len(p.figures) for p in sentences),
        seconds=seconds,
        numerals=sum(_right(case, read(case["text"])) for case in cases) / len(cases),
    )


def _analyses(reports: Sequence[LabelledReport], *, cross: bool) -> list[Analysis]:
    """The whole pipeline on each report; with ``cross`` by models that saw neither it nor its unit or idea."""
    from analyzer.model.bundle import bundle
    from analyzer.pipeline import analyze_document

    def analyse(report: LabelledReport, models: Mapping[str, Any]) -> Analysis:
        return analyze_document(report.document, source=report.id, models=models)

    if not cross:
        return [analyse(report, bundle().parts) for report in reports]
    from analyzer.learning.folds import FOLDS, folds_of
    from analyzer.learning.training import fit

    folds = folds_of(reports)
    found: dict[int, Analysis] = {}
    for fold in range(FOLDS):
        print(f"fold {fold + 1} of {FOLDS} …", file=sys.stderr)
        parts = fit([report for report, own in zip(reports, folds, strict=True) if own != fold])
        found |= {at: analyse(reports[at], parts) for at, own in enumerate(folds) if own == fold}
    return [found[at] for at in range(len(reports))]


def whole(reports: Sequence[LabelledReport], sentences: Sequence[Passage], *, cross: bool) -> Score:
    """The figures the product reports in the end: claims of the report's own work, background left out."""
    if not cross:
        _analyses(reports[:1], cross=False)  # what is loaded once is loaded now
    start = time.perf_counter()
    analyses = _analyses(reports, cross=cross)
    seconds = time.perf_counter() - start
    found: dict[tuple[str, int], list[tuple[int, Reading]]] = defaultdict(list)
    for report, analysis in zip(reports, analyses, strict=True):
        for item in analysis.indicators:
            sentence = analysis.sentences[item.sentence]
            reading = Reading(
                start=sentence.start + item.start,
                end=sentence.start + item.end,
                value=float(item.value),
                unit=item.unit,
            )
            found[report.id, sentence.block].append((sentence.start, reading))
    count = total = 0
    for passage in sentences:
        report_id, block, start_at, end_at = passage.place
        own = [
            Reading(start=r.start - start_at, end=r.end - start_at, value=r.value, unit=r.unit)
            for _, r in found[report_id, block]
            if start_at <= r.start < end_at
        ]
        total += len(own)
        count += hits(passage.figures, own)
    truths = sum(len(p.figures) for p in sentences)
    return Score(tool=WHOLE, found=total, hits=count, truths=truths, seconds=None if cross else seconds, numerals=None)


def readers() -> tuple[dict[str, Reader], list[str]]:
    """The tools that can be imported, and the names of those that cannot."""
    installed: dict[str, Reader] = {}
    missing: list[str] = []
    for name, get in PEERS.items():
        try:
            installed[name] = get()
        except ImportError as problem:
            missing.append(f"{name} ({problem})")
    return installed, missing


def _row(line: Score, per_second: Callable[[Score], float | None]) -> dict[str, Any]:
    return {
        "tool": line.tool,
        "found": line.found,
        "hits": line.hits,
        "labelled": line.truths,
        "precision": round(line.precision, 4),
        "recall": round(line.recall, 4),
        "f1": round(line.f1, 4),
        "numerals": None if line.numerals is None else round(line.numerals, 4),
        "sentences_per_second": (rate := per_second(line)) and round(rate, 1),
    }


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--split", action="append", metavar="NAME", help="labelled split; train and round by default")
    parser.add_argument("--cross", action="store_true", help="ours by models that never saw the report (minutes)")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N reports of each split")
    parser.add_argument("--numerals", action="store_true", help="also list the hard cases each tool gets wrong")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE too")
    chosen = parser.parse_args(arguments)
    splits = chosen.split or ["train", "round"]
    reports = [
        report for split in splits for report in read_labels(LABELS / f"{split}.jsonl", split=split)[: chosen.limit]
    ]
    sentences = passages(reports)
    cases = yaml.safe_load(NUMERALS.read_text(encoding="utf-8"))
    installed, missing = readers()
    for name in missing:
        print(f"MISSING, not compared: {name}. Install benchmarks/peers.txt.", file=sys.stderr)

    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        lines = [
            score(name, read, sentences, cases)
            for name, read in {READING: ours(), NUMBERS: numbers(), **installed}.items()
        ]
        lines.insert(0, whole(reports, sentences, cross=chosen.cross))

    def per_second(line: Score) -> float | None:
        return len(sentences) / line.seconds if line.seconds else None

    rows = [_row(line, per_second) for line in lines]
    base = next(row for row in rows if row["tool"] == READING)["sentences_per_second"]
    for row in rows:
        rate = row["sentences_per_second"]
        row["speed_ratio"] = None if rate is None else round(rate / base, 3)
    print(
        f"{len(reports)} reports ({', '.join(splits)}), {len(sentences)} sentences, {lines[0].truths} labelled figures"
    )
    print(f"{'':20} {'found':>7} {'prec.':>7} {'recall':>7} {'F1':>7} {'hard cases':>11} {'speed':>8}")
    for row in rows:
        hard = "" if row["numerals"] is None else f"{row['numerals']:.1%}"
        speed = "" if row["speed_ratio"] is None else f"×{row['speed_ratio']:.3g}"
        print(
            f"{row['tool']:20} {row['found']:7} {row['precision']:7.1%} {row['recall']:7.1%} {row['f1']:7.1%} "
            f"{hard:>11} {speed:>8}"
        )
    print(
        "F1 and precision: all figures a tool finds against the labelled ones; recall: value and unit of the labelled"
    )
    print("figures alone, nothing lost for others. Speed: sentences a second against ours, in this run; the whole")
    print("analysis also judges, names and attributes.")
    if not chosen.cross and set(splits) & {"train", "round"}:
        print(f"NOTE: {WHOLE} is in sample on train and round, which its models learned from; --cross is not.")
    if chosen.numerals:
        for name, read in {READING: ours(), NUMBERS: numbers(), **installed}.items():
            wrong = [case["text"] for case in cases if not _right(case, read(case["text"]))]
            print(f"{name} wrong ({len(wrong)} of {len(cases)}): {'; '.join(wrong)}")
    if chosen.json:
        answer = {
            "splits": splits,
            "cross": chosen.cross,
            "sentences": len(sentences),
            "missing": missing,
            "rows": rows,
        }
        chosen.json.write_text(json.dumps(answer, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
