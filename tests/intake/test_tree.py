"""One student's repository, read as a student's folder is, wherever in it the files lie."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.intake.tree import path_in_repository, read_tree
from grader.model.errors import UsageError
from grader.model.exercise import Exercise
from grader.model.submission import Intake

MLP = "class NeuralNet:\n    pass\n"


def write(root: Path, **files: str) -> Path:
    """A tree of these files; `__` in a name stands for a folder, and the suffix is `.py`."""
    for name, text in files.items():
        path = root / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def taken(intake: Intake) -> dict[str, str]:
    """Slug to the name of the file that is graded."""
    return {one.slug: one.filename for one in intake.submissions if not one.problem}


def test_a_repository_of_everything(
    tmp_path: Path, exercises: list[Exercise], notebook: Callable[..., bytes]
) -> None:
    """Files are found at the top and folders deep, by name, mark and what they define, without noise."""
    root = write(
        tmp_path,
        mlp=MLP,
        week2__hw__cnn="def train_epoch(): pass\n",
        src__strides="# exercise: conv_strided\ndef output_size(): pass\n",
        src__more__main="def pool2d(): pass\n",
        helpers="def helper(): pass\n",
        setup="raise SystemExit\n",
        tests__test_mlp=MLP,
        tests__mlp="wrong\n",
        public_tests_mlp="",
        notes__broken="def (\n",
        data__build="x = 1\n",
    )
    for name in (".git", ".github", "venv", "node_modules", "__pycache__"):
        write(root / name, cnn="stolen\n", mlp="stolen\n")
    (root / "env3").mkdir()
    (root / "env3" / "pyvenv.cfg").touch()
    write(root / "env3" / "lib", conv_no_padding="stolen\n")
    (root / "README.md").write_text("# x\n", encoding="utf-8")
    (root / "data" / "train.bin").write_bytes(b"\0" * 100)
    (root / "conv_half_padding.ipynb").write_bytes(notebook("def same_padding(): pass"))
    intake = read_tree(root, "ada", exercises)
    assert taken(intake) == {
        "mlp": "mlp.py",
        "cnn": "week2/hw/cnn.py",
        "conv_strided": "src/strides.py",
        "pooling": "src/more/main.py",
        "conv_half_padding": "conv_half_padding.ipynb",
    }
    assert intake.findings == ()
    assert {one.student for one in intake.submissions} == {"ada"}
    assert [one.slug for one in intake.submissions] == [one.slug for one in exercises]


def test_of_two_the_one_nearer_to_the_top(tmp_path: Path, exercises: list[Exercise]) -> None:
    """Where two files are named after an exercise, the one less deep is graded, and the student is told."""
    intake = read_tree(write(tmp_path, a__mlp=MLP, zz=MLP, old__copy__mlp=MLP), "ada", exercises)
    assert taken(intake)["mlp"] == "a/mlp.py"
    assert "old/copy/mlp.py" in intake.findings[0].path


def test_what_was_meant_is_told_where_it_is_missing(tmp_path: Path, exercises: list[Exercise]) -> None:
    """A file with nearly the right name is named where nothing else is there for the exercise."""
    intake = read_tree(
        write(tmp_path, hw__MLP="x = 1\n", cnn="class CNN: pass\n", CNN="y = 1\n"), "ada", exercises
    )
    assert [one.path for one in intake.findings] == ["hw/MLP.py"]
    assert "rename it to mlp.py" in next(one.problem for one in intake.submissions if one.slug == "mlp")


def test_links_lead_nowhere(tmp_path: Path, exercises: list[Exercise]) -> None:
    """Neither a linked folder nor a linked file is followed, out of the tree or within it."""
    outside = write(tmp_path / "outside", mlp=MLP, cnn="class CNN: pass\n")
    root = write(tmp_path / "tree", pooling="def pool2d(): pass\n")
    (root / "linked").symlink_to(outside)
    (root / "mlp.py").symlink_to(outside / "mlp.py")
    (root / "loop").symlink_to(root)
    intake = read_tree(root, "ada", exercises)
    assert taken(intake) == {"pooling": "pooling.py"}
    assert "mlp.py is a link" in next(one.problem for one in intake.submissions if one.slug == "mlp")


def test_a_huge_tree_costs_a_bounded_time(tmp_path: Path, exercises: list[Exercise]) -> None:
    """Of a tree with more entries or folders than may be the rest is not looked at, and that is said."""
    root = write(tmp_path / "wide", mlp=MLP)
    for number in range(60):
        (root / f"z{number}.txt").touch()
    found = read_tree(root, "ada", exercises, entries_limit=50)
    assert taken(found) == {"mlp": "mlp.py"}
    assert "more than 50 files" in found.findings[0].message
    deep = write(tmp_path / "deep" / Path(*"abcdefghijk"), mlp=MLP)
    assert deep.is_dir()
    found = read_tree(tmp_path / "deep", "ada", exercises)
    assert taken(found) == {}
    assert "not all of it" in found.findings[0].message


def test_many_other_files_do_not_hide_those_that_count(tmp_path: Path, exercises: list[Exercise]) -> None:
    """Where there are more files than are read of one student, those named after exercises are."""
    root = write(tmp_path, zz__mlp=MLP, **{f"a{number}": "x = 1\n" for number in range(150)})
    intake = read_tree(root, "ada", exercises)
    assert taken(intake) == {"mlp": "zz/mlp.py"}
    assert intake.findings == ()


def test_files_are_called_as_the_command_calls_them(tmp_path: Path, exercises: list[Exercise]) -> None:
    """Behind the name of the tree stand the names in it."""
    assert taken(read_tree(write(tmp_path, a__mlp=MLP), "ada", exercises, "home/work")) == {
        "mlp": "home/work/a/mlp.py"
    }


def test_a_repositorys_files_are_called_from_its_root(tmp_path: Path) -> None:
    """The root has no name, what is below it has its path, and outside of any repository there is none."""
    work = tmp_path / "repository" / "week 1" / "hw"
    work.mkdir(parents=True)
    assert path_in_repository(work) == ""
    (tmp_path / "repository" / ".git").mkdir()
    assert path_in_repository(tmp_path / "repository") == ""
    assert path_in_repository(work) == "week 1/hw"


def test_names_that_are_no_text(tmp_path: Path, exercises: list[Exercise]) -> None:
    """A folder whose name is no UTF-8, or an emoji, is read, and its name is told with its bytes escaped."""
    folder = tmp_path / os.fsdecode(b"w\xff\xf0\x9f\xa6\x80, x")
    folder.mkdir()
    write(folder, mlp=MLP)
    assert taken(read_tree(tmp_path, "ada", exercises)) == {"mlp": "w\\xff🦀, x/mlp.py"}


@pytest.mark.parametrize("kind", ["missing", "file"])
def test_no_folder_is_no_tree(tmp_path: Path, exercises: list[Exercise], kind: str) -> None:
    """A path that is no folder is refused, with its name."""
    if kind == "file":
        (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=f"{kind}: No"):
        read_tree(tmp_path / kind, "ada", exercises)
