"""Checkouts as `gh classroom clone student-repos` and `gh teacher download` leave them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from grader_github.checkouts import read_checkouts

from grader.model.exercise import Exercise
from grader.model.submission import Intake

EXERCISES = [Exercise(slug="mlp", title="A perceptron", defines=("NeuralNet",))]
Clone = Callable[..., Path]


@pytest.fixture
def clone() -> Clone:
    """Makes a folder as cloning a repository of its name, or of another one, does."""

    def make(folder: Path, origin: str = "", marker: str = "", work: str = "hw/mlp.py") -> Path:
        (folder / ".git").mkdir(parents=True)
        url = origin or f"https://github.com/uni-dl/{folder.name}.git"
        config = f'[core]\n\tbare = false\n[remote "other"]\n\turl = x/y\n[remote "origin"]\n\turl = {url}\n'
        (folder / ".git" / "config").write_text(config, encoding="utf-8")
        if marker:
            (folder / ".classroom50.yaml").write_text(marker, encoding="utf-8")
        (folder / work).parent.mkdir(parents=True, exist_ok=True)
        (folder / work).write_text("class NeuralNet: pass\n", encoding="utf-8")
        return folder

    return make


def graded(intake: Intake | None) -> list[tuple[str, str]]:
    """Who handed in what."""
    assert intake is not None
    return [(one.student, one.filename) for one in intake.submissions if not one.problem]


def test_github_classroom(tmp_path: Path, clone: Clone) -> None:
    """In `<assignment>-submissions` the rest of each repository's name is the user, who may have hyphens."""
    source = tmp_path / "Week-2-submissions"
    clone(source / "week-2-ada-lovelace")
    clone(source / "week-2-Bob", origin="git@github.com:uni-dl/week-2-Bob.git", work="mlp.py")
    clone(source / "solutions")
    (source / "roster.csv").write_text("x\n", encoding="utf-8")
    intake = read_checkouts(source, EXERCISES)
    assert graded(intake) == [("Bob", "mlp.py"), ("ada-lovelace", "hw/mlp.py")]
    assert intake is not None
    assert [(one.student, one.login) for one in intake.people] == [
        ("Bob", "Bob"),
        ("ada-lovelace", "ada-lovelace"),
    ]
    assert [one.path for one in intake.findings] == ["solutions"]


def test_classroom_50(tmp_path: Path, clone: Clone) -> None:
    """Wherever they were downloaded to, most checkouts' own word says what the assignment is called."""
    marker = "classroom: cs-principles\nassignment: hello\nsource:\n  owner: x\n"
    for student in ("ada", "bob"):
        clone(tmp_path / f"cs-principles-hello-{student}", marker=marker)
    clone(tmp_path / "cs-principles-hello-mallory", marker="classroom: cs\nassignment: principles\n")
    clone(tmp_path / "cs-principles-hello-cy")
    clone(tmp_path / "cs-principles-hello-dot", marker=marker)
    (tmp_path / "scores.csv").write_text("username\n", encoding="utf-8")
    assert [student for student, _ in graded(read_checkouts(tmp_path, EXERCISES))] == [
        "ada",
        "bob",
        "cy",
        "dot",
        "mallory",
    ]


@pytest.mark.parametrize("kind", ["plain", "no clone", "another origin", "lying marker", "a link", "nothing"])
def test_a_plain_class_is_left_alone(tmp_path: Path, clone: Clone, kind: str) -> None:
    """Without a clear mark, one that no student can set, the folders are for the ordinary intake."""
    source = tmp_path / ("hw-submissions" if kind != "lying marker" else "class")
    source.mkdir()
    match kind:
        case "plain":
            clone(source / "ada")
        case "no clone":
            (source / "hw-ada").mkdir()
        case "another origin":
            clone(source / "hw-ada", origin="https://github.com/ada/fork.git")
        case "lying marker":
            clone(source / "dl-hw-ada", marker="classroom: dl\nassignment: hw\n")
            clone(source / "dl-hw-bob")
        case "a link":
            (source / "hw-ada").symlink_to(clone(tmp_path / "hw-ada"))
    assert read_checkouts(source, EXERCISES) is None
    assert read_checkouts(tmp_path / "absent", EXERCISES) is None


def test_one_student_twice_is_said(tmp_path: Path, clone: Clone) -> None:
    """Two checkouts of one user, whose names differ by case in the assignment alone, are one submission."""
    source = tmp_path / "hw-submissions"
    for name in ("HW-ada", "hw-ada"):
        clone(source / name)
    if len(list(source.iterdir())) < 2:
        pytest.skip("this file system does not tell the names apart")
    intake = read_checkouts(source, EXERCISES)
    assert graded(intake) == [("ada", "hw/mlp.py")]
    assert intake is not None
    assert "hw-ada is not read, HW-ada is" in intake.findings[0].message
