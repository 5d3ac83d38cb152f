"""The planted copies are what they say, and the product finds nearly all of them without taking a formula for one."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
import _planting
import copying as bench

from analyzer.inspection.masking import folded

SENTENCES = [
    _planting.Piece("群众反映三组灌溉渠淤塞，40亩秧田缺水，水利站及时调来挖机清淤。", (0,)),
    _planting.Piece("5月20日通水，三组秧田全部插上秧，每户省下抽水费30元，村民很满意。", (1,)),
    _planting.Piece("建立周三接访日，由班子成员轮流坐班，办理来访12件。", (2,)),
]


def test_a_third_of_the_benchmarks_synonyms_the_product_does_not_know() -> None:
    pairs = _planting.WORDS["synonyms"]
    same = [pair for pair in pairs if folded(pair[0]) == folded(pair[1])]
    assert len(pairs) >= 50
    assert len(same) <= 2 * len(pairs) / 3, same


@pytest.mark.parametrize("seed", range(5))
def test_reordering_loses_no_character_and_knows_where_each_piece_came_from(seed: int) -> None:
    pieces = _planting.reorder(SENTENCES, random.Random(seed))
    signs = str.maketrans("", "", "，。；、")
    joined = ["".join(each.text for each in some).translate(signs) for some in (SENTENCES, pieces)]
    assert sorted(joined[0]) == sorted(joined[1])
    for piece in pieces:
        origins = "".join(SENTENCES[number].text for number in piece.origins)
        assert set(piece.text.translate(signs)) <= set(origins)


def test_paraphrasing_changes_the_words_and_keeps_the_sentences() -> None:
    said = _planting.paraphrase(SENTENCES, random.Random(3))
    assert [piece.origins for piece in said] == [(0,), (1,), (2,)]
    assert all(one.text != other.text for one, other in zip(SENTENCES, said, strict=True))


def test_one_round_is_measured_and_its_copies_are_found() -> None:
    figures = bench.measured("develop", 1)
    whole = figures.by["all", "all"]
    assert whole.copies >= 12
    assert whole.f1 >= 0.9
    assert whole.precision >= 0.9
    assert figures.alarmed == 0
    assert figures.first_right == figures.first_told > 0
