"""Who was first: the day of arrival decides, the date under the report only where that says nothing."""

from __future__ import annotations

import pytest

from analyzer.inspection.first import Dates, who_was_first


@pytest.mark.parametrize(
    ("one", "other", "first"),
    [
        (("2012-06-20", "2012-06-01"), ("2012-06-21", "2012-05-01"), "this"),  # a date may be set back, arrival not
        (("2012-06-20", "2012-06-19"), ("2012-06-20", "2012-06-18"), "other"),
        ((None, "2012-05"), (None, "2012-05-20"), "unknown"),  # a month says nothing about days
        ((None, "2012-05"), (None, "2012-06-20"), "this"),
        ((None, None), (None, "2012-06-20"), "unknown"),
        (("2012-06-20", "2012-06-01"), (None, "2012-06-02"), "this"),
    ],
)
def test_who_was_first(one: tuple[str | None, str | None], other: tuple[str | None, str | None], first: str) -> None:
    a, b = (Dates(received=received, own=own) for received, own in (one, other))
    assert who_was_first(a, b) == first
    turned = {"this": "other", "other": "this", "unknown": "unknown"}
    assert who_was_first(b, a) == turned[first]
