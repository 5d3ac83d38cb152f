"""The two streams: results to stdout, messages and progress to stderr, on any console and in any encoding.

In: text. Out: text that can always be printed. Never knows what it says.
"""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from typing import TYPE_CHECKING, Any, Final, TextIO

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_PIPE_WIDTH: Final = 120


def prepare_streams() -> None:
    """A character the console's encoding lacks (GBK, ASCII) becomes ``?`` instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _console(file: TextIO) -> Console:
    from rich.console import Console

    width = None if file.isatty() else _PIPE_WIDTH
    return Console(file=file, highlight=False, markup=False, emoji=False, width=width)


def stdout() -> Console:
    return _console(sys.stdout)


def stderr() -> Console:
    return _console(sys.stderr)


def show(*things: RenderableType) -> None:
    """Print results."""
    stdout().print(*things, sep="\n")


def show_json(data: Any) -> None:
    """Print results for a script: one JSON object, non-ASCII as it is where the stream can carry it."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    text = json.dumps(data, ensure_ascii=not encoding.startswith("utf"), indent=2)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def say(message: str) -> None:
    """Tell the person at the console something; never part of the results."""
    stderr().print(plain(message), soft_wrap=True)


def plain(text: str) -> str:
    """``text`` without what a terminal would obey: a report must not be able to move the cursor."""
    return "".join(
        character if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cf", "Cs"} else "�"
        for character in text
    )
