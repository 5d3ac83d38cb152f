"""Contradictions found in reports they were planted in, and alarms in sound ones, through the whole pipeline.

Run: ``python benchmarks/contradictions.py [SET|corpus]… [-v]`` – every set and the corpus by default. Prints found/planted
by kind, alarms in 20 sound reports on the bench (``tests/inspection/planted``) and on the corpus splits ``round`` and
``train``; ``-v`` lists every miss, false alarm and corpus alarm.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from analyzer.types import Analysis, Check

ROOT: Final = Path(__file__).resolve().parent.parent
PLANTED: Final = ROOT / "tests" / "inspection" / "planted"
#: Which of them were used to write the checks, and what each was at its first measuring, stands in their README.
SETS: Final = ("develop", "heldout", "heldout2", "heldout3", "heldout4", "heldout5", "heldout6", "heldout7", "heldout8")
#: What a planted contradiction is called in the bench, and the code a check must have to have found it.
CODES: Final = {
    "sum": {"sum_mismatch"},
    "told": {"told_differently"},
    "percent": {"impossible_percent"},
    "rise": {"rise_mismatch"},
    "implausible": {"implausible"},
    "same_odd": {"shared_figure"},
    "shrinks": {"shrinking_figure"},
}
_MARK: Final = re.compile(r"<<(?P<label>[a-z_]+\d*) (?P<text>.*?)>>")


@dataclass(frozen=True, kw_only=True)
class Case:
    """One or more reports handed in together, and what was planted in them."""

    name: str
    reports: tuple[str, ...]  # marked text, one paragraph a line
    earlier: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    planted: tuple[tuple[str, str, bool], ...]  # label, marked words, found
    false_alarms: tuple[str, ...]  # messages
    reports: int


def read_cases(path: Path) -> list[Case]:
    """``=== name`` begins a case, ``--- report`` another report of the round, ``--- earlier`` one of an earlier round."""
    cases = []
    for part in path.read_text("utf-8").split("=== ")[1:]:
        name, _, body = part.partition("\n")
        texts: dict[str, list[str]] = {"report": [], "earlier": []}
        kind = "report"
        for piece in re.split(r"^(--- \w+)\n", body, flags=re.MULTILINE):
            if piece.startswith("--- "):
                kind = piece[4:]
            else:
                texts[kind].append(piece.strip())
        cases.append(Case(name=name.strip(), reports=tuple(texts["report"]), earlier=tuple(texts["earlier"])))
    return cases


def _markdown(marked: str) -> str:
    lines = _MARK.sub(lambda found: found["text"], marked).splitlines()
    rows = [line.startswith("|") for line in lines]
    return "".join(
        line + ("\n" if row and following else "\n\n")
        for line, row, following in zip(lines, rows, [*rows[1:], False], strict=True)
    )


def _analysed(marked: str, source: str) -> Analysis:
    from analyzer.pipeline import analyze_document
    from analyzer.reading import read_bytes

    return analyze_document(read_bytes(_markdown(marked).encode(), source), source=source)


def _bare(text: str) -> str:
    return re.sub(r"[\s|]", "", text)


def _touches(report: Analysis, check: Check, words: str) -> bool:
    """Whether a check names a figure of the marked sentence, or quotes it where no figure was extracted there."""
    wanted = _bare(words)
    said = {report.indicators[index].sentence for index in check.indicators}
    if any(wanted in _bare(text) or _bare(text) in wanted for text in (report.sentences[each].text for each in said)):
        return True
    if any(wanted[:4] in _bare(report.sentences[each].text) for each in said) and len(wanted) <= 4:
        return True
    blocks = {s.block for s in report.sentences if wanted in _bare(s.text) or _bare(s.text) in wanted}
    return any(f"第{block + 1}段" in check.message for block in blocks)


def _other_half(check: Check, source: str, texts: dict[str, str]) -> bool:
    """Whether a shared figure is told of the report that shares it with the marked one."""
    return check.code == "shared_figure" and any(
        other in check.message and "<<same_odd" in text for other, text in texts.items() if other != source
    )


def outcome_of(case: Case) -> Outcome:
    """The case through reading, analysis and inspection, and its checks held against what was planted."""
    from analyzer.inspection import RoundConfig, inspect

    texts = {f"{case.name}-{number}.md": text for number, text in enumerate(case.reports, 1)}
    round_ = inspect(
        [_analysed(text, source) for source, text in texts.items()],
        RoundConfig(),
        earlier=[_analysed(text, f"{case.name}-earlier{n}.md") for n, text in enumerate(case.earlier, 1)],
    )
    found: dict[tuple[str, str], bool] = {}
    false = []
    for report in round_.reports:
        marks: dict[str, list[str]] = {}
        for mark in _MARK.finditer(texts[report.source]):
            marks.setdefault(mark["label"], []).append(mark["text"])
        explained = set()
        for label, places in marks.items():
            codes = CODES[label.rstrip("0123456789")]
            hits = {
                number
                for number, check in enumerate(report.checks)
                if check.code in codes and any(_touches(report, check, words) for words in places)
            }
            explained |= hits
            found[label, places[0]] = bool(hits)
        false += [
            check.message
            for number, check in enumerate(report.checks)
            if number not in explained and not _other_half(check, report.source, texts)
        ]
    return Outcome(
        planted=tuple((label, words, hit) for (label, words), hit in found.items()),
        false_alarms=tuple(false),
        reports=len(round_.reports),
    )


def corpus_alarms(split: str) -> tuple[int, list[tuple[str, str]]]:
    """How many reports a split of the corpus has, and every alarm in them: report, code and message."""
    from analyzer.inspection import RoundConfig, inspect
    from analyzer.learning.labels import read_labels
    from analyzer.pipeline import analyze_document

    labels = read_labels(ROOT / "corpus" / "labels" / f"{split}.jsonl")
    analyses = [analyze_document(report.document, source=report.id) for report in labels]
    reports = inspect(analyses, RoundConfig()).reports
    return len(reports), [(each.source, f"{check.code}: {check.message}") for each in reports for check in each.checks]


def _print_bench(half: str, verbose: bool) -> None:
    planted, found = Counter[str](), Counter[str]()
    lines = []
    alarms = 0
    for case in read_cases(PLANTED / f"{half}_planted.txt"):
        outcome = outcome_of(case)
        for label, words, hit in outcome.planted:
            kind = label.rstrip("0123456789")
            planted[kind] += 1
            found[kind] += hit
            lines += [] if hit else [f"  missed {case.name} {label}: {words}"]
        alarms += len(outcome.false_alarms)
        lines += [f"  beside the point {case.name}: {message}" for message in outcome.false_alarms]
    for kind in CODES:
        print(f"{half:8} {kind:12} {found[kind]:3} of {planted[kind]:3} found")
    whole = sum(planted.values())
    print(f"{half:8} {'all':12} {sum(found.values()):3} of {whole:3} found, {sum(found.values()) / whole:.1%}")
    print(f"{half:8} alarms beside the planted ones: {alarms}")
    reports = alarmed = 0
    for case in read_cases(PLANTED / f"{half}_sound.txt"):
        outcome = outcome_of(case)
        reports += outcome.reports
        alarmed += bool(outcome.false_alarms)
        lines += [f"  false {case.name}: {message}" for message in outcome.false_alarms]
    print(f"{half:8} sound look-alikes: {alarmed} of {reports} alarmed, {20 * alarmed / reports:.2f} in 20")
    if verbose:
        print("\n".join(lines))


def main(arguments: Sequence[str]) -> int:
    verbose = "-v" in arguments
    parts = [each for each in arguments if each != "-v"] or [*SETS, "corpus"]
    for half in [each for each in parts if each != "corpus"]:
        _print_bench(half, verbose)
    for split in ("round", "train") if "corpus" in parts else ():
        reports, alarms = corpus_alarms(split)
        alarmed = len({source for source, _ in alarms})
        print(
            f"corpus {split}: {len(alarms)} alarms in {alarmed} of {reports} reports, {20 * alarmed / reports:.2f} in 20"
        )
        if verbose:
            print("\n".join(f"  {source}: {message}" for source, message in alarms))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
