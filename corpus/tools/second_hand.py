"""The later readers' judgements (``corpus/second/*.jsonl``) in, looked up by report id; and the agreement of all hands.

They saw the bare texts only. ``python corpus/tools/second_hand.py`` prints the agreement table of the data card: Cohen's
κ, Krippendorff's α (interval) for the grade. Never changes a label.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parent))

from annotated import FINDINGS, STAGES, AnnotatedReport, parse

CORPUS: Final = Path(__file__).resolve().parent.parent
BEGIN: Final = "<!-- agreement:begin -->"
END: Final = "<!-- agreement:end -->"


@cache
def _by_id(name: str) -> dict[str, dict[str, Any]]:
    path = CORPUS / "second" / name
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return {entry["id"]: entry for entry in map(json.loads, lines)}


def verdicts() -> dict[str, dict[str, Any]]:
    """Report id → the second reader's verdict, substance, borderline, stage, findings."""
    return _by_id("verdicts.jsonl")


def third() -> dict[str, dict[str, Any]]:
    """Report id → the third reader's judgement, for the split ``exam``."""
    return _by_id("third.jsonl")


def sentences() -> dict[str, dict[str, Any]]:
    """Report id → the second reader's roles, figures and practices, for the sample that was read twice."""
    return _by_id("sentences.jsonl")


def _later(head: dict[str, Any]) -> list[dict[str, Any]]:
    """What was said of a report by those who read it after its writer."""
    return [hand[head["id"]] for hand in (verdicts(), third()) if head["id"] in hand]


def readings(head: dict[str, Any]) -> list[dict[str, Any]]:
    """What each hand said of a whole report, the first hand's first; one alone where nobody read it again."""
    hands = [head, *_later(head)]
    return [{key: hand.get(key) for key in ("verdict", "substance", "stage", "findings")} for hand in hands]


def settled(head: dict[str, Any]) -> dict[str, Any]:
    """The label after all hands: verdict, substance, borderline, stage, findings.

    With two hands the first decides, with three the majority (for the stage the middle one). The grade is the mean, kept
    on the verdict's side of 50; where hands differ in the verdict, or any calls it borderline, the report is borderline.
    """
    hands = readings(head)
    if head.get("verdict") is None or len(hands) == 1:
        own = {key: head.get(key) for key in ("verdict", "substance", "stage", "findings")}
        return {**own, "borderline": bool(head.get("borderline", False))}
    said = [hand["verdict"] for hand in hands]
    verdict = max(dict.fromkeys(said), key=said.count)
    mean = round(sum(hand["substance"] for hand in hands) / len(hands))
    several = len(hands) > 2
    return {
        "verdict": verdict,
        "substance": max(mean, 50) if verdict == "substantive" else min(mean, 49),
        "borderline": bool(head.get("borderline")) or any(bool(hand["borderline"]) for hand in _later(head)) or len(set(said)) > 1,
        "stage": sorted((hand["stage"] for hand in hands), key=STAGES.index)[len(hands) // 2] if several else head["stage"],
        "findings": [
            code for code in FINDINGS if sum(code in hand["findings"] for hand in hands) * 2 > len(hands)
        ] if several else head["findings"],
    }  # fmt: skip


def kappa(first: list[Any], second: list[Any]) -> float:
    """Cohen's κ (Cohen 1960)."""
    count = len(first)
    agreed = sum(a == b for a, b in zip(first, second, strict=True)) / count
    labels = set(first) | set(second)
    chance = sum(first.count(label) * second.count(label) for label in labels) / count**2
    return (agreed - chance) / (1 - chance) if chance < 1 else 1.0


def alpha_interval(first: list[float], second: list[float]) -> float:
    """Krippendorff's α for two readers without gaps, interval metric (Krippendorff 2004, ch. 11)."""
    observed = sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) / len(first)
    values = first + second
    count = len(values)
    mean = sum(values) / count
    expected = 2 * sum((value - mean) ** 2 for value in values) / (count - 1)
    return 1 - observed / expected


def _three_hands() -> list[str]:
    """What three readers make of the split ``exam``: each pair's κ."""
    heads = [head for head in _heads() if head["id"] in third()]
    if not heads:
        return []
    hands = [readings(head) for head in heads]
    pairs = [(0, 1), (0, 2), (1, 2)]

    def told(of: Callable[[dict[str, Any]], Any]) -> str:
        return "、".join(f"{kappa([of(h[a]) for h in hands], [of(h[b]) for h in hands]):.3f}" for a, b in pairs)

    rows = [
        f"| exam 三人两两之间：结论（{len(heads)} 份） | κ {told(lambda hand: hand['verdict'])} |",
        f"| exam 三人两两之间：进展阶段 | κ {told(lambda hand: hand['stage'])} |",
    ]
    rows += [
        f"| exam 三人两两之间：存在问题 {code} | κ {told(lambda hand, code=code: code in hand['findings'])} |"
        for code in FINDINGS
    ]
    return rows


def _heads() -> list[dict[str, Any]]:
    reports = [parse(path) for path in sorted((CORPUS / "annotated").rglob("*.txt"))]
    return [report.head for report in reports if report.head["id"] in verdicts()]


def _f1(first: set[Any], second: set[Any]) -> float:
    return 2 * len(first & second) / (len(first) + len(second)) if first or second else 1.0


def _sentence_rows() -> list[str]:
    reports: dict[str, AnnotatedReport] = {}
    for path in sorted((CORPUS / "annotated").rglob("*.txt")):
        if path.stem in sentences():
            reports[path.stem] = parse(path)
    roles: tuple[list[str], list[str]] = ([], [])
    figures: tuple[set[Any], set[Any]] = (set(), set())
    practices: tuple[set[Any], set[Any]] = (set(), set())
    for name, report in reports.items():
        told = [sentence for paragraph in report.paragraphs for sentence in paragraph.sentences]
        other = sentences()[name]
        if len(told) != len(other["roles"]):
            continue
        roles[0].extend(sentence.role for sentence in told)
        roles[1].extend(other["roles"])
        for number, sentence in enumerate(told):
            figures[0].update((name, number, figure.value, figure.unit) for figure in sentence.figures)
            practices[0].update((name, number, practice.name) for practice in sentence.practices)
        figures[1].update((name, number, float(value), unit) for number, _, value, unit, *_ in other["figures"])
        practices[1].update((name, number, practice) for number, practice in other["practices"])
    if not roles[0]:
        return []
    same = sum(a == b for a, b in zip(*roles, strict=True)) / len(roles[0])
    return [
        f"| 句子角色（{len(reports)} 份、{len(roles[0]):,} 句） | κ {kappa(*roles):.3f}，一致 {same:.1%} |",
        f"| 数字指标 数值+单位（同上） | 两人之间 F1 {_f1(*figures):.3f} |",
        f"| 经验做法（同上） | 两人之间 F1 {_f1(*practices):.3f} |",
    ]


def table() -> str:
    """The agreement of both hands as a markdown table."""
    heads = _heads()
    others = [verdicts()[head["id"]] for head in heads]
    clear = [i for i, head in enumerate(heads) if not head.get("borderline")]
    first = [head["verdict"] for head in heads]
    second = [other["verdict"] for other in others]
    steps = [abs(STAGES.index(h["stage"]) - STAGES.index(o["stage"])) for h, o in zip(heads, others, strict=True)]
    grades = ([float(head["substance"]) for head in heads], [float(other["substance"]) for other in others])
    differ = sum(a != b for a, b in zip(first, second, strict=True))
    rows = [
        "| 标注内容 | 两人一致程度 |",
        "| --- | --- |",
        f"| 结论（{len(heads)} 份） | κ {kappa(first, second):.3f}，不一致 {differ} 份，均已标为两可 |",
        f"| 结论，不含第一人标为两可的（{len(clear)} 份） | κ {kappa([first[i] for i in clear], [second[i] for i in clear]):.3f} |",
        f"| 务实度 | Krippendorff α {alpha_interval(*grades):.3f}，平均相差 {sum(abs(a - b) for a, b in zip(*grades, strict=True)) / len(heads):.1f} 分 |",
        f"| 进展阶段 | κ {kappa([h['stage'] for h in heads], [o['stage'] for o in others]):.3f}，相差不超过一级 {sum(step <= 1 for step in steps) / len(steps):.1%} |",
    ]
    rows += [
        f"| 存在问题 {code} | κ {kappa([code in h['findings'] for h in heads], [code in o['findings'] for o in others]):.3f} |"
        for code in FINDINGS
    ]
    return "\n".join([*rows, *_sentence_rows(), *_three_hands()])


def main() -> int:
    card = CORPUS / "README.md"
    text = card.read_text("utf-8")
    if BEGIN in text:
        head, _, rest = text.partition(BEGIN)
        tail = rest.partition(END)[2]
        card.write_text(f"{head}{BEGIN}\n{table()}\n{END}{tail}", encoding="utf-8")
    print(table())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
