"""What a reader may type: commands, options, make targets, links and paths in the documents are real."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click
import pytest
import typer

from analyzer.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "corpus" / "README.md",
]


def _page(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _commands() -> dict[str, set[str]]:
    """Every command, "lexicon check" among them, with its options."""
    found: dict[str, set[str]] = {}

    def walk(command: click.Command, name: str) -> None:
        children = getattr(command, "commands", None)
        if children:
            for child, under in children.items():
                walk(under, f"{name} {child}".strip())
        else:
            found[name] = {option for parameter in command.params for option in parameter.opts} | {"--help"}

    walk(typer.main.get_command(app), "")
    return found


COMMANDS = _commands()


def _calls(text: str) -> list[str]:
    """Each ``analyzer …`` that a document shows as something to type."""
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    shown = "".join(body for language, body in fences if language in ("", "console"))
    lines = [line.split("#")[0] for line in shown.splitlines() if line.startswith(("$ ", "> "))]
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", prose)
    return [call for line in (*lines, *spans) for call in re.findall(r"(?:^|[\s\\/])analyzer (?!·)([a-z-].*)$", line)]


@pytest.mark.parametrize("page", PAGES, ids=_page)
def test_commands_and_options_are_real(page: Path) -> None:
    for call in _calls(page.read_text(encoding="utf-8")):
        if call.strip() == "--version":
            continue
        name = next((name for name in COMMANDS if call == name or call.startswith(f"{name} ")), None)
        assert name, f"analyzer {call}"
        options = set(re.findall(r"(?<!\S)(--?[a-z]+)", call))
        assert options <= COMMANDS[name], f"analyzer {call}"


@pytest.mark.parametrize("page", PAGES, ids=_page)
def test_options_named_by_themselves_are_real(page: Path) -> None:
    ours = set().union(*COMMANDS.values()) | {"--version", "--labels", "--card"}  # the last two: corpus/tools/build.py
    named = set(re.findall(r"`(--?[a-z-]+)[^`]*`", page.read_text(encoding="utf-8")))
    assert named <= ours


def test_the_readme_shows_every_command() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| `analyzer (.+?)` \|", text, re.MULTILINE)
    assert {name for name in COMMANDS if any(row == name or row.startswith(f"{name} ") for row in table)} == set(
        COMMANDS
    )
    assert len(table) == len(COMMANDS)
    english = text.split("Commands:")[1].split(";")[0]
    assert set(re.findall(r"`([a-z ]+)`", english)) == set(COMMANDS)


def test_exit_codes_are_the_programs() -> None:
    from analyzer.cli import faults

    text = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    for code, meaning in (
        (0, "做完了"),
        (faults.FAILED, "运行失败"),
        (faults.USAGE, "用法不对"),
        (faults.SOME_UNREAD, "没有读成"),
    ):
        assert re.search(rf"^\| {code} \| .*{meaning}", text, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=_page)
def test_make_targets_are_real(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|\$ )make ([a-z]+)", page.read_text(encoding="utf-8"))) <= targets


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=_page)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {_anchor(heading) for heading in headings}, link


@pytest.mark.parametrize("page", PAGES, ids=_page)
def test_pages_name_no_host_and_no_place_on_a_machine(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"https?://|pypi|(?<![\w.])/(?:home|root|work|tmp|opt|usr|Users)/|[A-Z]:\\", text)


@pytest.mark.parametrize("page", PAGES, ids=_page)
def test_python_examples_use_what_there_is(page: Path) -> None:
    """Every import of an example works and every ``analyzer.…`` name exists."""
    import importlib

    import analyzer

    for block in re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and node.module:
                module = importlib.import_module(node.module)
                assert all(hasattr(module, alias.name) for alias in node.names), node.module
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "analyzer":
                assert hasattr(analyzer, node.attr), node.attr


def test_figures_have_their_place() -> None:
    for name in ("README.md", "docs/model-card.md"):
        assert re.search(
            r"<!-- figures -->\n\|.*<!-- /figures -->", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL
        )


def test_pictures_are_small() -> None:
    pictures = list((ROOT / "docs" / "images").iterdir())
    assert {picture.name for picture in pictures} >= {"round.png", "workbook.png"}
    assert all(picture.stat().st_size < 300_000 for picture in pictures)
