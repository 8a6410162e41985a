"""`grader new`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_new(grader: Callable[..., Any], tmp_path: Path) -> None:
    """The files are named, the next commands are shown, and the first of them works."""
    said = grader("new", "ants", "--course", tmp_path / "course", "--title", "All about ants")
    assert said.code == 0
    assert f"wrote {tmp_path / 'course' / 'exercises' / 'ants' / 'README.md'}" in said.out
    assert said.out.splitlines()[-1] == f"    grader verify ants --course {tmp_path / 'course'}"
    assert grader("build", "--course", tmp_path / "course").code == 0
    assert "All about ants" in grader("exercises", "--course", tmp_path / "course").out


def test_here(grader: Callable[..., Any], tmp_path: Path, monkeypatch: Any) -> None:
    """Without --course it is written into the folder one is in."""
    monkeypatch.chdir(tmp_path)
    assert grader("new", "ants").code == 0
    assert (tmp_path / "solutions" / "ants.py").is_file()


def test_bad_slug(grader: Callable[..., Any], tmp_path: Path) -> None:
    """A slug that cannot be one is a usage error of one line."""
    said = grader("new", "conv-strided", "--course", tmp_path)
    assert said.code == 2
    assert said.err.startswith("grader: 'conv-strided' is no slug")
    assert len(said.err.splitlines()) == 1
