"""Files that are no submissions: what they were probably meant to be."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.show import show
from grader.intake.stray import guess, is_expected, judge_file, judge_folder

SLUGS = ["mlp", "cnn", "mlp_vs_cnn", "conv_strided"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("MLP.py", "mlp"),
        ("mlp (1).py", "mlp"),
        ("mlp-2.ipynb", "mlp"),
        ("mlp_final_v2.py", "mlp"),
        ("Copy of mlp.py", "mlp"),
        ("mlp.py.txt", "mlp"),
        ("mlp.ipynb.txt", "mlp"),
        ("mlp", "mlp"),
        ("mlp.PY", "mlp"),
        ("mpl.py", "mlp"),
        ("conv-strided.py", "conv_strided"),
        ("convstrided.py", "conv_strided"),
        ("conv strided.py", "conv_strided"),
        ("mlp_vs_cnn (2).py", "mlp_vs_cnn"),
        ("foo.py", ""),
        ("weights.pt", ""),
        ("report.pdf", ""),
    ],
)
def test_guess(name: str, meant: str) -> None:
    """A name that is nearly an exercise's is told apart from one that is not."""
    assert guess(name, SLUGS) == meant


@pytest.mark.parametrize(
    ("name", "into"), [("mlp.py.txt", "mlp.py"), ("mlp.ipynb.txt", "mlp.ipynb"), ("cnn", "cnn.py")]
)
def test_misnamed_file(name: str, into: str) -> None:
    """A file whose name is nearly an exercise's is to be renamed, and to what."""
    stray = judge_file(name, SLUGS, ())
    assert (stray.message, stray.meant) == (
        f"{name} is not graded; rename it to {into}",
        into.partition(".")[0],
    )


def test_copy_of_what_was_handed_in() -> None:
    """A copy of what was handed in properly is only mentioned."""
    stray = judge_file("old.zip/mlp.py.txt", SLUGS, {"mlp"})
    assert stray.message == "old.zip/mlp.py.txt is not graded, mlp was handed in without it"
    assert stray.meant == ""


def test_unknown_file() -> None:
    """A file like no exercise's gets the list of those there are."""
    assert judge_file("weights.pt", SLUGS, ()).message == (
        "weights.pt belongs to no exercise; expected SLUG.py or SLUG.ipynb, "
        "SLUG being one of mlp, cnn, mlp_vs_cnn, conv_strided"
    )


@pytest.mark.parametrize(
    "name",
    [".DS_Store", ".git", ".ipynb_checkpoints", "__pycache__", "__MACOSX", "README.md", "README_mlp.md",
     "public_tests_mlp.py", "figure.svg", "Thumbs.db"],
)  # fmt: skip
def test_expected_files(name: str) -> None:
    """What `grader start` copies, and what systems leave behind, is passed over."""
    assert is_expected(name)


@pytest.mark.parametrize("name", ["cnn.py", "cnn.ipynb"])
def test_folders(tmp_path: Path, name: str) -> None:
    """A file one folder too deep is found; any other folder is only mentioned."""
    (tmp_path / "mlp").mkdir()
    assert judge_folder(tmp_path / "mlp", SLUGS).message == "mlp is a folder, and nothing in it is graded"
    (tmp_path / "mlp" / name).write_text("x = 1\n")
    stray = judge_folder(tmp_path / "mlp", SLUGS)
    assert stray.message == f"mlp/{name} lies one folder too deep and is not graded; move it up"
    assert stray.meant == "cnn"


@pytest.mark.skipif(sys.platform == "win32", reason="names are bytes on POSIX only")
@given(st.binary(min_size=1, max_size=255).filter(lambda name: b"/" not in name and b"\0" not in name))
def test_any_name_can_be_shown(name: bytes) -> None:
    """Whatever bytes a name consists of, what is said of it is one printable, encodable line."""
    shown = show(os.fsdecode(name))
    message = judge_file(shown, SLUGS, ()).message
    assert message.isprintable()
    assert message.encode()


@given(st.text())
def test_any_text_can_be_shown(name: str) -> None:
    """Names from a zip are any text, half characters included."""
    assert show(name).isprintable()
    assert show(name).encode() is not None


def test_long_names_cost_nothing() -> None:
    """A name built to make patterns backtrack is judged like any other."""
    for name in ("mlp" + " (1)" * 60 + "!.py", "-_" * 120 + "mlp"):
        guess(name, SLUGS)
    assert guess("mlp" + "1" * 240 + "x.py", SLUGS) == "mlp"
