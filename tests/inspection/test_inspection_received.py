"""Which file a row of the received list means, and what is said of a row that means none."""

from __future__ import annotations

from pathlib import Path

import pytest
from annotated_rounds import written

from analyzer.inspection import RoundConfig, inspect, unfitting

FILES = ("一/沙桥镇总结.docx", "一/河口镇.pdf", "二/河口镇.docx", "3.12小结.docx")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("一/沙桥镇总结.docx", None),
        ("沙桥镇总结.docx", None),
        ("沙桥镇总结", None),
        ("一/沙桥镇总结", None),
        ("3.12小结", None),  # what follows the point is no ending
        ("河口镇", ["“河口镇”", "二/河口镇.docx", "一/河口镇.pdf", "后缀"]),  # two files
        ("二/河口镇", None),
        ("沙桥镇", ["1 行", "“沙桥镇”"]),  # a part of a name is no name
        ("沙桥镇总结.pdf", ["1 行", "“沙桥镇总结.pdf”"]),
        ("没有这个文件.docx", ["1 行", "“没有这个文件.docx”"]),
    ],
)
def test_rows_that_fit_no_file_are_told(row: str, told: list[str] | None) -> None:
    sentences = unfitting({row: "2012-06-26", "3.12小结.docx": "2012-06-20"}, FILES)
    assert len(sentences) == (told is not None)
    assert all(word in sentences[0] for word in told or ())


def test_many_rows_are_one_sentence() -> None:
    (sentence,) = unfitting({f"没有{number}.docx": "2012-06-26" for number in range(40)}, FILES)
    assert "40 行" in sentence
    assert "没有14.docx" in sentence
    assert "没有15.docx" not in sentence


@pytest.mark.parametrize(
    ("received", "status"),
    [
        ({"沙桥镇总结": "2012-06-26"}, "late"),
        ({"沙桥镇总结": "2012-06-26", "沙桥镇总结.docx": "2012-06-21"}, "late"),  # the later of two rows, as ever
        ({"沙桥镇": "2012-06-26"}, "on_time"),
    ],
)
def test_a_name_without_its_ending_gives_the_date(received: dict[str, str], status: str, tmp_path: Path) -> None:
    report = written(tmp_path, "沙桥镇总结", "contact| 走访了农户。", unit="沙桥镇", date="2012-06-20")
    (submission,) = inspect([report], RoundConfig(due="2012-06-25", received=received)).submissions
    assert submission.status == status
