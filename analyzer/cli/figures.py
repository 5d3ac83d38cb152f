"""What ``evaluate`` measured → plain data, and a table of name and value.

In: any nest of dataclasses, mappings and numbers. Out: the same for ``--json`` or the terminal. Never knows what the
figures mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

from rich.table import Table


def as_data(measured: Any) -> Any:
    """Plain data of whatever the measurement gives."""
    if is_dataclass(measured) and not isinstance(measured, type):
        return asdict(measured)
    return dict(measured) if isinstance(measured, Mapping) else measured


def panel(measured: Any) -> Table:
    """One row a figure."""
    table = Table(title="测量结果", title_justify="left")
    table.add_column("项目", overflow="fold")
    table.add_column("数值", justify="right", overflow="fold")
    for name, value in _flat(measured):
        table.add_row(name, f"{value:.4f}" if isinstance(value, float) else str(value))
    return table


def _flat(data: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _flat(value, f"{above}.{key}" if above else str(key))
    else:
        yield above, data
