"""The ``analyzer`` command: arguments in, a library call, panels and an exit code out. No logic stands here.

Exit codes: 0 done; 1 the work itself failed; 2 wrong usage; 3 done, but some files could not be read.
Never knows how anything is computed; what a command needs is imported when it runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_INTERRUPTED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; no exception and no traceback leaves here."""
    from analyzer.cli import faults
    from analyzer.cli.console import prepare_streams

    prepare_streams()
    try:
        from analyzer.cli.app import app

        code = app(args=None if arguments is None else list(arguments), prog_name="analyzer", standalone_mode=False)
    except BaseException as fault:
        return faults.report(fault)
    if code == _INTERRUPTED:  # typer swallows the exception itself
        return faults.report(KeyboardInterrupt())
    return code if isinstance(code, int) else 0
