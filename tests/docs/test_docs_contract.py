"""The documents say what the program does: codes, fields, keys, tables, sheets. A change in one must reach the other."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from analyzer import errors, types
from analyzer.export import STANDARD_FILES, workbook
from analyzer.inspection import load_round
from analyzer.inspection.assessment_weights import WEIGHTS
from analyzer.inspection.round_config import Limits, _RoundFile
from analyzer.lexicon.load import FILES
from analyzer.records import to_record
from analyzer.store.frames import FRAME_COLUMNS, TOTAL_COLUMNS, UNIT_COLUMNS
from analyzer.types.names import ASSESSED

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _section(text: str, heading: str) -> str:
    """What stands between a heading and the next of the same level or above."""
    level = heading.split(" ")[0]
    found = re.search(
        rf"^{re.escape(heading)}[^\n]*\n(.*?)(?=^#{{1,{len(level)}}} |\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert found, f"no section {heading!r}"
    return found.group(1)


def _code_rows(text: str) -> dict[str, str]:
    return dict(re.findall(r"^\| `([a-z_]+)` \| (.+) \|$", text, re.MULTILINE))


def _coded(text: str) -> set[str]:
    return set(re.findall(r"`([a-z_0-9.]+)`", text))


def _fenced(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_every_reason_code_stands_in_the_list_with_its_own_sentence() -> None:
    text = _text("docs/errors.md")
    assert _code_rows(_section(text, "## 没有读成")) == errors.ERRORS
    assert _code_rows(_section(text, "## 读成了")) == errors.WARNINGS


def test_what_is_tried_again_is_named() -> None:
    from analyzer.renew import RETRIED

    line = next(line for line in _text("docs/errors.md").splitlines() if line.startswith("每次运行都会重试的"))
    assert _coded(line) & errors.ALL_CODES == RETRIED


def test_round_yaml_keys_are_all_explained() -> None:
    text = _text("docs/round-yaml.md")
    assert set(re.findall(r"^\| `([a-z_]+)` \|", _section(text, "## 各项"), re.MULTILINE)) == {
        *_RoundFile.model_fields,
        *Limits.model_fields,
    }
    assert {stage.value for stage in types.Stage} <= _coded(text)


@pytest.mark.parametrize("name", ["README.md", "docs/round-yaml.md"])
def test_round_yaml_examples_are_valid(name: str, tmp_path: Path) -> None:
    for example in _fenced(_text(name), "yaml"):
        data = yaml.safe_load(example)
        for key in ("references", "earlier"):
            for path in data.get(key, ()):
                (tmp_path / "round" / path).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / "round" / path).touch()
        (tmp_path / "round").mkdir(exist_ok=True)
        roster, received, scores = _fenced(_text("docs/round-yaml.md"), "csv")
        tables = {"roster": roster, "received": received, "自评": scores, "群评": scores}
        for key, csv in tables.items():
            (tmp_path / "round" / f"{key}.csv").write_text(csv, encoding="utf-8")
        (tmp_path / "round" / "round.yaml").write_text(example, encoding="utf-8")
        config = load_round(tmp_path / "round" / "round.yaml")
        assert config.name == data["name"]
        assert [unit.unit for unit in config.roster] == ["安渡镇", "市机构编制委员会办公室"]


def test_every_field_of_a_record_is_explained_in_order() -> None:
    record = to_record(
        types.Analysis(
            source="a.docx",
            sha256=None,
            status="ok",
            metadata=types.Metadata(
                title=None, unit=None, unit_type=None, campaign=None, date=None, report_kind=types.ReportKind.OTHER
            ),
            assessment=types.Assessment(
                verdict=None, substance=None, confidence=None, needs_review=False, reasons=(),
                stage=types.Stage.NOT_STARTED, findings=(), roles=(),
            ),
        )
    )  # fmt: skip
    section = _section(_text("docs/architecture.md"), "## results.jsonl")
    table = section.split("`findings` 的每一项")[0]
    told = [
        name for cell in re.findall(r"^\| (`[^|]+?) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", cell)
    ]
    assert told == list(record)


@pytest.mark.parametrize(
    ("part", "thing"),
    [
        ("indicators", types.Indicator), ("practices", types.Practice), ("units", types.UnitMention),
        ("copies", types.Copy), ("copies", types.CopiedPassage), ("checks", types.Check), ("findings", types.Finding),
        ("sentences", types.Sentence),
    ],
)  # fmt: skip
def test_every_field_of_a_part_is_explained(part: str, thing: type) -> None:
    section = _section(_text("docs/architecture.md"), "## results.jsonl")
    assert {field.name for field in fields(thing)} - _coded(section) == set(), part


def test_every_code_is_explained() -> None:
    annotation = _coded(_text("docs/annotation.md"))
    for codes in (
        types.Verdict,
        types.ReportKind,
        types.Stage,
        types.FindingCode,
        types.Role,
        types.Qualifier,
        types.FigureKind,
        types.Accrual,
        types.Whose,
    ):
        assert {code.value for code in codes} <= annotation, codes.__name__
    from analyzer.export import words

    assert set(words.CHECKS) | set(words.COPY_KINDS) | set(words.DOUBTS) <= _coded(_text("docs/architecture.md"))


def test_the_guideline_and_the_screen_use_the_same_words() -> None:
    from analyzer.export import words

    text = _text("docs/annotation.md")
    for names in (words.VERDICTS, words.FINDINGS, words.ROLES):
        for code, name in names.items():
            assert f"`{code}` {name}" in text, code


def test_the_tables_for_researchers_have_the_columns_that_are_promised() -> None:
    section = _section(_text("docs/researcher.md"), "## 打开")
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| (.+) \|$", section, re.MULTILINE)
    assert [name for name, _ in rows] == list(FRAME_COLUMNS)
    for name, columns in rows:
        assert set(re.findall(r"`(\w+)`", columns)) <= set(FRAME_COLUMNS[name]), name


def test_the_tables_of_totals_have_the_columns_that_are_promised() -> None:
    section = _section(_text("docs/researcher.md"), "## 汇总")
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| (.+) \|$", section, re.MULTILINE)
    assert {name: tuple(re.findall(r"`(\w+)`", columns)) for name, columns in rows} == TOTAL_COLUMNS


def test_the_tables_of_units_have_the_columns_that_are_promised() -> None:
    section = _section(_text("docs/researcher.md"), "## 单位")
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| (.+) \|$", section, re.MULTILINE)
    assert {name: tuple(re.findall(r"`(\w+)`", columns)) for name, columns in rows} == UNIT_COLUMNS


def test_every_item_of_the_assessment_is_explained_with_its_weight() -> None:
    section = _section(_text("docs/round-yaml.md"), "## 考评表")
    rows = re.findall(r"^\| (\S+) `(\w+)` \| (\d+) \|", section, re.MULTILINE)
    assert {item: float(weight) for _, item, weight in rows} == WEIGHTS
    assert {item: name for name, item, _ in rows} == ASSESSED


def test_every_lexicon_file_is_explained() -> None:
    files = set(re.findall(r"^\| `(\w+\.yaml)` \|", _text("docs/lexicons.md"), re.MULTILINE))
    assert files == set(FILES)


def test_lexicon_examples_fit_their_schema() -> None:
    from analyzer.lexicon.schema import CanonicalIndicator

    example = next(text for text in _fenced(_text("docs/lexicons.md"), "yaml") if "indicators:" in text)
    entry = CanonicalIndicator.model_validate(yaml.safe_load(example)["indicators"][0])
    explained = set(re.findall(r"`(\w+)`", _section(_text("docs/lexicons.md"), "## 加一个指标")))
    assert set(CanonicalIndicator.model_fields) <= explained
    assert entry.name == "代办证件"


def test_the_readme_names_the_sheets_and_files() -> None:
    empty = types.Round(
        name="", campaign=None, period=None, due=None, reports=(), totals=(), submissions=(), practices=()
    )
    sheets = ["总览", *(table.name for table in workbook.tables(empty)), "说明"]
    text = _text("README.md")
    assert "、".join(sheets) in text
    assert all(f"`{name}`" in text for name in STANDARD_FILES)


def test_the_order_of_the_rooms_is_the_one_that_is_enforced() -> None:
    enforced = re.search(r"layers =\n((?:    .+\n)+)", _text(".importlinter"))
    assert enforced
    layers = [re.findall(r"(?<!\()\b[a-z_]+\b(?!\))", line) for line in enforced.group(1).splitlines()]
    shown = next(line for line in _text("docs/architecture.md").splitlines() if line.startswith("`cli` →"))
    assert [re.findall(r"`(\w+)`", part) for part in shown.split("→")] == [
        layer for layer in layers if layer != ["__main__"]
    ]


def test_model_card_names_the_evidence_families() -> None:
    from analyzer.assessment.verdict import FAMILIES

    section = _section(_text("docs/model-card.md"), "## 特征")
    assert len(re.findall(r"^\| (?!种类|---)", section, re.MULTILINE)) == len(FAMILIES)
