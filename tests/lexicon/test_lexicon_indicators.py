"""The shipped canonical indicators: what belongs together does, what is another deed does not."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
import yaml

from analyzer import lexicon
from analyzer.extraction.canonical import canonical_indicator

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "canonical.yaml").read_text(encoding="utf-8"))
ROUND = Path(__file__).parents[2] / "corpus" / "labels" / "round.jsonl"
ENTRIES = lexicon.indicators().indicators


@pytest.mark.parametrize(
    ("name", "unit", "canonical"),
    [pytest.param(*case, id="-".join(map(str, case))) for group in CASES for case in group["cases"]],
)
def test_a_name_goes_where_its_deed_is_counted(name: str, unit: str, canonical: str | None) -> None:
    found = canonical_indicator(name, unit)
    assert (found.name if found else None) == canonical


def test_no_canonical_name_stands_twice() -> None:
    names = Counter(name for entry in ENTRIES for name in (entry.name, *entry.aliases))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_an_entry_fits_the_measures(entry: lexicon.schema.CanonicalIndicator) -> None:
    assert entry.dimension in {group.dimension for group in lexicon.measures().groups}
    assert set(entry.equal_units) <= set(entry.units)
    assert entry.equal_units.get(entry.unit, 1) == 1
    found = [canonical_indicator(entry.name, unit) for unit in entry.units]
    assert found == [entry] * len(found)


def test_most_labelled_figures_have_a_canonical_indicator_of_their_kind() -> None:
    labelled = [
        figure for line in ROUND.read_text(encoding="utf-8").splitlines() for figure in json.loads(line)["indicators"]
    ]
    found = [(figure, canonical_indicator(figure["indicator"], figure["unit"])) for figure in labelled]
    known = [(figure, entry) for figure, entry in found if entry]
    assert len(known) / len(labelled) > 0.7
    assert sum(figure["kind"] == entry.kind for figure, entry in known) / len(known) > 0.93
