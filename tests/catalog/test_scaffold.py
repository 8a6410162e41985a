"""A new exercise works from the first moment, and never takes another one's place."""

from pathlib import Path

import pytest

from grader.catalog.bundle import bundle
from grader.catalog.course import open_course
from grader.catalog.leaks import find_leaks
from grader.catalog.scaffold import scaffold
from grader.catalog.stubs import build_stubs
from grader.judging.judge import judge
from grader.model.errors import UsageError
from grader.model.job import Job, Terms
from grader.model.outcome import Outcome
from grader.model.submission import Submission
from grader.registry import Registry
from grader.sandbox.standard import StandardSandbox


def test_it_opens_as_a_course(tmp_path: Path) -> None:
    """In a folder that is not there yet a course is made, with the exercise and its title."""
    written = scaffold(tmp_path / "course", "ants", 'Ants, "bees" \\ and {braces}')
    assert [path.name for path in written] == [
        "README.md", "ants.py", "hidden_tests.py", "adds_two.py", "public_tests.py", "exercise.py",
    ]  # fmt: skip
    course = open_course(tmp_path / "course", Registry(installed=False))
    assert [(one.slug, one.title) for one in course.exercises] == [("ants", 'Ants, "bees" \\ and {braces}')]
    build_stubs(course)
    assert find_leaks(bundle(course), course) == []


def test_every_file_says_what_to_write(tmp_path: Path) -> None:
    """Each file has a TODO and is short, and no name is left unfilled."""
    for path in scaffold(tmp_path, "ants"):
        text = path.read_text(encoding="utf-8")
        assert "TODO" in text
        assert "@" not in text.replace("@pytest", "").replace("@hookimpl", "")
        assert len(text.splitlines()) < 40
    assert "# `ants`: Ants" in (tmp_path / "exercises" / "ants" / "README.md").read_text()


@pytest.mark.slow
def test_it_is_judged_as_it_says(tmp_path: Path, standard_sandbox: StandardSandbox) -> None:
    """As it comes the solution earns everything, and the known-wrong file fails the checks that it names."""
    scaffold(tmp_path, "ants")
    course = open_course(tmp_path, Registry(installed=False))
    (exercise,) = course.exercises
    wrong = Path(exercise.folder) / "wrong" / "adds_two.py"
    missed = {}
    for path in (course.solution(exercise), wrong):
        submission = Submission(student="ada", slug="ants", filename="ants.py", source=path.read_bytes())
        result = judge(Job(submission=submission, exercise=exercise, terms=Terms()), standard_sandbox)
        missed[path.name] = [one.check.name for one in result.checks if one.outcome is not Outcome.PASSED]
        assert len(result.checks) == 2
    assert missed["ants.py"] == []
    assert wrong.read_text().splitlines()[0] == f"# fails: {', '.join(missed['adds_two.py'])}"


def test_a_second_exercise(tmp_path: Path) -> None:
    """A course takes another exercise beside those it has."""
    scaffold(tmp_path, "ants")
    scaffold(tmp_path, "bees")
    course = open_course(tmp_path, Registry(installed=False))
    assert [one.slug for one in course.exercises] == ["ants", "bees"]


@pytest.mark.parametrize(
    ("slug", "way_out"),
    [
        ("conv-strided", "letters without accents, digits and underscores"),
        ("2nd", "begin with a letter"),
        ("", "begin with a letter"),
        ("a b", "digits and underscores"),
        ("../ants", "digits and underscores"),
        ("größe", "without accents"),
        ("_ants", "begin with a letter"),
        ("class", "choose another slug, such as class_exercise"),
        ("torch", "torch.py would hide it"),
        ("Random", "choose another slug, such as Random_exercise"),
        ("ants\n", "digits and underscores"),
        ("a" * 61, "it has 61 characters; choose one of 60 at most"),
        ("a" * 300, "it has 300 characters"),
    ],
)
def test_bad_slugs(tmp_path: Path, slug: str, way_out: str) -> None:
    """What cannot be a student's file is refused with the way out, and nothing is written."""
    with pytest.raises(UsageError, match=way_out):
        scaffold(tmp_path, slug)
    assert list(tmp_path.iterdir()) == []


def test_the_longest_slug(tmp_path: Path) -> None:
    """A slug of 60 characters is taken."""
    assert scaffold(tmp_path, "a" * 60)[1].name == "a" * 60 + ".py"


@pytest.mark.parametrize("taken", ["exercises/ants/README.md", "solutions/ants.py"])
def test_nothing_is_overwritten(tmp_path: Path, taken: str) -> None:
    """Where the exercise, or only its solution, is there already, nothing is written."""
    path = tmp_path / taken
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    with pytest.raises(UsageError, match="is there already and is not overwritten; choose another slug"):
        scaffold(tmp_path, "ants")
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == [path]
    assert path.read_text() == "mine"


@pytest.mark.parametrize("title", ["two\nlines", "  ", "bell\a"])
def test_bad_titles(tmp_path: Path, title: str) -> None:
    """A title is one line of text."""
    with pytest.raises(UsageError, match="is no title; write one line of text"):
        scaffold(tmp_path, "ants", title)


def test_course_that_is_a_file(tmp_path: Path) -> None:
    """A course that cannot be written is named."""
    (tmp_path / "course").write_text("")
    with pytest.raises(UsageError, match=r"course cannot be written: .*; name another with --course"):
        scaffold(tmp_path / "course", "ants")
