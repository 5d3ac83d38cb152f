"""Lexicon files (YAML) in, validated frozen entries out.

Looks in ``$ANALYZER_LEXICONS``, then in the installed package, then beside a source checkout. An entry that
does not fit its schema is refused with file and line, in Chinese, because inspectors edit these files.
Never knows what a lexicon is used for.
"""

from __future__ import annotations

import os
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from analyzer.lexicon import schema, schema_circular

Model = TypeVar("Model", bound=schema.Entry)

#: Which schema each file must follow.
FILES: dict[str, type[schema.Entry]] = {
    "campaigns.yaml": schema.Campaigns,
    "checks.yaml": schema.Checks,
    "circular.yaml": schema_circular.Circular,
    "figures.yaml": schema.Figures,
    "indicators.yaml": schema.Indicators,
    "measures.yaml": schema.Measures,
    "phrases.yaml": schema.Phrases,
    "practices.yaml": schema.Practices,
    "reports.yaml": schema.Reports,
    "roles.yaml": schema.Roles,
    "synonyms.yaml": schema.Synonyms,
    "times.yaml": schema.Times,
    "trades.yaml": schema.Trades,
    "units.yaml": schema.Units,
}


class LexiconError(ValueError):
    """A lexicon file that cannot be used; the message names file and line and says what was expected."""


def lexicon_folder() -> Path:
    """The folder the lexicons are read from."""
    return _folder(os.environ.get("ANALYZER_LEXICONS"))


@cache  # asked for every word list of every sentence
def _folder(chosen: str | None) -> Path:
    if chosen:
        return Path(chosen)
    packaged = Path(str(resources.files("analyzer"))) / "_lexicons"
    if packaged.is_dir():
        return packaged
    return Path(str(resources.files("analyzer"))).parent / "lexicons"


def _line_of(node: yaml.Node | None, path: tuple[int | str, ...]) -> int:
    """The line (1-based) of the deepest YAML node on ``path``."""
    if node is None:
        return 1
    line: int = node.start_mark.line + 1
    for step in path:
        if isinstance(node, yaml.MappingNode):
            match = next((pair for pair in node.value if pair[0].value == str(step)), None)
            if match is None:
                break
            line, node = match[0].start_mark.line + 1, match[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line


def read_lexicon(path: Path, model: type[Model]) -> Model:
    """Read and validate one file.

    Raises:
        LexiconError: with every fault, one a line, each with file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise LexiconError(f"{path}：找不到或无法打开这个词典文件，请检查词典目录是否完整。") from None
    except UnicodeDecodeError:
        raise LexiconError(f"{path}：文件不是 UTF-8 编码，请用“UTF-8”另存。") from None
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise LexiconError(f"{path}：第 {line} 行：YAML 格式有误，请检查缩进、冒号和引号。") from None
    try:
        return model.model_validate(data)
    except ValidationError as problem:
        faults = [
            f"{path}：第 {_line_of(node, fault['loc'])} 行：{'.'.join(str(step) for step in fault['loc'])}："
            f"{schema.explain(fault['type'], fault['msg'])}"
            for fault in problem.errors()
        ]
        raise LexiconError("\n".join(faults)) from None


@cache
def _load(folder: Path, name: str) -> schema.Entry:
    return read_lexicon(folder / name, FILES[name])


def _typed(name: str, model: type[Model]) -> Model:
    entry = _load(lexicon_folder(), name)
    assert isinstance(entry, model)  # FILES pairs name and model
    return entry


def campaigns() -> schema.Campaigns:
    return _typed("campaigns.yaml", schema.Campaigns)


def checks() -> schema.Checks:
    return _typed("checks.yaml", schema.Checks)


def circular() -> schema_circular.Circular:
    return _typed("circular.yaml", schema_circular.Circular)


def figures() -> schema.Figures:
    return _typed("figures.yaml", schema.Figures)


def indicators() -> schema.Indicators:
    return _typed("indicators.yaml", schema.Indicators)


def measures() -> schema.Measures:
    return _typed("measures.yaml", schema.Measures)


def phrases() -> schema.Phrases:
    return _typed("phrases.yaml", schema.Phrases)


def practices() -> schema.Practices:
    return _typed("practices.yaml", schema.Practices)


def reports() -> schema.Reports:
    return _typed("reports.yaml", schema.Reports)


def roles() -> schema.Roles:
    return _typed("roles.yaml", schema.Roles)


def synonyms() -> schema.Synonyms:
    return _typed("synonyms.yaml", schema.Synonyms)


def times() -> schema.Times:
    return _typed("times.yaml", schema.Times)


def trades() -> schema.Trades:
    return _typed("trades.yaml", schema.Trades)


def units() -> schema.Units:
    return _typed("units.yaml", schema.Units)


def check_lexicons(folder: Path | None = None) -> list[str]:
    """Every fault of every lexicon file, as sentences; empty when all are valid."""
    folder = folder or lexicon_folder()
    faults: list[str] = []
    for name, model in FILES.items():
        try:
            read_lexicon(folder / name, model)
        except LexiconError as problem:
            faults += str(problem).splitlines()
    known = set(FILES)
    faults += [
        f"{path}：不认识的词典文件，请检查文件名。" for path in sorted(folder.glob("*.yaml")) if path.name not in known
    ]
    return faults
