"""Specificity and wording: what is the unit's own in a report, and whose words it uses."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.assessment.role_features import ROLES
from analyzer.assessment.specificity import content_words, count_commonness, find_own
from analyzer.assessment.wording import sentence_weights, told_sentences, wording_features
from analyzer.model.linear import fit_linear, raw_score
from analyzer.types import ReportKind, Role, Sentence

COMMON = ["高度重视，加强领导，深入走访慰问困难群众。", "召开座谈会，广泛听取群众意见和建议。"]
OWN = ["税务所为杂货店退还多缴税款，重新核定定额。", "税源管理股上门辅导个体户网上申报。"]


def _sentences(*texts: str) -> list[Sentence]:
    return [Sentence(id=i, text=text, block=0, page=None, start=0, end=len(text)) for i, text in enumerate(texts)]


def _table(*roles: Role) -> np.ndarray:
    table = np.full((len(roles), len(ROLES)), 0.01)
    for row, role in enumerate(roles):
        table[row, ROLES.index(role)] = 0.9
    return table


def test_a_words_commonness_is_its_share_of_reports() -> None:
    reports = [
        _sentences("走访农户，走访企业。"),
        _sentences("走访农户。"),
        _sentences("修渠通水。"),
        _sentences("走访。"),
    ]
    shares = count_commonness(reports)
    assert shares["走访"] == 0.75  # twice in one report counts once
    assert shares["农户"] == 0.5
    assert "通水" not in shares  # met in a single report: as good as never


def test_what_few_reports_say_is_the_units_own() -> None:
    everyone = count_commonness([_sentences(*COMMON)] * 30)
    sentences = _sentences(*COMMON, *OWN)
    table = _table(Role.ORGANISATION, Role.CONTACT, Role.MEASURE, Role.MEASURE)
    common = find_own(sentences, [0, 1], table, unit="清源县税务局", commonness=everyone)
    own = find_own(sentences, [2, 3], table, unit="清源县税务局", commonness=everyone)
    assert own.features["own:rarity"] > common.features["own:rarity"]
    assert common.features["own:common>0.4"] == 1.0
    assert own.features["own:trade"] > common.features["own:trade"] == 0.0
    assert (common.features["own:trade_silent"], own.features["own:trade_silent"]) == (1.0, 0.0)
    assert set(own.sentences) == {2, 3}
    assert common.sentences == ()


@pytest.mark.parametrize(
    ("unit", "known"),
    [("清源县税务局", 1.0), ("县档案局驻柏树塬村工作队", 1.0), ("荷塘镇", 0.0), (None, 0.0)],
)
def test_the_trade_is_read_from_the_units_name(unit: str | None, known: float) -> None:
    found = find_own(_sentences(*OWN), [0, 1], _table(Role.MEASURE, Role.MEASURE), unit=unit, commonness={})
    assert found.features["own:trade_known"] == known


@given(st.lists(st.text(alphabet="走访农户税务渠水，。一二三0123 镇村“”", max_size=30), max_size=6))
def test_specificity_is_a_number_for_any_text(texts: list[str]) -> None:
    sentences = _sentences(*texts)
    own = find_own(
        sentences, range(len(texts)), _table(*[Role.CONTACT] * len(texts)) if texts else np.zeros((0, len(ROLES))),
        unit="某镇", commonness={"走访": 0.8},
    )  # fmt: skip
    assert all(math.isfinite(value) for value in own.features.values())
    assert set(own.sentences) <= set(range(len(texts)))


def test_content_words_are_chinese_words_of_two_signs_or_more() -> None:
    assert content_words("共走访了260户，Wi-Fi 修好。") == ["走访", "修好"]


def test_slogans_background_and_intentions_do_not_speak_but_a_plans_do() -> None:
    table = _table(Role.SLOGAN, Role.BACKGROUND, Role.PLAN, Role.MEASURE)
    aside = frozenset({Role.SLOGAN, Role.BACKGROUND})
    assert told_sentences(table, ReportKind.SUMMARY, aside=aside) == [3]
    assert told_sentences(table, ReportKind.PLAN, aside=aside) == [2, 3]
    assert told_sentences(np.zeros((0, len(ROLES))), ReportKind.SUMMARY, aside=aside) == []


def test_repeating_a_text_hardly_changes_its_wording() -> None:
    once = wording_features(_sentences(*OWN), [0, 1])
    twice = wording_features(_sentences(*OWN, *OWN), [0, 1, 2, 3])
    assert once.keys() == twice.keys()
    assert all(twice[word] <= once[word] * (1 + math.log(2)) for word in once)


def test_wording_tells_two_kinds_of_report_apart_and_names_the_sentences() -> None:
    contact = [wording_features(_sentences(text), [0]) for text in COMMON * 5]
    deeds = [wording_features(_sentences(text), [0]) for text in OWN * 5]
    labels = ["formalistic"] * len(contact) + ["substantive"] * len(deeds)
    model = fit_linear([*contact, *deeds], labels, strength=10, rarity=True)
    assert raw_score(contact[0], model) < 0 < raw_score(deeds[0], model)
    intercept = float(model.named_steps["classes"].intercept_[0])
    sentences = _sentences(COMMON[0], OWN[0], "天气晴。", COMMON[0])
    weights = sentence_weights(sentences, [0, 1, 2, 3], model)
    assert weights[0] == pytest.approx(weights[3])
    assert weights[0] < 0 < weights[1]
    whole = raw_score(wording_features(sentences, [0, 1, 2, 3]), model)
    assert sum(weights.values()) == pytest.approx(whole - intercept)
    assert raw_score(wording_features([], []), model) == pytest.approx(intercept)
