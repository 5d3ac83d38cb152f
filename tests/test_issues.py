"""What users saw go wrong, each through the whole analyzer; named for what it shows."""

from __future__ import annotations

from analyzer.pipeline import analyze_document
from analyzer.reading import read_bytes
from analyzer.types import Analysis


def _report(*paragraphs: str, title: str = "沙桥镇“三解三促”活动总结") -> Analysis:
    text = "\n\n".join([f"# {title}", "市“三解三促”活动办公室：", *paragraphs, "沙桥镇人民政府", "2012年6月20日"])
    return analyze_document(read_bytes(text.encode(), "report.md"))


def _values(analysis: Analysis) -> dict[str, object]:
    return {indicator.text: indicator.value for indicator in analysis.indicators}


def test_a_thousands_separator_does_not_cut_the_amount() -> None:
    """1,100万元 was read as 100万元."""
    assert _values(_report("累计落实帮扶资金1,100万元。")) == {"1,100万元": 11_000_000}


def test_full_width_digits_are_shown_as_written_and_counted() -> None:
    """走访农户２６０户 was not found; the quotation must stay as the report prints it."""
    assert _values(_report("班子成员走访农户２６０户，发放联系卡８００张。")) == {"２６０户": 260, "８００张": 800}


def test_words_are_not_turned_into_numbers() -> None:
    """统一思想 became 统1思想 with a general converter."""
    analysis = _report("统一思想，十分重视，万众一心，千方百计抓落实。")
    assert analysis.indicators == ()
    assert any(sentence.text.startswith("统一思想，十分重视") for sentence in analysis.sentences)


def test_visits_of_people_are_not_people() -> None:
    """人次 and 人 were added up."""
    units = {i.text: i.unit for i in _report("培训农民1.2万人次，120名机关干部参加。").indicators}
    assert units["1.2万人次"] == "人次"
    assert units["120名"] == "名"


def test_a_mixed_numeral_is_one_number() -> None:
    """3万4000元 was read as 3万 and 4000元."""
    assert _values(_report("修路投资3万4000元。")) == {"3万4000元": 34_000}


def test_the_first_number_of_a_range_shares_the_scale() -> None:
    """2到3万元 was read as 2 to 30000."""
    [found] = _report("每户补助贷款2到3万元。").indicators
    assert (found.value, found.value_high) == (20_000, 30_000)


def test_an_amount_over_a_hundred_million_is_not_ten_thousand_times_too_big() -> None:
    assert _values(_report("全年到位帮扶资金3亿2000万元。")) == {"3亿2000万元": 320_000_000}


def test_towns_that_share_their_last_character_are_all_found() -> None:
    """李中、新垛等镇: only 新垛 was found, as a village."""
    analysis = _report("李中、新垛等镇先后来学习。")
    assert [(u.text, u.name) for u in analysis.units if u.sentence == 2] == [("李中", "李中镇"), ("新垛", "新垛镇")]


def test_the_campaign_is_never_a_practice() -> None:
    """“三解三促” headed the list of practices of every unit."""
    analysis = _report("扎实开展“三解三促”活动，推行“六必谈”制度。")
    assert [practice.name for practice in analysis.practices] == ["六必谈"]


def test_a_telephone_number_is_no_figure() -> None:
    assert _report("联系人：李明，电话：0523-81234567，手机13912345678。").indicators == ()


def test_numbered_headings_stay_with_their_sentence_and_count_nothing() -> None:
    analysis = _report("（一）走访到户。班子成员走访农户260户。", "1.慰问。慰问困难户86户。")
    assert list(_values(analysis)) == ["260户", "86户"]


def test_a_table_without_figures_is_no_fault() -> None:
    analysis = _report("| 姓名 | 联系村 |\n|---|---|\n| 李明 | 河东村 |\n| 王平 | 河西村 |")
    assert analysis.indicators == ()


def test_a_village_named_in_a_townships_report_does_not_take_its_figures() -> None:
    """A township's work in its villages was booked on the villages."""
    holders = {i.text: i.holder for i in _report("在河东村清淤1.8公里，为河西村修桥2座。").indicators}
    assert holders == {"1.8公里": "沙桥镇", "2座": "沙桥镇"}


def test_text_from_a_report_stays_text() -> None:
    """Formulas and markup in a report are quoted, never run or dropped."""
    analysis = _report("=HYPERLINK(1)是系统留下的字样，走访农户260户。")
    assert any("=HYPERLINK(1)" in sentence.text for sentence in analysis.sentences)
