"""Copies planted in rounds of corpus reports, and how many of the planted sentences are reported with the right place.

Run: ``python benchmarks/copying.py [develop|final] [--rounds N] [--without-synonyms] [-v]`` or ``python benchmarks/copying.py time [N]…``.
``develop`` and ``final`` use different reports and random numbers. Prints precision, recall and F1 over sentences by
kind and by share, alarms in reports nothing was planted in, and how many alarms are genre formulas; ``-v`` lists
misses and alarms; ``time`` measures rounds of 500, 2000 and 10000 reports made of corpus sentences: seconds on the
clock and of the processor (they differ where others use the machine), memory, copies found.
"""

from __future__ import annotations

import random
import sys
import time
import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent))
from _planting import KINDS, WORDS, Piece, altered

try:
    import resource
except ImportError:  # Windows does not tell
    resource = None

from analyzer.types import UNJUDGED_KINDS, Analysis, Block, BlockKind, Document

CORPUS: Final = Path(__file__).resolve().parent.parent / "corpus"
SHARES: Final = (0.03, 0.05, 0.1, 0.2, 0.4, 0.6)
#: Reports of a round, and how many of them each kind of source is planted in.
REPORTS: Final = 48
#: A planted or reported sentence with fewer characters is not counted, either way.
SHORTEST: Final = 10
SEEDS: Final = {"develop": 1, "final": 20_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One copy: who has it from whom, and each of its sentences with those it may be matched with."""

    receiver: str
    source: str
    kind: str
    share: float
    truth: dict[int, frozenset[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchRound:
    reports: list[Analysis]
    references: list[Analysis]
    earlier: list[Analysis]
    planted: list[Planted]
    formulas: frozenset[str]


@dataclass(slots=True)
class Tally:
    right: int = 0
    wrong: int = 0
    missed: int = 0
    copies: int = 0
    found: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


@dataclass(slots=True)
class Figures:
    by: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    sound: int = 0  # reports without a planted copy, given or taken
    alarmed: int = 0
    alarms: int = 0  # copies reported between texts nothing was planted between
    formula_alarms: int = 0  # passages that are one of the strewn formulas
    first_right: int = 0
    first_told: int = 0
    lines: list[str] = field(default_factory=list)


def _analysed(document: Document, source: str) -> Analysis:
    from analyzer.pipeline import analyze_document

    return analyze_document(document, source=source)


@cache
def corpus_reports(part: str) -> tuple[tuple[Document, Analysis], ...]:
    """One report an idea, of the splits round and train; the halves share no idea."""
    from analyzer.learning.labels import read_labels

    seen = set()
    found = []
    for split in ("round", "train"):
        for report in read_labels(CORPUS / "labels" / f"{split}.jsonl"):
            half = "final" if zlib.crc32(report.idea.encode()) % 2 else "develop"
            if half != part or report.idea in seen:
                continue
            seen.add(report.idea)
            analysis = _analysed(report.document, f"{report.id}.docx")
            if analysis.status == "ok" and analysis.metadata and analysis.metadata.unit:
                found.append((report.document, analysis))
    return tuple(found)


def _body_runs(analysis: Analysis, blocks: Sequence[Block]) -> list[list[int]]:
    """The sentences of each body paragraph."""
    runs: dict[int, list[int]] = {}
    for sentence in analysis.sentences:
        if blocks[sentence.block].kind is BlockKind.PARAGRAPH and sentence.text.rstrip().endswith(("。", "；")):
            runs.setdefault(sentence.block, []).append(sentence.id)
    return list(runs.values())


def _taken(analysis: Analysis, blocks: Sequence[Block], budget: float, rng: random.Random) -> list[Piece]:
    """Neighbouring sentences from one to three places of the source, about ``budget`` characters."""
    order = [number for run in _body_runs(analysis, blocks) for number in run]
    usable = [n for n in order if len(analysis.sentences[n].text) >= SHORTEST + 2]
    usable = [n for n in usable if analysis.sentences[n].text not in WORDS["formulas"]]
    if not usable:
        return []
    wanted: list[int] = []
    length = 0
    part = budget if budget < 150 else budget / rng.randint(1, 3)
    while length < budget and len(wanted) < len(usable):
        upto, place = length + part, rng.choice([at for at, n in enumerate(usable) if n not in wanted])
        while length < min(upto, budget) and place < len(usable):
            if usable[place] not in wanted:
                wanted.append(usable[place])
                length += len(analysis.sentences[usable[place]].text)
            place += 1
    return [Piece(analysis.sentences[n].text, (n,)) for n in sorted(wanted)]


def _with_paragraphs(document: Document, paragraphs: Sequence[str], drop: int, rng: random.Random) -> Document:
    """The paragraphs put between the body's, as many of whose characters are left out as ``drop`` says."""
    blocks = list(document.blocks)
    body = [i for i, b in enumerate(blocks) if b.kind is BlockKind.PARAGRAPH and b.text.endswith("。") and i > 2]
    rng.shuffle(body)
    gone: set[int] = set()
    while body and drop > 0 and len(body) > 1:
        place = body.pop()
        gone.add(place)
        drop -= len(blocks[place].text)
    at = {place: [] for place in body} or {len(blocks) - 1: []}
    for paragraph in paragraphs:
        at[rng.choice(sorted(at))].append(Block(kind=BlockKind.PARAGRAPH, text=paragraph))
    kept = [each for i, block in enumerate(blocks) for each in ([] if i in gone else [block]) + at.get(i, [])]
    return replace(document, blocks=tuple(kept))


def _truth(analysis: Analysis, pieces: Sequence[Piece], paragraphs: Sequence[str]) -> dict[int, frozenset[int]]:
    """For each sentence of a planted paragraph the source's sentences it was made of, by where it stands."""
    by_paragraph: dict[str, list[Piece]] = {}
    rest = list(pieces)
    for paragraph in paragraphs:
        upto = 0
        while rest and upto < len(paragraph):
            by_paragraph.setdefault(paragraph, []).append(rest[0])
            upto += len(rest.pop(0).text)
    blocks: dict[int, str] = {}
    for sentence in analysis.sentences:
        blocks[sentence.block] = blocks.get(sentence.block, "") + sentence.text
    truth: dict[int, frozenset[int]] = {}
    for paragraph, made_of in by_paragraph.items():
        block = next((b for b, text in blocks.items() if text == paragraph), None)
        if block is None:
            raise ValueError(f"a planted paragraph was not read as one block: {paragraph}")
        place = 0
        for sentence in (s for s in analysis.sentences if s.block == block):
            end, upto, origins = place + len(sentence.text), 0, set[int]()
            for piece in made_of:
                overlap = min(end, upto + len(piece.text)) - max(place, upto)
                if overlap >= 0.5 * min(len(piece.text), len(sentence.text)):
                    origins |= set(piece.origins)
                upto += len(piece.text)
            truth[sentence.id] = frozenset(origins)
            place = end
    return truth


def _dated(analysis: Analysis, **changes: object) -> Analysis:
    assert analysis.metadata is not None
    return replace(analysis, metadata=replace(analysis.metadata, **changes))


def make_round(part: str, seed: int) -> BenchRound:
    """A round of ``REPORTS`` reports with a copy in a third of them, and formulas strewn over all."""
    rng = random.Random(SEEDS[part] + seed)
    every = list(corpus_reports(part))
    rng.shuffle(every)
    judged = [e for e in every if e[1].metadata and e[1].metadata.report_kind not in UNJUDGED_KINDS]
    round_, spare = judged[:REPORTS], judged[REPORTS:]
    # no two reports of a round belong to one unit unless an earlier report is meant
    units: set[str] = set()
    chosen: list[tuple[Document, Analysis]] = []
    for document, analysis in round_:
        assert analysis.metadata is not None
        assert analysis.metadata.unit is not None
        if analysis.metadata.unit not in units:
            units.add(analysis.metadata.unit)
            chosen.append((document, analysis))
    strewn: list[list[str]] = [[] for _ in chosen]
    for formula in WORDS["formulas"]:
        carriers = rng.sample(range(len(chosen)), rng.choice((2, 3, 6, 12, 20)))
        for number in carriers:
            strewn[number].append(formula)
    third = len(chosen) // 3
    receivers, sources, sound = chosen[:third], chosen[third : 2 * third], chosen[2 * third :]
    reports, references, earlier, planted = [], [], [], []
    others: list[tuple[Document, Analysis]] = []
    for number, (document, own) in enumerate([*sources, *sound], start=third):
        assert own.metadata is not None
        changed = _with_paragraphs(document, strewn[number], 0, rng)
        others.append((changed, _dated(_analysed(changed, own.source), unit=own.metadata.unit, date="2012-06-10")))
    for number, (document, own) in enumerate(receivers):
        assert own.metadata is not None
        origin = "reference" if number % 5 == 3 else "self_earlier" if number % 5 == 4 else "report"
        source_document, source = others[number] if origin == "report" else spare[number]
        kind = KINDS[(number + seed) % len(KINDS)]
        share = SHARES[(number // len(KINDS) + number + 2 * seed) % len(SHARES)]
        length = sum(len(block.text) for block in document.blocks)
        unit = own.metadata.unit or rng.choice(WORDS["units"])
        taken = _taken(source, source_document.blocks, share * length, rng)
        pieces = altered(kind, taken, source, unit, rng)
        size = rng.randint(2, 5)
        paragraphs = ["".join(p.text for p in pieces[at : at + size]) for at in range(0, len(pieces), size)]
        planted_length = sum(map(len, paragraphs))
        changed = _with_paragraphs(document, [*paragraphs, *strewn[number]], planted_length, rng)
        analysis = _dated(_analysed(changed, own.source), unit=own.metadata.unit, date="2012-06-20")
        reports.append(analysis)
        if origin == "reference":
            references.append(_dated(source, date="2012-03-05"))
        elif origin == "self_earlier":
            earlier.append(_dated(source, unit=own.metadata.unit, date="2011-12-20"))
        if taken:
            truth = _truth(analysis, pieces, paragraphs)
            planted.append(Planted(receiver=own.source, source=source.source, kind=kind, share=share, truth=truth))
    reports += [analysis for _, analysis in others]
    return BenchRound(
        reports=reports, references=references, earlier=earlier, planted=planted, formulas=frozenset(WORDS["formulas"])
    )  # fmt: skip


def measure(bench: BenchRound, figures: Figures) -> None:
    """Hold the copies of an inspected round against the planted ones and add them up."""
    from analyzer.inspection import RoundConfig, inspect

    round_ = inspect(bench.reports, RoundConfig(), references=bench.references, earlier=bench.earlier)
    text = {
        each.source: {s.id: s.text for s in each.sentences}
        for each in (*bench.reports, *bench.references, *bench.earlier)
    }
    copies = {(report.source, copy.source): copy for report in round_.reports for copy in report.copies}
    known = {(p.receiver, p.source) for p in bench.planted} | {(p.source, p.receiver) for p in bench.planted}
    for plant in bench.planted:
        copy = copies.get((plant.receiver, plant.source))
        said = {p.sentence: p.other_sentence for p in copy.passages} if copy else {}
        own = text[plant.receiver]
        for key in (
            ("all", "all"),
            (plant.kind, "all"),
            (plant.kind, f"{plant.share:.0%}"),
            ("all", f"{plant.share:.0%}"),
        ):
            tally = figures.by[key]
            tally.copies += 1
            tally.found += bool(copy)
            for sentence, origins in plant.truth.items():
                if len(own[sentence]) < SHORTEST:
                    continue
                hit = said.get(sentence) in origins
                tally.right += hit
                tally.missed += not hit
            tally.wrong += sum(
                len(own[s]) >= SHORTEST and o not in plant.truth.get(s, frozenset()) for s, o in said.items()
            )
        for sentence, origins in sorted(plant.truth.items()):
            if len(own[sentence]) >= SHORTEST and said.get(sentence) not in origins:
                there = " | ".join(text[plant.source][o] for o in sorted(origins))
                figures.lines.append(f"missed {plant.kind} {plant.share:.0%} {own[sentence]} <- {there}")
        for sentence, other in sorted(said.items()):
            if other not in plant.truth.get(sentence, frozenset()):
                figures.lines.append(f"beside {plant.kind} {own[sentence]} ~ {text[plant.source][other]}")
        if copy and copy.kind == "report":
            figures.first_told += getattr(copy, "first", "unknown") != "unknown"
            figures.first_right += getattr(copy, "first", "unknown") == "other"
    in_plant = {name for pair in known for name in pair}
    for report in round_.reports:
        false = [copy for copy in report.copies if (report.source, copy.source) not in known]
        figures.sound += report.source not in in_plant
        figures.alarmed += bool(false) and report.source not in in_plant
        figures.alarms += len(false)
        for copy in report.copies:
            for passage in copy.passages:
                words = text[report.source][passage.sentence]
                figures.formula_alarms += words in bench.formulas
                if copy in false:
                    there = text[copy.source][passage.other_sentence]
                    figures.lines.append(f"alarm {passage.similarity:.2f} {copy.share:.1%} {words} ~ {there}")


def measured(part: str, rounds: int, *, first: int = 0) -> Figures:
    """All rounds of a part, added up."""
    figures = Figures()
    for seed in range(first, first + rounds):
        measure(make_round(part, seed), figures)
    return figures


def show(figures: Figures) -> None:
    print(f"{'kind':14} {'share':>5} {'copies':>6} {'found':>6} {'precision':>9} {'recall':>7} {'F1':>6}")
    shares = ("all", *(f"{share:.0%}" for share in SHARES))
    for kind in (*KINDS, "all"):
        for share in shares:
            if (kind, share) in figures.by:
                t = figures.by[kind, share]
                row = f"{t.copies:6} {t.found:6} {t.precision:9.3f} {t.recall:7.3f} {t.f1:6.3f}"
                print(f"{kind:14} {share:>5} {row}")
    print(
        f"alarmed: {figures.alarmed} of {figures.sound} sound reports, {100 * figures.alarmed / max(1, figures.sound):.1f} "
        f"in 100; copies reported where nothing was planted: {figures.alarms}; strewn formulas reported: "
        f"{figures.formula_alarms}"
    )
    print(f"who was first: told in {figures.first_told}, right in {figures.first_right} of the copies between reports")


def synthetic(reports: int) -> list[Analysis]:
    """Reports made by drawing 25 corpus sentences each; one in ten copies eight sentences of the one before it."""
    rng = random.Random(7)
    pool = [(a, s) for _, a in corpus_reports("develop") for s in a.sentences if len(s.text) > 15]
    words = sorted({s.text[i : i + 2] for _, s in pool for i in range(0, len(s.text) - 2, 7)})
    model = corpus_reports("develop")[0][1]
    assert model.metadata is not None
    made: list[Analysis] = []
    for number in range(reports):
        texts = []
        for _ in range(25):  # half of each of two sentences, with strange words between them: nobody else has it
            one, two = rng.choice(pool)[1].text, rng.choice(pool)[1].text
            texts.append(one[: len(one) // 2] + "".join(rng.sample(words, 3)) + two[len(two) // 2 :])
        if number % 10 == 9:
            texts[5:13] = [s.text for s in made[-1].sentences[5:13]]
        sentences = tuple(
            replace(model.sentences[0], id=i, text=text, block=i, start=0, end=len(text))
            for i, text in enumerate(texts)
        )
        metadata = replace(model.metadata, unit=f"第{number}镇", title=None)
        made.append(
            replace(
                model, source=f"{number:06}.docx", metadata=metadata, assessment=None, sentences=sentences,
                indicators=(), practices=(), units=(),
            )
        )  # fmt: skip
    return made


def show_time(sizes: Sequence[int]) -> None:
    from analyzer.inspection.copies import find_copies
    from analyzer.inspection.masking import names_of
    from analyzer.inspection.texts import Text

    for size in sizes:
        reports = synthetic(size)
        texts = [Text(analysis=a, role="report", unit=a.source, date="2012-06-20") for a in reports]
        start, worked = time.perf_counter(), time.process_time()
        copies = find_copies(texts, names_of([], ()))
        seconds, worked = time.perf_counter() - start, time.process_time() - worked
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 if resource else float("nan")
        pairs = {(i, int(c.source[:6])) for i, found in copies.items() for c in found}
        planted = {(n, n - 1) for n in range(9, size, 10)}
        print(
            f"{size:6} reports, {25 * size:7} sentences: {seconds:7.1f} s, {worked:7.1f} s of "
            f"them at work, at most {memory:5.0f} MB; {len(planted & pairs)} of {len(planted)} copies "
            f"found, {len({tuple(sorted(p)) for p in pairs} - {(b, a) for a, b in planted})} other pairs",
            flush=True,
        )


def main(arguments: Sequence[str]) -> int:
    words = [each for each in arguments if not each.startswith("-")]
    part = words[0] if words else "develop"
    if part == "time":
        show_time([int(each) for each in words[1:]] or [500, 2000, 10_000])
        return 0
    if "--without-synonyms" in arguments:
        from analyzer.inspection import texts

        vars(texts)["folded"] = str
    rounds = int(arguments[arguments.index("--rounds") + 1]) if "--rounds" in arguments else 12
    figures = measured(part, rounds)
    show(figures)
    if "-v" in arguments:
        print("\n".join(figures.lines))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
