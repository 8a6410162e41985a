"""Releasing: all of it is written, or nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.catalog.bundle import bundle
from grader.catalog.course import Course, open_course
from grader.catalog.release import release
from grader.catalog.stubs import build_stubs
from grader.model.errors import CourseError, GraderError, UsageError
from grader.registry import Registry

AddExercise = Callable[..., Path]


@pytest.fixture
def course(tmp_path: Path, add_exercise: AddExercise) -> Course:
    """A course of two exercises."""
    add_exercise("ant", order=1)
    add_exercise("bee", order=2)
    build_stubs(open_course(tmp_path, Registry(installed=False)))
    return open_course(tmp_path, Registry(installed=False))


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_the_bundle_is_written(course: Course, tmp_path: Path) -> None:
    """What is written is the bundle, into a folder made with those above it, and nothing lies beside it."""
    written = release(course, tmp_path / "out" / "handout")
    assert _files(tmp_path / "out" / "handout") == bundle(course)
    assert sorted(written) == sorted(path for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["handout"]


def test_some_exercises(course: Course, tmp_path: Path) -> None:
    """Of the exercises named, and of no other, there is a folder and a row."""
    release(course, tmp_path / "handout", ["bee"], {"bee": 3.0})
    assert sorted(path.name for path in (tmp_path / "handout").iterdir()) == ["README.md", "bee"]
    assert "ant" not in (tmp_path / "handout" / "README.md").read_text()


def test_an_empty_folder_will_do(course: Course, tmp_path: Path) -> None:
    """A folder that is there and empty is taken."""
    (tmp_path / "handout").mkdir()
    release(course, tmp_path / "handout")
    assert (tmp_path / "handout" / "ant" / "ant.py").is_file()


def test_nothing_is_overwritten(course: Course, tmp_path: Path) -> None:
    """A folder with anything in it, a file and a link are refused, and stay as they are."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / ".hidden").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name, message in (
        ("full", "is not empty"),
        ("file", "is there and is no folder"),
        ("link", "is there and is no folder"),
    ):
        with pytest.raises(UsageError, match=rf"{name} {message}"):
            release(course, tmp_path / name)
    assert _files(tmp_path / "full") == {".hidden": b"mine"}
    assert (tmp_path / "file").read_text() == "mine"


def test_the_current_folder(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder one is in cannot be replaced by another, and that is said."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(UsageError, match="here is the folder you are in; name a new one"):
        release(course, Path())


def _leak(course: Course) -> None:
    path = course.exercises[0].public_tests
    path.write_text("def test_answer():\n    # as in the solution:\n    # return 42\n    ...\n")


def _drift(course: Course) -> None:
    (Path(course.exercises[1].folder) / "stub.py").write_text("def answer(): ...\n")


def _lose_text(course: Course) -> None:
    (Path(course.exercises[1].folder) / "README.md").unlink()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            _leak,
            r"ant/public_tests\.py:3: holds the solution \(.*\); take it out \(and 1 more\); nothing was",
        ),
        (_drift, r"bee/stub\.py is not what its solution makes; run `grader build` first"),
        (_lose_text, r"bee/README\.md does not exist"),
    ],
)
def test_refused(course: Course, tmp_path: Path, spoil: Callable[[Course], None], message: str) -> None:
    """A secret that could be read, a stub that has drifted or a missing text: nothing is written at all."""
    spoil(course)
    with pytest.raises(CourseError, match=message):
        release(course, tmp_path / "out" / "handout")
    assert not (tmp_path / "out").exists()


def test_secrets_of_exercises_that_are_not_given(course: Course, tmp_path: Path) -> None:
    """A released exercise may not give away another one's solution."""
    solution = course.solution(course.exercises[1])
    solution.write_text(solution.read_text().replace("return 42", "return 6 * 7 + 0 * 41"))
    course.exercises[0].public_tests.write_text("# return 6 * 7 + 0 * 41\n")
    with pytest.raises(CourseError, match=r"ant/public_tests\.py:1: holds the solution .*solutions/bee\.py"):
        release(course, tmp_path / "handout", ["ant"])


def test_unknown_exercise(course: Course, tmp_path: Path) -> None:
    """An exercise that there is not is answered with the nearest one."""
    with pytest.raises(UsageError, match="did you mean 'bee'"):
        release(course, tmp_path / "handout", ["bees"])


def test_stopped_half_way(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stops in the middle of writing leaves neither the folder nor an unfinished one."""
    out = tmp_path / "out"
    before = Path.write_bytes
    written = []

    def stop(path: Path, content: bytes) -> int:
        if written:
            raise KeyboardInterrupt
        written.append(path)
        return before(path, content)

    monkeypatch.setattr(Path, "write_bytes", stop)
    with pytest.raises(KeyboardInterrupt):
        release(course, out / "handout")
    assert written
    assert list(out.iterdir()) == []


def test_folder_below_a_file(course: Course, tmp_path: Path) -> None:
    """A folder that cannot be made is an error that names it."""
    (tmp_path / "file").write_text("")
    with pytest.raises(GraderError, match=r"file/handout cannot be"):
        release(course, tmp_path / "file" / "handout")
