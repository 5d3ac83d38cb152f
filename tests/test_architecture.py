"""The house itself: order of the rooms, size and names of modules, what must never be imported or reached."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "analyzer"
MODULES = sorted(PACKAGE.rglob("*.py"))
OUR_CODE = sorted(
    file for folder in ("analyzer", "corpus", "tests", "benchmarks") for file in (ROOT / folder).rglob("*.py")
)

#: Addresses that are names, not places: XML namespaces and the licence of a vendored file.
NAMESPACES = re.compile(
    r"https?://(?:schemas\.openxmlformats\.org|schemas\.microsoft\.com|purl\.oclc\.org|purl\.org/dc|www\.w3\.org)/"
)
HEAVY = ("pandas", "numpy", "sklearn", "scipy", "skops", "jieba", "sqlalchemy", "alembic", "docx", "lxml",
         "pdfplumber", "pypdfium2", "xlsxwriter", "jinja2", "matplotlib", "pydantic")  # fmt: skip


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_imports_go_only_downwards() -> None:
    """The contracts of .importlinter, with its own account of a breach."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("file", OUR_CODE, ids=_name)
def test_no_module_is_longer_than_one_can_read(file: Path) -> None:
    limit = 400 if file.is_relative_to(PACKAGE) else 500
    assert len(file.read_text(encoding="utf-8").splitlines()) <= limit


def test_no_module_is_an_attic() -> None:
    attics = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "processor"}
    assert [_name(file) for file in OUR_CODE if file.stem in attics or file.parent.name in attics] == []


@pytest.mark.parametrize("file", MODULES, ids=_name)
def test_every_module_says_what_it_is(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    if not tree.body:
        return  # an empty __init__.py has nothing to say
    docstring = ast.get_docstring(tree)
    assert docstring, "no docstring: what comes in, what goes out, what it never knows"
    assert len(docstring.split()) >= 4


def test_nothing_unpickles() -> None:
    """A pickle runs whatever stands in it. (Own worker processes talk over multiprocessing's pipes.)"""
    banned = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal"}
    assert [(_name(f), name) for f in MODULES for name in _imports(f) if name.split(".")[0] in banned] == []
    loads = [_name(f) for f in MODULES if re.search(r"joblib\.load|read_pickle|allow_pickle\s*=\s*True",
                                                    f.read_text(encoding="utf-8"))]  # fmt: skip
    assert loads == []


def test_nothing_talks_to_the_network() -> None:
    banned = {"requests", "httpx", "urllib3", "aiohttp", "socket", "http", "ftplib", "smtplib", "urllib.request"}
    found = [
        (_name(file), name)
        for file in MODULES
        if "web" not in file.relative_to(PACKAGE).parts
        for name in _imports(file)
        if name in banned or name.split(".")[0] in banned
    ]
    assert found == []


def test_no_shipped_file_points_to_an_address() -> None:
    """Code, templates, lexicons: nothing is fetched when a result is opened. Namespaces are names, not places."""
    shipped = [*PACKAGE.rglob("*"), *(ROOT / "lexicons").rglob("*")]
    texts = [f for f in shipped if f.suffix in {".py", ".html", ".css", ".js", ".yaml", ".txt", ".json", ".mako"}]
    found = [
        f"{_name(file)}:{number}: {line.strip()[:120]}"
        for file in texts
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(r"https?://", NAMESPACES.sub("", line)) and "LICENSE" not in line
    ]
    assert found == []


def test_results_bring_no_address_along() -> None:
    """The page loads nothing: its own policy forbids it, and there is nothing to load."""
    page = (PACKAGE / "export" / "templates" / "report.html").read_text(encoding="utf-8")
    assert "Content-Security-Policy" in page
    assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)\s*=", page)


@pytest.mark.parametrize("module", ["analyzer", "analyzer.cli", "analyzer.cli.app", "analyzer.run"])
def test_import_is_light(module: str) -> None:
    """``analyzer --help`` must answer at once: nothing heavy is imported before it is needed."""
    code = f"import {module}, sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(json.loads(done.stdout))
    assert [name for name in HEAVY if name in loaded] == []


def test_the_locks_name_no_host_and_hash_everything() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text, name
        pins = re.findall(r"^([a-z0-9][\w.-]*)==\S+(.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)*)", text, re.MULTILINE)
        assert len(pins) > 30, name
        assert [package for package, rest in pins if "--hash=" not in rest] == [], name


def test_the_locks_agree() -> None:
    """What is tested is what is installed."""
    pins = [
        dict(re.findall(r"^([a-z0-9][\w.-]*)==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    ]
    assert {
        name: (version, pins[1].get(name)) for name, version in pins[0].items() if pins[1].get(name) != version
    } == {}


def test_the_locks_cover_what_is_declared() -> None:
    import tomllib

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name, wanted in (
        ("requirements.lock", declared["dependencies"]),
        ("requirements-dev.lock", [*declared["dependencies"], *declared["optional-dependencies"]["dev"]]),
    ):
        pinned = set(re.findall(r"^([a-z0-9][\w.-]*)==", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        packages = {re.split(r"[\[<>=~! ;]", line)[0].lower().replace("_", "-") for line in wanted}
        assert packages - pinned == set(), f"{name}: run `make lock`"
