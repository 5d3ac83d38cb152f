"""The role of each sentence: the examples of the annotation guideline (section 4) with the model in use."""

from __future__ import annotations

import pytest

from analyzer.pipeline import analyze_document
from analyzer.reading import read_bytes
from analyzer.types import Analysis, Role

#: One example a role, as the guideline prints them.
EXAMPLES = {
    Role.BACKGROUND: "我镇辖12个行政村，人口3.2万。",
    Role.ORGANISATION: "成立以党委书记为组长的领导小组，制定实施方案。",
    Role.PUBLICITY: "编发简报12期，市级以上媒体刊登7篇。",
    Role.CONTACT: "班子成员走访农户260户，发放联系卡800张。",
    Role.PROBLEM: "群众反映三组灌溉渠淤塞，40亩秧田缺水。",
    Role.MEASURE: "水利站调来挖机清淤1.8公里，新装闸门2座。",
    Role.RESULT: "5月20日通水，三组秧田全部插上秧。",
    Role.MECHANISM: "建立“周三接访日”，每周由一名班子成员坐班。",
    Role.SHORTFALL: "个别干部下村次数偏少。",
    Role.PLAN: "下一步，将继续加大走访力度。",
    Role.SLOGAN: "真正做到了让干部受教育、让群众得实惠。",
}


@pytest.fixture(scope="module")
def report() -> Analysis:
    """The examples in the order a report would tell them, each a paragraph of its own but the chain."""
    chain = (Role.PROBLEM, Role.MEASURE, Role.RESULT)
    paragraphs = [EXAMPLES[role] for role in (Role.BACKGROUND, Role.ORGANISATION, Role.PUBLICITY, Role.CONTACT)]
    paragraphs += ["".join(EXAMPLES[role] for role in chain)]
    paragraphs += [EXAMPLES[role] for role in (Role.MECHANISM, Role.SLOGAN, Role.SHORTFALL, Role.PLAN)]
    body = "\n\n".join(paragraphs)
    text = f"# 沙桥镇“三解三促”活动情况汇报\n\n市“三解三促”活动办公室：\n\n{body}\n\n沙桥镇人民政府\n\n2012年6月20日\n"
    return analyze_document(read_bytes(text.encode(), "report.md"))


def _roles(analysis: Analysis) -> dict[str, Role]:
    assert analysis.assessment
    return {analysis.sentences[role.sentence].text: role.role for role in analysis.assessment.roles}


def test_nearly_all_examples_of_the_guideline_get_their_role(report: Analysis) -> None:
    given = _roles(report)
    wrong = {text: given[text] for role, text in EXAMPLES.items() if given[text] is not role}
    assert len(wrong) <= 2, wrong


@pytest.mark.parametrize("role", [Role.CONTACT, Role.PLAN, Role.RESULT, Role.MEASURE])
def test_the_roles_that_the_verdict_rests_on_are_right(report: Analysis, role: Role) -> None:
    assert _roles(report)[EXAMPLES[role]] is role


def test_title_addressee_signature_and_date_are_background(report: Analysis) -> None:
    given = _roles(report)
    for text in ("沙桥镇“三解三促”活动情况汇报", "市“三解三促”活动办公室：", "沙桥镇人民政府", "2012年6月20日"):
        assert given[text] is Role.BACKGROUND, text


def test_the_future_is_a_plan_and_the_past_a_deed(report: Analysis) -> None:
    text = "# 沙桥镇“三解三促”活动情况汇报\n\n## 一、主要做法\n\n{deed}\n\n## 二、下一步打算\n\n{plan}\n"
    changed = text.format(deed="4月，镇水利站清淤1.8公里，新装闸门2座。", plan="今后将清淤3公里，再装闸门5座。")
    given = _roles(analyze_document(read_bytes(changed.encode(), "report.md")))
    assert given["4月，镇水利站清淤1.8公里，新装闸门2座。"] is Role.MEASURE
    assert given["今后将清淤3公里，再装闸门5座。"] is Role.PLAN
