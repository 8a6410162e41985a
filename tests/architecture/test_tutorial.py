"""The tutorial, done step by step: its files are written, its commands run, its output compared."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_PAGE = Path(__file__).parents[2] / "docs" / "tutorial.md"
_BLOCK = re.compile(
    r"(?:^`(?P<path>[\w./-]+)`:\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


def _run(commands: str, folder: Path) -> str:
    script = f'grader() {{ "{sys.executable}" -m grader "$@"; }}\n{commands}'
    if importlib.util.find_spec("cosmic_ray") is None:
        script = script.replace("grader verify", "grader verify --no-mutants")
    done = subprocess.run(
        [shutil.which("bash") or "bash", "-eu"],
        input=script,
        cwd=folder,
        env={**os.environ, "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
    )
    # Alan's mistake is what `grade` exits with 1 for.
    assert done.returncode == int("grader grade" in commands), f"{commands}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _squeezed(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


@pytest.mark.slow
@pytest.mark.usefixtures("standard_sandbox")
def test_every_step_works(tmp_path: Path) -> None:
    """Whoever types the tutorial in, from its first line to its last, sees what it shows."""
    said: list[str] = []
    shown = 0
    for block in _BLOCK.finditer(_PAGE.read_text(encoding="utf-8")):
        if block["path"]:
            path = tmp_path / block["path"]
            assert path.parent.is_dir(), f"the tutorial writes {path} before its folder is there"
            path.write_text(block["text"], encoding="utf-8")
        elif block["kind"] == "shell":
            said = _squeezed(_run(block["text"], tmp_path))
        else:
            assert block["kind"] == "text"
            missing = [line for line in _squeezed(block["text"]) if not any(line in one for one in said)]
            assert not missing, "\n".join([*missing, "is not among", *said])
            shown += 1
    assert shown == 5
    assert not list((tmp_path / "our-course" / "exercises").rglob("adds_two.py"))


def test_nothing_is_left_to_do() -> None:
    """The tutorial replaces every file that `grader new` writes, but for the one it says can stay."""
    page = _PAGE.read_text(encoding="utf-8")
    begun = set(re.findall(r"^wrote (our-course/\S+)$", page, re.MULTILINE))
    written = set(re.findall(r"^`(our-course/\S+)`:$", page, re.MULTILINE))
    assert {Path(path).name for path in begun - written} == {"adds_two.py", "exercise.py"}
