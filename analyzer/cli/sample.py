"""Where the sample round lies: in the installed package, or in a checkout's ``corpus``.

In: nothing. Out: a folder with ``reports`` and ``round.yaml``. Never knows what is in them.
"""

from __future__ import annotations

from pathlib import Path

import analyzer
from analyzer.cli.faults import FAILED, Refusal


def sample_round() -> Path:
    """The sample round's folder.

    Raises:
        Refusal: ``no_sample`` where neither place has one.
    """
    package = Path(analyzer.__file__).parent
    for folder in (package / "_sample_round", package.parent / "corpus" / "sample-round"):
        if (folder / "round.yaml").is_file() and (folder / "reports").is_dir():
            return folder
    message = "找不到自带的样本轮，安装可能不完整。请重新安装，或在源代码文件夹中运行。"
    raise Refusal("no_sample", message, exit_code=FAILED)
