"""The how-to pages: of one shape, with commands that there are and links that lead somewhere."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from grader.cli.main import cli

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
# A page for each system that a course may live in, for somebody who knows only that.
SYSTEMS = (
    "autolab", "canvas", "check50", "classroom50", "codabench", "github", "gitlab", "gradescope", "moodle",
    "nbgrader", "prairielearn", "reports",
)  # fmt: skip
SHAPE = (
    "What you need", "From nothing to a graded class", "What students see", "What can be wrong", "The wall",
)  # fmt: skip
ENDS = {"|", "||", "&&", ";", ">", "2>"}
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")


def commands(page: Path) -> Iterator[list[str]]:
    """The words of each of the grader's commands in a page's blocks of shell, Make and YAML."""
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"^ *```(?:shell|bash|make|yaml)\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            found = re.search(r"(?:^|\s)grader ((?!@|-|=).*)", line.partition(" #")[0])
            if found and not re.search(r"pip install|docker|^\s*image:", line):
                words = shlex.split(found[1])
                yield words[: next((at for at, word in enumerate(words) if word in ENDS), len(words))]


def anchors(page: Path) -> set[str]:
    """What GitHub calls the headings of a page in addresses."""
    headings = re.findall(r"^#+ (.*)", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_systems_page_has_the_shape(name: str) -> None:
    """It says what is needed, what to do, what students see, what can be wrong, what the wall is worth."""
    text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)", text, re.MULTILINE)
    assert [one for one in headings if one in SHAPE] == [one for one in SHAPE if one in headings]
    assert set(SHAPE) <= set(headings)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_and_option_is_there(page: Path) -> None:
    """What a page says to type is a command of the grader with options and arguments that it takes."""
    for words in commands(page):
        command: click.Command = cli
        context = click.Context(cli)
        rest = list(words)
        while isinstance(command, click.Group):
            found = command.get_command(context, rest.pop(0))
            assert found, f"{page.name}: no command in `grader {shlex.join(words)}`"
            command, context = found, click.Context(found, parent=context)
        try:
            given, _, _ = command.make_parser(context).parse_args(rest)
        except click.UsageError as error:
            pytest.fail(f"{page.name}: `grader {shlex.join(words)}`: {error.format_message()}")
        needed = [one for one in command.params if one.required and isinstance(one, click.Option)]
        missing = [one.opts[0] for one in needed if one.name not in given]
        assert not missing, f"{page.name}: `grader {shlex.join(words)}`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    """A link to a file of the repository, and to a heading in one, is right."""
    text = re.sub(r"^ *(```+).*?^ *\1", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for name, anchor in _LINK.findall(re.sub(r"`[^`\n]*\]\([^`\n]*`", "", text)):
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{page.name}: {name}"
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), f"{page.name}: {name}#{anchor}"
