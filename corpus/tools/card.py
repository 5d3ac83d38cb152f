"""Labels files in, the data card's table of what the corpus holds out. Never knows the annotated sources."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

Record = dict[str, Any]

SPLITS: Final = ("round", "train", "test", "exam")
BEGIN: Final = "<!-- card:begin -->"
END: Final = "<!-- card:end -->"

_STAGES: Final = ("not_started", "organised", "mobilised", "contacting", "solving", "delivered", "institutionalised")
_ROLES: Final = (
    "background", "organisation", "publicity", "contact", "problem", "measure", "result", "mechanism", "shortfall",
    "plan", "slogan",
)  # fmt: skip
_FINDINGS: Final = ("progress_lag", "contact_only", "vague_measures", "no_own_features")
_KINDS: Final = ("summary", "progress", "bulletin", "research", "plan", "scheme", "circular", "other")
_UNIT_TYPES: Final = ("乡镇街道", "部门", "群团", "工作队", "村社区", "其他")


def read(folder: Path) -> dict[str, list[Record]]:
    """The records of every split."""
    return {
        split: [json.loads(line) for line in (folder / f"{split}.jsonl").read_text("utf-8").splitlines()]
        for split in SPLITS
    }


def table(folder: Path) -> str:
    """The distribution as a markdown table, one column a split."""
    records = read(folder)
    lines = [
        "| 项目 | round 样本轮 | train 训练 | test 封存测试 | exam 封存考卷 |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]

    def row(name: str, count: Callable[[list[Record]], int]) -> None:
        lines.append(f"| {name} | " + " | ".join(f"{count(records[split]):,}" for split in SPLITS) + " |")

    def rows(title: str, of: Callable[[Record], Iterable[str]], names: Iterable[str]) -> None:
        counted = {split: Counter(value for gold in records[split] for value in of(gold)) for split in SPLITS}
        lines.append(f"| **{title}** | | | | |")
        lines.extend(
            f"| {name} | " + " | ".join(f"{counted[split][name]:,}" for split in SPLITS) + " |" for name in names
        )

    row("报告 reports", len)
    row("单位 units", lambda golds: len({gold["unit"] for gold in golds}))
    row("来源构思 ideas", lambda golds: len({gold["idea"] for gold in golds}))
    row("docx 文件", lambda golds: sum(str(gold["file"]).endswith(".docx") for gold in golds))
    row("pdf 文件", lambda golds: sum(str(gold["file"]).endswith(".pdf") for gold in golds))
    row("字符 characters", lambda golds: sum(len(block["text"]) for gold in golds for block in gold["blocks"]))
    row("句子 sentences", lambda golds: sum(len(gold["sentences"]) for gold in golds))
    row("数字指标 indicators", lambda golds: sum(len(gold["indicators"]) for gold in golds))
    row("命名做法 practices", lambda golds: sum(len(gold["practices"]) for gold in golds))
    row("存疑报告 borderline", lambda golds: sum(gold["borderline"] for gold in golds))
    rows("结论 verdict", lambda gold: [gold["verdict"] or "null"], ("substantive", "formalistic", "null"))
    rows("报告种类 report_kind", lambda gold: [gold["report_kind"]], _KINDS)
    rows("单位类型 unit_type", lambda gold: [gold["unit_type"]], _UNIT_TYPES)
    rows("进展阶段 stage", lambda gold: [gold["stage"]], _STAGES)
    rows("问题 findings", lambda gold: [finding["code"] for finding in gold["findings"]], _FINDINGS)
    rows("句子作用 role", lambda gold: [sentence["role"] for sentence in gold["sentences"]], _ROLES)
    rows(
        "指标性质 kind", lambda gold: [figure["kind"] for figure in gold["indicators"]], ("input", "output", "outcome")
    )
    rows("指标限定 qualifier", lambda gold: [figure["qualifier"] for figure in gold["indicators"]],
         ("exact", "about", "over", "under", "range"))  # fmt: skip
    row("计划数 planned", lambda golds: sum(figure["planned"] for gold in golds for figure in gold["indicators"]))
    return "\n".join(lines)


def put_into(readme: str, fresh: str) -> str:
    """``readme`` with the table between its two marks replaced.

    Raises:
        ValueError: where a mark is missing.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"README.md needs the marks {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{fresh}\n{END}{after}"
