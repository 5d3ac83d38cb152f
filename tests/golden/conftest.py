"""``pytest tests/golden --update-golden`` writes the golden outputs anew; look at the diff before committing it."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden outputs anew")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    # a run of all tests starts above this folder and does not know the option
    return bool(request.config.getoption("update_golden", default=False))
