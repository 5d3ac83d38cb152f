"""The lexicons an inspector edits: the shipped ones are valid; a slip is told with file and line, in Chinese."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analyzer import lexicon
from analyzer.lexicon import LexiconError, check_lexicons, lexicon_folder
from analyzer.lexicon.load import FILES, read_lexicon

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped lexicons that a test may spoil."""
    copy = tmp_path / "词典"
    shutil.copytree(lexicon_folder(), copy)
    return copy


def _spoil(file: Path, old: str, new: str) -> int:
    """Replace one piece of a lexicon file; the line (1-based) where it stood."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_every_shipped_lexicon_is_valid() -> None:
    assert check_lexicons() == []
    assert {path.name for path in lexicon_folder().glob("*.yaml")} == set(FILES)


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_shipped_lexicon_says_what_it_is_for(name: str) -> None:
    first = (lexicon_folder() / name).read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert CHINESE.search(first)


@pytest.mark.parametrize("name", sorted(FILES))
def test_entries_are_read_once_and_frozen(name: str) -> None:
    read = getattr(lexicon, name.removesuffix(".yaml"))
    entry = read()
    assert entry is read()
    with pytest.raises(ValueError, match="frozen"):
        setattr(entry, next(iter(type(entry).model_fields)), ())


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        pytest.param("reports.yaml", "\nbulletin_marks:", "\nbulletin_mark:", "缺少这一项", id="missing key"),
        pytest.param("reports.yaml", "\nbulletin_marks:", "\nbulletin_mark:", "不认识的项目名", id="unknown key"),
        pytest.param("campaigns.yaml", "followed_by: [", "followed_by: 活动 #[", "列表", id="a word for a list"),
        pytest.param("campaigns.yaml", "[活动, 行动,", "[活动, 12,", "应当是文字", id="a number for a word"),
        pytest.param("figures.yaml", "total_rows: '", "total_rows: '(", "正则表达式有误", id="bad pattern"),
        pytest.param("campaigns.yaml", "[活动, 行动,", "[活动, 活动,", "重复的词条：活动", id="a word twice"),
        pytest.param("campaigns.yaml", "[活动, 行动,", "[活动, '  ',", "空白词条", id="a blank word"),
        pytest.param("reports.yaml", "kind: circular", "kind: circulars", "不是允许的取值", id="no such kind"),
        pytest.param("indicators.yaml", "name: 走访户数, dimension: 户, unit: 户, kind: input", "name: 走访户数, dimension: 户, unit: 户, kind: inputs", "不是允许的取值", id="no such figure kind"),
        pytest.param("circular.yaml", "走访企业: '走访企业{amount}'", "走访企业: '走访企业'", "花括号应当正好是：{amount}", id="a slot lost"),
        pytest.param("circular.yaml", "received: ['共收到材料{files}']", "received: ['共收到材料{files}{units}']", "花括号应当正好是：{files}", id="a slot too many"),
        pytest.param("circular.yaml", "other_verbs: [推行]", "other_verbs: []", "至少要有一种说法", id="no variant"),
        pytest.param("measures.yaml", "factors: {口人: 1}", "factors: {口人: 一}", "应当是数字", id="a word for a factor"),
    ],
)  # fmt: skip
def test_a_fault_names_file_and_line_and_says_what_is_wrong(
    folder: Path, name: str, old: str, new: str, told: str
) -> None:
    line = _spoil(folder / name, old, new) + old.startswith("\n")
    faults = check_lexicons(folder)
    matching = [fault for fault in faults if told in fault]
    assert matching, faults
    assert all(fault.startswith(str(folder / name)) for fault in faults)
    if told != "缺少这一项":  # what is missing stands on no line; the file's start is named
        assert f"第 {line} 行" in matching[0]
    else:
        assert re.search(r"第 \d+ 行", matching[0])
        assert "bulletin_marks" in matching[0]


@pytest.mark.parametrize(
    ("short", "told"),
    [("妇联", "简称“妇联”有两个全称：妇女联合会、残疾人联合会"), ("妇女联合会", "“妇女联合会”既是简称又是全称")],
)
def test_a_short_name_that_leads_to_two_units_is_told_with_both(folder: Path, short: str, told: str) -> None:
    _spoil(folder / "units.yaml", "残疾人联合会: [残联]", f"残疾人联合会: [{short}]")
    [fault] = check_lexicons(folder)
    assert fault.startswith(str(folder / "units.yaml"))
    assert "abbreviations" in fault
    assert told in fault


def test_every_fault_of_a_folder_is_told_at_once(folder: Path) -> None:
    _spoil(folder / "campaigns.yaml", "[活动, 行动,", "[活动, 活动,")
    _spoil(folder / "reports.yaml", "kind: circular", "kind: circulars")
    _spoil(folder / "figures.yaml", "total_rows: '", "total_rows: '(")
    assert {Path(fault.split("：")[0]).name for fault in check_lexicons(folder)} == {
        "campaigns.yaml",
        "reports.yaml",
        "figures.yaml",
    }


def test_a_file_that_is_not_utf8_is_told(folder: Path) -> None:
    file = folder / "campaigns.yaml"
    file.write_bytes(file.read_text(encoding="utf-8").encode("gb18030"))
    [fault] = check_lexicons(folder)
    assert str(file) in fault
    assert "UTF-8" in fault


def test_broken_yaml_is_told_with_its_line(folder: Path) -> None:
    file = folder / "campaigns.yaml"
    lines = file.read_text(encoding="utf-8").count("\n")
    file.write_text(file.read_text(encoding="utf-8") + "乱写的: [一, 二\n", encoding="utf-8")
    [fault] = check_lexicons(folder)
    found = re.search(r"第 (\d+) 行", fault)
    assert found
    assert lines + 1 <= int(found[1]) <= lines + 2
    assert "YAML" in fault


@pytest.mark.parametrize(
    "content", ["", "# 只有注释\n", "- 一\n- 二\n", "一句话\n"], ids=["empty", "comment", "list", "word"]
)
def test_a_file_of_another_shape_is_told(folder: Path, content: str) -> None:
    (folder / "campaigns.yaml").write_text(content, encoding="utf-8")
    faults = check_lexicons(folder)
    assert faults
    assert all(str(folder / "campaigns.yaml") in fault and "第 1 行" in fault for fault in faults)
    assert all(CHINESE.search(fault.removeprefix(str(folder / "campaigns.yaml"))) for fault in faults)


def test_a_missing_file_is_told(folder: Path) -> None:
    (folder / "units.yaml").unlink()
    [fault] = check_lexicons(folder)
    assert "units.yaml" in fault
    assert "找不到" in fault


def test_a_file_under_an_unknown_name_is_told(folder: Path) -> None:
    (folder / "unit.yaml").write_text("types: []\n", encoding="utf-8")
    [fault] = check_lexicons(folder)
    assert "unit.yaml" in fault
    assert "检查文件名" in fault


def test_reading_a_faulty_file_stops_with_every_fault(folder: Path) -> None:
    _spoil(folder / "reports.yaml", "\nbulletin_marks:", "\nbulletin_mark:")
    with pytest.raises(LexiconError) as problem:
        read_lexicon(folder / "reports.yaml", FILES["reports.yaml"])
    assert len(str(problem.value).splitlines()) == 2


def test_no_fault_speaks_english(folder: Path) -> None:
    _spoil(folder / "reports.yaml", "\nbulletin_marks:", "\nbulletin_mark:")
    _spoil(folder / "campaigns.yaml", "followed_by: [", "followed_by: 活动 #[")
    _spoil(folder / "measures.yaml", "factors: {口人: 1}", "factors: 口人")
    for fault in check_lexicons(folder):
        message = fault.split("行：", 1)[1].split("：", 1)[1]
        assert not re.search(r"[a-z]{4,}", message), message


def test_the_environment_chooses_the_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = _spoil(folder / "campaigns.yaml", "names:\n  [三解三促, ", "names:\n  [三解三促, 三看三问, ")
    assert line
    monkeypatch.setenv("ANALYZER_LEXICONS", str(folder))
    assert lexicon_folder() == folder
    assert "三看三问" in lexicon.campaigns().names
    monkeypatch.delenv("ANALYZER_LEXICONS")
    assert "三看三问" not in lexicon.campaigns().names


def test_an_inspectors_own_word_changes_what_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "（一）发放宣传品30摞。"
    program = f"from analyzer.extraction.spans import find_figures; print([f.text for f in find_figures({text!r})])"
    _spoil(folder / "measures.yaml", "words: [吨, 公斤,", "words: [摞, 吨, 公斤,")
    told = {}
    for name, chosen in (("own", str(folder)), ("shipped", str(lexicon_folder()))):
        monkeypatch.setenv("ANALYZER_LEXICONS", chosen)
        monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
        run = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
        told[name] = run.stdout.strip()
    assert told == {"own": "['30摞']", "shipped": "[]"}
