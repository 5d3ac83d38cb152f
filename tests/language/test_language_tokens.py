"""Words: the tokens lose no character, keep the lexicon's words whole and leave the caller's jieba alone."""

from __future__ import annotations

import os
import subprocess
import sys

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer import lexicon
from analyzer.language.normalise import fold
from analyzer.language.tokens import cut, place

texts = st.text(
    alphabet=st.one_of(
        st.sampled_from("镇村走访农户民情日记市水利局２６０.8%，。 \n“”ａB"), st.characters(codec="utf-8")
    ),
    max_size=60,
)


@given(texts)
def test_joined_tokens_are_the_folded_text(text: str) -> None:
    assert "".join(cut(text)) == fold(text)


@given(texts)
def test_tokens_know_their_place(text: str) -> None:
    folded = fold(text)
    placed = place(text)
    assert [token for token, _, _ in placed] == cut(text)
    assert all(folded[start:end] == token for token, start, end in placed)
    assert [start for _, start, _ in placed] == [0, *(end for _, _, end in placed)][: len(placed)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("推行民情日记制度", "民情日记"),
        ("发放便民联系卡八百张", "便民联系卡"),
        ("市国税局上门办税", "国税局"),
        ("市文广新局送戏下乡", "文广新局"),
        ("参加三解三促活动", "三解三促"),
        ("市妇联看望留守儿童", "妇联"),
        ("逐户走村入户听意见", "走村入户"),
    ],
)
def test_words_of_the_lexicons_stay_whole(text: str, word: str) -> None:
    assert word in cut(text)


def test_known_practices_stay_whole_in_running_text() -> None:
    names = [name for name in lexicon.practices().names if 2 <= len(name) <= 8]
    assert len(names) > 20
    assert [name for name in names if name not in cut(f"我镇推行{name}，效果好。")] == []


def test_full_width_digits_are_one_token() -> None:
    assert cut("走访农户２６０户")[-2:] == ["260", "户"]


def test_the_callers_own_jieba_is_untouched() -> None:
    cut("推行民情日记制度")
    assert jieba.dt.user_word_tag_tab == {}
    assert "民情日记" not in jieba.lcut("推行民情日记制度")


def test_loading_says_nothing_and_is_the_same_in_every_process() -> None:
    command = (
        "from analyzer.language.tokens import cut; print('|'.join(cut('市水利局推行民情日记制度，走访农户２６０户。')))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", command],
            capture_output=True,
            encoding="utf-8",
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        )
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout == "|".join(cut("市水利局推行民情日记制度，走访农户２６０户。")) + "\n"
    assert [run.stderr for run in runs] == ["", ""]
