"""Files that are no submissions: what they were probably meant to be."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.stray import judge_stray, show

SLUGS = ["mlp", "cnn", "mlp_vs_cnn", "conv_strided"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("MLP.py", "mlp"),
        ("mlp (1).py", "mlp"),
        ("mlp-2.py", "mlp"),
        ("mlp_final_v2.py", "mlp"),
        ("Copy of mlp.py", "mlp"),
        ("mlp.py.txt", "mlp"),
        ("mlp", "mlp"),
        ("mlp.PY", "mlp"),
        ("mpl.py", "mlp"),
        ("conv-strided.py", "conv_strided"),
        ("convstrided.py", "conv_strided"),
        ("conv strided.py", "conv_strided"),
        ("mlp_vs_cnn (2).py", "mlp_vs_cnn"),
    ],
)
def test_misnamed_file(tmp_path: Path, name: str, meant: str) -> None:
    """A file whose name is nearly an exercise's is to be renamed, and to what."""
    stray = judge_stray(tmp_path / name, SLUGS, ())
    assert stray is not None
    assert stray.meant == meant
    assert stray.message == f"{name} is not graded; rename it to {meant}.py"


def test_notebook(tmp_path: Path) -> None:
    """A notebook of an exercise is to be exported, for renaming it would not help."""
    stray = judge_stray(tmp_path / "mlp.ipynb", SLUGS, ())
    assert stray is not None
    expected = "mlp.ipynb is not graded; export the notebook as a Python script called mlp.py"
    assert stray.message == expected


def test_copy_beside_the_file(tmp_path: Path) -> None:
    """A copy beside the right file is only mentioned: the right one is graded."""
    stray = judge_stray(tmp_path / "mlp (1).py", SLUGS, {"mlp"})
    assert stray is not None
    assert stray.message == "mlp (1).py is not graded, mlp.py beside it is"
    assert stray.meant == ""


@pytest.mark.parametrize("name", ["foo.py", "weights.pt", "mlp.zip", "report.pdf"])
def test_unknown_file(tmp_path: Path, name: str) -> None:
    """A file like no exercise's gets the list of those there are."""
    stray = judge_stray(tmp_path / name, SLUGS, ())
    assert stray is not None
    assert stray.message == (
        f"{name} belongs to no exercise; expected mlp.py, cnn.py, mlp_vs_cnn.py, conv_strided.py"
    )


@pytest.mark.parametrize(
    "name",
    [
        ".DS_Store",
        ".git",
        "__pycache__",
        "__MACOSX",
        "README.md",
        "README_mlp.md",
        "public_tests_mlp.py",
        "figure.svg",
        "Thumbs.db",
    ],
)
def test_expected_files(tmp_path: Path, name: str) -> None:
    """What `grader start` copies, and what systems leave behind, is passed over."""
    assert judge_stray(tmp_path / name, SLUGS, ()) is None


def test_folders(tmp_path: Path) -> None:
    """A file one folder too deep is found; any other folder is only mentioned."""
    (tmp_path / "mlp").mkdir()
    stray = judge_stray(tmp_path / "mlp", SLUGS, ())
    assert stray is not None
    assert stray.message == "mlp is a folder, and nothing in it is graded"
    (tmp_path / "mlp" / "cnn.py").write_text("x = 1\n")
    stray = judge_stray(tmp_path / "mlp", SLUGS, ())
    assert stray is not None
    assert stray.message == "mlp/cnn.py lies one folder too deep and is not graded; move it up"
    assert stray.meant == "cnn"


@pytest.mark.skipif(sys.platform == "win32", reason="names are bytes on POSIX only")
@given(st.binary(min_size=1, max_size=255).filter(lambda name: b"/" not in name and b"\0" not in name))
def test_any_name_can_be_shown(name: bytes) -> None:
    """Whatever bytes a name consists of, what is said of it is one printable, encodable line."""
    stray = judge_stray(Path("/nowhere") / os.fsdecode(name), SLUGS, ())
    assert stray is None or (stray.message.isprintable() and stray.message.encode())
    assert show(os.fsdecode(name)).isprintable()


def test_long_names_cost_nothing(tmp_path: Path) -> None:
    """A name built to make patterns backtrack is judged like any other."""
    for name in ("mlp" + "1" * 240 + "x.py", "mlp" + " (1)" * 60 + "!.py", "-_" * 120 + "mlp"):
        judge_stray(tmp_path / name, SLUGS, ())
    stray = judge_stray(tmp_path / ("mlp" + "1" * 240 + "x.py"), SLUGS, ())
    assert stray is not None
    assert stray.meant == "mlp"
