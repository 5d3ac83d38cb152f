"""A ``Round`` in, the workbook's tables about reports out: review list, all reports, submissions, unread files.

Never knows cells or formats.
"""

from __future__ import annotations

from typing import Final

from analyzer.export import words
from analyzer.export.overview import (
    evidence,
    finding_codes,
    must_be_read,
    review_queue,
    review_reasons,
    type_of,
    unit_of,
)
from analyzer.export.plain import shortened
from analyzer.export.sheet_tables import Cell, Column, Table, iso_date, lines
from analyzer.types import Analysis, Finding, Round

DECISIONS: Final = ("属实，流于形式", "不属实，应为务实", "退回补充材料", "须现场核实")
_EVIDENCE_SHOWN: Final = 6
_SENTENCE_SHOWN: Final = 140

UNIT: Final = Column(title="单位", width=14, meaning="报送单位，按报告自述；认不出时写“（单位不明）”。")
FILE: Final = Column(title="文件", width=24, meaning="报告文件，相对于运行时给出的文件夹。")
_VERDICT: Final = Column(
    title="结论",
    width=9,
    meaning="系统建议的结论：务实、流于形式；通知、通报、方案不评判。由人核定后才算数。",
    tints=(("流于形式", "caution"), ("务实", "good"), ("未能读取", "quiet")),
)
_SURE: Final = Column(title="把握", width=9, meaning="系统对结论的把握：很有把握、较有把握、把握一般、把握不大。")
_SURE_NUMBER: Final = Column(
    title="把握程度", width=7, style="percent", meaning="结论正确的估计概率，按标注样本校准；低于 75% 的都应通读原文。"
)
_SUBSTANCE: Final = Column(
    title="务实度", width=7, style="number", meaning="0–100 分：20 以下空洞，40 以下只有走访，60 以上多数内容可核查。"
)
_STAGE: Final = Column(title="阶段", width=12, meaning="报告写明已经做到的最远一步，不算打算做的。")
_REASONS: Final = Column(title="主要理由", width=36, meaning="得出结论的理由，最重要的在前。")
_FINDINGS: Final = Column(title="存在问题", width=14, meaning="进展滞后、停留于走访慰问座谈、措施空泛、缺少自身特色。")


def _findings(report: Analysis) -> str:
    return lines(words.FINDINGS[code] for code in finding_codes(report))


def _why(report: Analysis) -> str:
    found: tuple[Finding, ...] = report.assessment.findings if report.assessment else ()
    told = report.assessment.reasons if report.assessment else ()
    reasons = [words.reason(text, report.sentences) for text in told]
    return lines(dict.fromkeys((*reasons, *(finding.message for finding in found))))


def _evidence(report: Analysis) -> str:
    places = evidence(report)
    shown = [report.sentences[place] for place in places[:_EVIDENCE_SHOWN]]
    quoted = [f"【{words.place(sentence)}】{shortened(sentence.text, _SENTENCE_SHOWN)}" for sentence in shown]
    if len(places) > len(shown):
        quoted.append(f"（另有 {len(places) - len(shown)} 句，见 report.html 中的原文。）")
    return lines(quoted)


def _judgement(report: Analysis) -> tuple[Cell, ...]:
    """Verdict, how sure in words and number, substance, stage."""
    assessment = report.assessment
    if assessment is None:
        return ("未能读取", "", None, None, "")
    substance = None if assessment.substance is None else round(assessment.substance)
    return (
        words.verdict(assessment.verdict),
        words.confidence(assessment.confidence),
        assessment.confidence,
        substance,
        words.STAGES[assessment.stage],
    )


def review(round_: Round) -> Table:
    """需要复核: what a person must look at, the surest flags first."""
    return Table(
        name="需要复核",
        purpose="系统建议认定为流于形式、或系统拿不准的报告；把握最大的排在前面，请逐份核对原文后填写复核意见。",
        columns=(
            UNIT,
            FILE,
            _VERDICT,
            _SURE,
            _SURE_NUMBER,
            _SUBSTANCE,
            _STAGE,
            _REASONS,
            _FINDINGS,
            Column(title="证据句", width=56, meaning="显示这些问题的原句，【】里是它在报告中的位置。"),
            Column(title="需复核原因", width=24, meaning="为什么要由人来看。"),
            Column(title="复核意见", width=14, style="entry", choices=DECISIONS, meaning="请复核人从下拉列表中选择。"),
            Column(title="复核人", width=9, style="entry", meaning="请复核人签名。"),
        ),
        rows=[
            (
                unit_of(report),
                report.source,
                *_judgement(report),
                _why(report),
                _findings(report),
                _evidence(report),
                lines(review_reasons(report)),
                None,
                None,
            )
            for report in review_queue(round_)
        ],
        empty="本轮没有需要复核的报告。",
    )


def all_reports(round_: Round) -> Table:
    """报告一览: one row a file, unread ones too."""
    status = {source: submission.status for submission in round_.submissions for source in submission.sources}
    rows: list[tuple[Cell, ...]] = []
    for report in round_.reports:
        metadata, assessment = report.metadata, report.assessment
        copied = max((copy.share for copy in report.copies), default=None)
        rows.append(
            (
                unit_of(report) if metadata else "",
                type_of(report) if metadata else "",
                report.source,
                metadata.title if metadata else "",
                words.REPORT_KINDS[metadata.report_kind] if metadata else "",
                iso_date(metadata.date) if metadata else None,
                words.submission(status[report.source], due=round_.due) if report.source in status else "",
                *_judgement(report),
                "是" if must_be_read(report) else "",
                _findings(report),
                lines(assessment.reasons) if assessment else (report.error.message if report.error else ""),
                len(report.sentences) if metadata else None,
                len(report.indicators) if metadata else None,
                len(report.practices) if metadata else None,
                copied,
                len(report.checks) or None,
            )
        )
    return Table(
        name="报告一览",
        purpose="每个文件一行，包括没有读成的文件。",
        columns=(
            UNIT,
            Column(title="单位类型", width=10, meaning="乡镇街道、部门、群团、工作队、村社区或其他。"),
            FILE,
            Column(title="标题", width=26, meaning="报告的标题。"),
            Column(
                title="报告种类",
                width=10,
                meaning="总结汇报、进展情况、简报信息、调研报告、计划规划、实施方案、通报通知、其他。",
            ),
            Column(title="报告日期", width=12, meaning="报告落款日期；只写到月的照写。"),
            Column(
                title="报送情况",
                width=10,
                meaning="对照名单和截止日期：按时报送、迟报、日期不明、单位不在名单；没有规定截止日期的写“已报送”。",
            ),
            _VERDICT,
            _SURE,
            _SURE_NUMBER,
            _SUBSTANCE,
            _STAGE,
            Column(title="须人工看", width=9, meaning="“是”：系统拿不准，或数据矛盾，或文字由图像识别得到。"),
            _FINDINGS,
            _REASONS,
            Column(title="句数", width=7, style="number", meaning="报告的句数，标题、表格行也算一句。"),
            Column(title="数字个数", width=9, style="number", meaning="提取到的工作数字个数，明细见“指标明细”。"),
            Column(title="做法个数", width=9, style="number", meaning="提取到的有名称做法个数，明细见“经验做法”。"),
            Column(title="最大雷同", width=9, style="percent", meaning="与另一份文稿雷同的最大比例，明细见“查重”。"),
            Column(title="数据矛盾", width=9, style="number", meaning="前后对不上的数据处数，明细见“数据矛盾”。"),
        ),
        rows=rows,
        empty="本轮没有任何文件。",
    )


def submissions(round_: Round) -> Table:
    """报送情况: who sent what, when."""
    return Table(
        name="报送情况",
        purpose="谁按时、谁迟报、谁没有报；没有单位名单时只列报来的单位，看不出谁没有报。",
        columns=(
            UNIT,
            Column(title="单位类型", width=12, meaning="名单中的类型。"),
            Column(
                title="状态",
                width=13,
                meaning="按时报送（没有规定截止日期的写“已报送”）、迟报、未报送、日期不明、单位不在名单。",
                tints=(("未报送", "caution"), ("迟报", "caution")),
            ),
            Column(title="日期", width=12, meaning="收到日期；没有登记时用报告落款日期。"),
            Column(title="份数", width=7, style="number", meaning="这个单位报来的份数。"),
            Column(title="计入的文件", width=40, meaning="一个单位报了几份的，以这一份为准。"),
            Column(title="其他文件", width=40, meaning="同一单位的其余各份。"),
            Column(title="说明", width=40, meaning="迟了多少、为什么认不出单位等。"),
        ),
        rows=[
            (
                submission.unit,
                submission.type or "",
                words.submission(submission.status, due=round_.due),
                iso_date(submission.date),
                len(submission.sources),
                submission.sources[0] if submission.sources else "",
                lines(submission.sources[1:]),
                submission.message,
            )
            for submission in round_.submissions
        ],
        empty="没有单位名单，无法核对谁没有报送。请在 round.yaml 中写明 roster。",
    )


def unread(round_: Round) -> Table:
    """读取失败: files that could not be read, then warnings on those that were."""
    rows: list[tuple[Cell, ...]] = [
        (report.source, "未能读取", "", report.error.code, report.error.message)
        for report in round_.reports
        if report.error
    ]
    rows += [
        (
            report.source,
            "已读取，需留意" if report.metadata else "提醒",
            unit_of(report) if report.metadata else "",
            warning.code,
            warning.message,
        )
        for report in round_.reports
        for warning in report.warnings
    ]
    return Table(
        name="读取失败",
        purpose="没有读成的文件及其原因和办法；读成了但需要留意的也列在后面。",
        columns=(
            FILE,
            Column(
                title="情况",
                width=16,
                meaning="未能读取：这份报告没有进入结果。已读取，需留意：已经分析，请按提示核对。",
                tints=(("未能读取", "caution"),),
            ),
            UNIT,
            Column(title="代码", width=16, meaning="原因代码，向维护人员反映时请一并告知。"),
            Column(title="原因和办法", width=80, meaning="发生了什么，请怎么办。"),
        ),
        rows=rows,
        empty="所有文件都顺利读取。",
    )
