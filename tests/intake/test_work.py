"""A handed-in file as Python."""

import importlib.util
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.parts import marked_slugs, part_of
from grader.intake.read import read_bytes
from grader.intake.work import CODE_LIMIT_BYTES, open_work, read_work

SLUGS = ["mlp", "cnn"]
LINE = st.sampled_from([
    "x = 1", "def f():", "    return 1", "", "# exercise: mlp", "# exercise: cnn", "# exercise: foo", "'''",
    "é = 2", "# coding: latin-1",
])  # fmt: skip
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


def test_a_script_stays_as_it_is() -> None:
    """A file of Python is submitted byte for byte."""
    work = open_work("mlp.py", b"\xef\xbb\xbfx = 1\r\n", SLUGS)
    one = work.submission("ada", "mlp")
    assert (one.student, one.slug, one.filename, one.source) == (
        "ada",
        "mlp",
        "mlp.py",
        b"\xef\xbb\xbfx = 1\r\n",
    )
    assert (one.cells, one.note, one.problem) == ((), "", "")


@pytest.mark.parametrize("name", ["mlp.ipynb", "mlp.py", "MLP.IPYNB"])
def test_a_notebook_by_any_name(notebook: Callable[..., bytes], name: str) -> None:
    """A notebook's code is submitted under the name of its file, with where its cells begin."""
    one = open_work(name, notebook("x = 1", "y = 2"), SLUGS).submission("ada", "mlp")
    assert one.filename == name
    assert one.source == b"# coding: utf-8\n\nx = 1\ny = 2\n"
    assert one.cells == (3, 4)


def test_what_was_left_out_is_said(notebook: Callable[..., bytes]) -> None:
    """The note names the file and the first of the cells that are no Python, and counts the others."""
    one = open_work("hw.ipynb", notebook("x = 1", *["x ="] * 5), SLUGS).submission("ada", "mlp")
    assert one.note.startswith(
        "hw.ipynb: cell 2 is left out: invalid syntax, line 1 (`x =`); cell 3 is left out"
    )
    assert one.note.endswith("; and so are 2 more")


@pytest.mark.parametrize(
    ("texts", "line"),
    [
        ((), "hw.ipynb has no code in it; hand in"),
        (("md:# a", "  \n"), "hw.ipynb has no code in it; hand in"),
        (
            ("#" * (CODE_LIMIT_BYTES + 1),),
            "the code in hw.ipynb has 1.0 MiB, and 1 MiB is the limit; hand in",
        ),
    ],
)
def test_notebooks_with_nothing_or_too_much(
    notebook: Callable[..., bytes], texts: tuple[str, ...], line: str
) -> None:
    """A notebook without code, or with more than a program may have, has one line instead."""
    work = open_work("hw.ipynb", notebook(*texts), SLUGS)
    assert work.problem.startswith(line)
    assert work.submission("ada", "mlp").source == b""


def test_megabytes_of_outputs_do_not_count(notebook: Callable[..., bytes]) -> None:
    """Only the code is limited to a mebibyte."""
    raw = notebook("x = 1").replace(b'"outputs": []', b'"outputs": ["' + b"x" * 20_000_000 + b'"]')
    assert open_work("hw.ipynb", raw, SLUGS).problem == ""


def test_files_on_disk(tmp_path: Path, notebook: Callable[..., bytes]) -> None:
    """A file is read up to 32 MiB, which is what a notebook may have; a script of that size is refused."""
    (tmp_path / "mlp.py").write_bytes(
        notebook("x = 1").replace(b'"outputs": []', b'"outputs": ["' + b"x" * 2**21 + b'"]')
    )
    assert read_work("mlp.py", partial(read_bytes, tmp_path / "mlp.py"), SLUGS).cells == (3,)
    (tmp_path / "mlp.py").write_bytes(b"#" * 2**21)
    assert read_work("mlp.py", partial(read_bytes, tmp_path / "mlp.py"), SLUGS).problem.startswith(
        "mlp.py has 2.0 MiB, and 1 MiB is the limit"
    )
    with (tmp_path / "mlp.ipynb").open("wb") as file:
        file.truncate(33 * 2**20)
    assert read_work("mlp.ipynb", partial(read_bytes, tmp_path / "mlp.ipynb"), SLUGS).problem.startswith(
        "mlp.ipynb has 33.0 MiB, and 32 MiB is"
    )


def test_parts(notebook: Callable[..., bytes]) -> None:
    """An exercise's part is what follows its marks, and what all share; its notes and cells are its own."""
    work = open_work(
        "hw.ipynb", notebook("import a", "md:# `mlp`", "m = 1", "m =", "md:# `cnn`", "c = 1", "c ="), SLUGS
    )
    assert marked_slugs(work) == ["mlp", "cnn"]
    mlp, cnn = (part_of(work, slug).submission("ada", slug) for slug in SLUGS)
    assert mlp.source == b"# coding: utf-8\n\nimport a\nm = 1\n"
    assert cnn.source == b"# coding: utf-8\n\nimport a\n\n\nc = 1\n"
    assert (mlp.cells, cnn.cells) == ((3, 4), (3, 4, 5, 6))
    assert "cell 3" in mlp.note
    assert "cell 5" not in mlp.note
    assert mlp.digest != cnn.digest


def test_marks_that_name_nothing_known_are_comments() -> None:
    """A file in which no mark names an exercise has none."""
    assert open_work("hw.py", b"# exercise: foo\nx = 1\n", SLUGS).marks == ()


@given(st.lists(LINE, max_size=12), ENDS)
def test_a_part_keeps_its_line_numbers(lines: list[str], end: str) -> None:
    """Each line of a part stands where it stood; all others are blank; and the parts make up the file."""
    source = "".join(f"{line}{end}" for line in lines).encode()
    work = open_work("hw.py", source, SLUGS)
    if work.problem:
        return
    whole = source.splitlines()
    slugs = marked_slugs(work)
    parts = [part_of(work, slug).source.splitlines() for slug in slugs]
    for part in parts:
        assert len(part) <= len(whole)
        assert all(new in {old, b""} for old, new in zip(whole, part, strict=False))
    owner, owners = "", {mark.line: mark.slug or "nobody" for mark in work.marks}
    for place, line in enumerate(lines):
        owner = owners.get(place + 1, owner)
        for slug, part in zip(slugs, parts, strict=True):
            there = part[place] if place < len(part) else b""
            if owner in {"", slug}:
                assert there == line.encode()
            elif "coding" not in line:
                assert there == b""


@pytest.mark.parametrize("mark_first", [True, False])
def test_a_part_keeps_the_files_encoding(mark_first: bool) -> None:
    """A declared encoding holds for every part, even where another one's lines have it."""
    lines = (
        ["# exercise: mlp", "# coding: latin-1"] if mark_first else ["# coding: latin-1", "# exercise: mlp"]
    )
    source = "\n".join([*lines, "x = 'é'", "# exercise: cnn", "y = 'é'"]).encode("latin-1")
    part = part_of(open_work("hw.py", source, SLUGS), "cnn").source
    assert "y = 'é'" in importlib.util.decode_source(part)


@given(st.binary(max_size=300), st.sampled_from(["a.py", "a.ipynb", "\ud800.py", "a\n.py"]))
def test_any_bytes_have_an_answer(content: bytes, name: str) -> None:
    """No bytes make opening raise: there is a program, or one printable line."""
    work = open_work(name, content, SLUGS)
    assert work.problem.isprintable()
    assert work.name.isprintable()
    assert work.submission("ada", "mlp").digest
