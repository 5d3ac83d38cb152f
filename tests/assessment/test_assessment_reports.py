"""Whole assessments of the small reports in ``cases/reports.yaml`` with the model in use."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from analyzer.assessment.verdict import STRANGE_TEXT
from analyzer.pipeline import analyze_document
from analyzer.reading import read_bytes
from analyzer.types import Analysis, Assessment, FindingCode, Role, Stage, Verdict

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "reports.yaml").read_text(encoding="utf-8"))
BY_NAME = {case["name"]: case for case in CASES}
CITED = re.compile(r"〔句([\d、]+)〕")
every_report = pytest.mark.parametrize("name", list(BY_NAME))


@cache
def _analysed(text: str) -> Analysis:
    return analyze_document(read_bytes(text.encode(), "report.md"), source="report.md")


def _assessed(name: str) -> tuple[Analysis, Assessment]:
    analysis = _analysed(BY_NAME[name]["text"])
    assert analysis.assessment
    return analysis, analysis.assessment


@every_report
def test_the_verdict(name: str) -> None:
    _, assessment = _assessed(name)
    assert assessment.verdict == BY_NAME[name]["verdict"]


@every_report
def test_the_stage(name: str) -> None:
    _, assessment = _assessed(name)
    assert assessment.stage in [Stage(stage) for stage in BY_NAME[name]["stage"]]


@every_report
def test_the_findings(name: str) -> None:
    _, assessment = _assessed(name)
    found = {finding.code for finding in assessment.findings}
    assert found >= set(BY_NAME[name]["findings"])
    assert not found & set(BY_NAME[name]["never"])


@every_report
def test_a_finding_shows_sentences_of_the_report(name: str) -> None:
    analysis, assessment = _assessed(name)
    for finding in assessment.findings:
        assert 0.5 <= finding.score <= 1
        assert re.search(r"[\u4e00-\u9fff]", finding.message)
        assert finding.evidence
        assert len(set(finding.evidence)) == len(finding.evidence)
        assert all(0 <= sentence < len(analysis.sentences) for sentence in finding.evidence)
    scores = [finding.score for finding in assessment.findings]
    assert scores == sorted(scores, reverse=True)


@every_report
def test_the_reasons_are_chinese_sentences_that_cite_the_report(name: str) -> None:
    analysis, assessment = _assessed(name)
    assert 1 <= len(assessment.reasons) <= 4
    assert len(set(assessment.reasons)) == len(assessment.reasons)
    for reason in assessment.reasons:
        assert reason.endswith("。")
        assert re.search(r"[\u4e00-\u9fff]", reason)
    cited = [
        int(number) for reason in assessment.reasons for group in CITED.findall(reason) for number in group.split("、")
    ]
    assert cited
    assert all(0 <= number < len(analysis.sentences) for number in cited)


@every_report
def test_a_formalistic_verdict_says_what_could_change_it(name: str) -> None:
    _, assessment = _assessed(name)
    hints = [reason for reason in assessment.reasons if reason.startswith("改进提示")]
    assert len(hints) == (assessment.verdict is Verdict.FORMALISTIC)


def test_a_plan_is_told_what_its_tasks_leave_open_and_never_that_it_has_no_deeds() -> None:
    _, assessment = _assessed("写得空的计划")
    (told,) = [reason for reason in assessment.reasons if reason.startswith("作为计划看")]
    assert "由谁负责的0句、何时做或何时完成的0句、有数量可对照的0句" in told
    assert not re.search("写结果的内容|接触类内容|已完成的数据|事例", "".join(assessment.reasons))
    assert all(finding.code is not FindingCode.CONTACT_ONLY for finding in assessment.findings)


@pytest.mark.parametrize(
    ("task", "who", "when", "amount"),
    [
        ("由水利站负责，8月底前清淤渠道3公里，解决三组灌溉难题。", 1, 1, 1),
        ("汛期前由副镇长牵头对全镇的泵站逐一进行检修维护。", 1, 1, 0),
        ("进一步加大工作力度，着力解决群众反映强烈的突出问题。", 0, 0, 0),
    ],
)
def test_who_when_and_how_much_of_a_plan(task: str, who: int, when: int, amount: int) -> None:
    analysis = _analysed(
        f"# 沙桥镇2012年工作计划\n\n为做好工作，制定本计划。\n\n一、主要任务\n\n{task}\n\n沙桥镇人民政府\n"
    )
    told = next(reason for reason in analysis.reasons if reason.startswith("作为计划看"))
    assert f"由谁负责的{who}句、何时做或何时完成的{when}句、有数量可对照的{amount}句" in told


@every_report
def test_substance_is_on_the_verdicts_side(name: str) -> None:
    _, assessment = _assessed(name)
    assert assessment.substance is not None
    assert 0 <= assessment.substance <= 100
    assert (assessment.substance >= 50) == (assessment.verdict is Verdict.SUBSTANTIVE)


@every_report
def test_confidence_is_a_probability_for_the_verdict_given(name: str) -> None:
    _, assessment = _assessed(name)
    assert assessment.confidence is not None
    assert 0.5 <= assessment.confidence < 1  # a method that is sure to 100% would be lying
    assert assessment.needs_review or assessment.confidence >= 0.8


@every_report
def test_every_sentence_has_one_role(name: str) -> None:
    analysis, assessment = _assessed(name)
    assert [role.sentence for role in assessment.roles] == [sentence.id for sentence in analysis.sentences]
    assert all(1 / len(Role) <= role.confidence <= 1 for role in assessment.roles)


def test_deeds_grade_above_contact_and_contact_above_empty_words() -> None:
    def grade(name: str) -> float:
        return _assessed(name)[1].substance or 0.0

    deeds = [case["name"] for case in CASES if case["verdict"] == "substantive"]
    rest = [case["name"] for case in CASES if case["verdict"] == "formalistic"]
    assert min(map(grade, deeds)) > max(map(grade, rest)) + 15
    assert grade("送温暖次数多") > grade("部门套话")


def _text(name: str, change: Callable[[str], str]) -> Any:
    analysis = _analysed(change(BY_NAME[name]["text"]))
    assert analysis.assessment
    return analysis.assessment


@pytest.mark.parametrize(
    "name", [case["name"] for case in CASES if case["verdict"] == "formalistic" and "计划" not in case["name"]]
)
def test_more_contact_numbers_do_not_make_it_substantive(name: str) -> None:
    """Guideline, rule 1: numbers of visits and meetings count contacts, not change."""
    more = "全年走访农户21200户、企业1137家，慰问困难户3300户，送去慰问金85万元，召开座谈会445场，发放联系卡25000张，撰写民情日记1986篇。"
    changed = _text(
        name,
        lambda text: text.replace("\n\n一、", f"\n\n{more}\n\n一、", 1) if "\n\n一、" in text else text + f"\n{more}\n",
    )
    assert changed.verdict is Verdict.FORMALISTIC


def test_promises_do_not_make_it_substantive() -> None:
    """Guideline, rule 5: the future tense never counts."""
    promises = "下一步，将硬化水泥路3.5公里，新建桥梁2座，更换变压器4台，为320户农户接通自来水，帮助64名工人讨回工资。"
    changed = _text("走访慰问座谈", lambda text: text.replace("下一步，我镇", promises + "我镇"))
    assert changed.verdict is Verdict.FORMALISTIC


@pytest.mark.parametrize("title", ["关于全市“三解三促”活动开展情况的通报", "沙桥镇“三解三促”活动实施方案"])
def test_circulars_and_schemes_are_not_judged(title: str) -> None:
    text = BY_NAME["通水修渠，有头有尾"]["text"].replace("沙桥镇“三解三促”活动总结", title)
    analysis = _analysed(text)
    assert analysis.assessment
    assert analysis.metadata
    assert analysis.metadata.report_kind in ("circular", "scheme")
    assert (analysis.assessment.verdict, analysis.assessment.substance, analysis.assessment.confidence) == (
        None,
        None,
        None,
    )
    assert analysis.assessment.findings == ()
    assert analysis.assessment.reasons == ()
    assert len(analysis.assessment.roles) == len(analysis.sentences)


def test_text_read_by_ocr_always_needs_review() -> None:
    from dataclasses import replace

    document = read_bytes(BY_NAME["走访慰问座谈"]["text"].encode(), "report.md")
    plain, ocr = (analyze_document(replace(document, ocr=flag)).assessment for flag in (False, True))
    assert plain
    assert ocr
    assert (plain.needs_review, ocr.needs_review) == (False, True)
    assert replace(ocr, needs_review=False) == plain


@pytest.mark.parametrize("text", ["# 活动总结\n", "走访。\n", "# 总结\n\n| 村 | 户数 |\n|---|---|\n| 河东村 | 12 |\n"])
def test_a_report_of_a_line_is_assessed_without_a_fault(text: str) -> None:
    analysis = _analysed(text)
    assert analysis.assessment
    assert analysis.assessment.verdict is Verdict.FORMALISTIC
    assert len(analysis.assessment.roles) == len(analysis.sentences)


RECIPE = """# 红烧鱼的做法

鱼洗净，两面划几刀，用盐、料酒、姜片腌二十分钟。锅里放油烧热，鱼身拍一层淀粉，下锅煎到两面金黄，盛出备用。
锅底留油，下葱段、蒜瓣、八角、干辣椒炒香，加生抽、老抽、白糖和一碗清水，烧开后把鱼放回锅里，中火焖十五分钟。
汤汁收浓时淋少许香醋，撒香菜出锅。鱼腥味重的，可以先用热水烫一遍。喜欢甜口的，白糖加到两勺。
"""
MANUAL = """# 软件安装说明

双击安装包，按提示选择目录，勾选创建快捷方式，点击下一步直到完成。首次启动会弹出登录窗口，输入账号密码。
系统采用浏览器加服务器结构，前端用脚本渲染页面，后端提供接口，数据库保存用户表、权限表和日志表。
接口返回状态码，成功为零，失败时返回错误信息。单元测试覆盖登录、查询、导出三个模块，全部用例通过。
"""


@pytest.mark.parametrize("text", [RECIPE, MANUAL])
def test_a_text_of_another_kind_is_left_to_a_person(text: str) -> None:
    assessment = _analysed(text).assessment
    assert assessment
    assert assessment.needs_review
    assert STRANGE_TEXT in assessment.reasons


@every_report
def test_a_report_of_the_kind_is_no_stranger(name: str) -> None:
    assert STRANGE_TEXT not in _assessed(name)[1].reasons


def test_findings_have_codes_of_the_closed_list_once_each() -> None:
    for name in BY_NAME:
        codes = [finding.code for finding in _assessed(name)[1].findings]
        assert len(set(codes)) == len(codes)
        assert set(codes) <= set(FindingCode)
