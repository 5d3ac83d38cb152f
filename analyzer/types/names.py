"""The Chinese names of codes that every room uses when it speaks to a person: one name a code, everywhere the same.

Never knows a report. Words that only an output needs are in ``analyzer.export.words``.
"""

from __future__ import annotations

from typing import Final

from analyzer.types.report import FindingCode, Stage, Verdict

VERDICTS: Final[dict[Verdict, str]] = {Verdict.SUBSTANTIVE: "务实", Verdict.FORMALISTIC: "流于形式"}

STAGES: Final[dict[Stage, str]] = {
    Stage.NOT_STARTED: "未启动",
    Stage.ORGANISED: "建组织、定方案",
    Stage.MOBILISED: "动员部署、学习宣传",
    Stage.CONTACTING: "走访调研座谈",
    Stage.SOLVING: "着手解决问题",
    Stage.DELIVERED: "有可核查成效",
    Stage.INSTITUTIONALISED: "形成长效机制",
}

FINDINGS: Final[dict[FindingCode, str]] = {
    FindingCode.PROGRESS_LAG: "进展滞后",
    FindingCode.CONTACT_ONLY: "停留于走访慰问座谈",
    FindingCode.VAGUE_MEASURES: "措施空泛",
    FindingCode.NO_OWN_FEATURES: "缺少自身特色",
}

#: The items of the assessment table.
ASSESSED: Final[dict[str, str]] = {
    "submission": "报送",
    "substance": "务实度",
    "stage": "进展阶段",
    "findings": "存在问题",
    "contradictions": "数据矛盾",
    "copying": "雷同",
    "required_indicators": "必报指标",
    "own_practices": "自选做法",
    "self_evaluation": "自我评议",
    "public_evaluation": "群众评议",
}
