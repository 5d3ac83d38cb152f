"""What counts as a text layer that lies: one row a text, with the reason it is in the table."""

from __future__ import annotations

import pytest

from analyzer.reading.garbled import LIMIT, common_characters, garbled_share

REPORT = "今年以来，我镇按照市委统一部署，组织干部进村入户，面对面听取群众意见，实打实解决突出问题，修路12公里，受益群众900户。"
PLAIN = [
    (REPORT, "a report"),
    ("", "nothing"),
    ("共计 86 户 1.2 万元 98% 2012-06-20 — ( ) / 3,400", "mostly figures"),
    ("We used the GIS map of Liuqiao to mark every spot on the dyke.", "English"),
    ("Le café de l'été à Orléans, où l'on élève des bœufs.", "French"),
    ("本鎮組織幹部走訪農戶，收集意見，修築道路，群眾滿意，工作取得成效。" * 2, "traditional characters"),
    ("姓名 电话 王建国 13800000000 李淑芬 陈志强 马秀英 赵玉兰 周国栋", "a list of names"),
    ("①走访②座谈③整改 ★☆ □√ →", "signs that reports use"),
    ("PM2.5 SO2 COD NH3-N pH 7.2 GB/T 9704 ISO 9001 dB(A)", "abbreviations without vowels"),
    ("蟹塘增氧泵浦藕荻圩堤涵闸淤浚泵站埝埂塍茭荸荠芡菱" + REPORT, "rare words of a water region"),
]
GARBLED = [
    ("(cid:123)(cid:45)(cid:6)" * 9, "pdfminer's marks"),
    ("\ue001\ue002\ue003" * 20, "private use"),
    ("\ufffd" * 30 + "12", "replacement characters"),
    (REPORT.encode("gbk").decode("latin-1"), "GBK read as Latin-1"),
    (REPORT.encode().decode("latin-1"), "UTF-8 read as Latin-1"),
    (REPORT.encode("utf-8").decode("gbk", "ignore"), "UTF-8 read as GBK"),
    (
        "".join(chr(ord(c) + 0x1230) if "\u4e00" <= c <= "\u8dcf" else c for c in REPORT),
        "ideographs shifted by a wrong map",
    ),
    ("".join(chr(0x100 + n * 7 % 900) for n in range(200)), "glyph numbers as code points"),
    ("!\"#$%&'()*+,-./:;<=>?@" * 5, "a subset font numbered from the exclamation mark"),
]


@pytest.mark.parametrize(("text", "why"), PLAIN, ids=[row[1] for row in PLAIN])
def test_plain(text: str, why: str) -> None:
    assert garbled_share(text) <= LIMIT


@pytest.mark.parametrize(("text", "why"), GARBLED, ids=[row[1] for row in GARBLED])
def test_garbled(text: str, why: str) -> None:
    assert garbled_share(text) > LIMIT


def test_the_list_of_common_characters() -> None:
    assert 900 < len(common_characters()) < 2000
    assert all("\u4e00" <= character <= "\u9fff" for character in common_characters())
