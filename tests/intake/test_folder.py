"""A class's folder: every student and exercise is there, and nothing stops the rest."""

import io
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.intake import folder
from grader.intake.folder import grader_submissions
from grader.model.errors import UsageError
from grader.model.exercise import Exercise
from grader.registry import Registry

MLP = Exercise(slug="mlp", title="A perceptron", defines=("NeuralNet", "evaluate"))
CNN = Exercise(slug="cnn", title="Convolutions", defines=("CNN", "evaluate"))
BOTH = [MLP, CNN]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
_NESTED = "ben.ZIP/old.zip is a zip in a zip and is not opened; hand in its files"


def _hand_in(source: Path, student: str, name: str, content: bytes = b"x = 1\n") -> None:
    (source / student).mkdir(parents=True, exist_ok=True)
    (source / student / name).write_bytes(content)


def test_every_student_and_exercise(tmp_path: Path) -> None:
    """There is one submission for each student and slug, in order, those not handed in included."""
    _hand_in(tmp_path, "ben", "cnn.py", b"y = 2\n")
    _hand_in(tmp_path, "ada", "mlp.py")
    intake = grader_submissions(tmp_path, BOTH)
    found = [(one.student, one.slug, one.filename, one.source, one.problem) for one in intake.submissions]
    assert found == [
        ("ada", "mlp", "mlp.py", b"x = 1\n", ""),
        ("ada", "cnn", "cnn.py", b"", "not handed in"),
        ("ben", "mlp", "mlp.py", b"", "not handed in"),
        ("ben", "cnn", "cnn.py", b"y = 2\n", ""),
    ]
    assert intake.findings == ()


def test_students_stand_in_natural_order(tmp_path: Path) -> None:
    """Numbers in names are numbers, case does not split the class in two, and nor do zips."""
    for student in ("s10", "s9", "Ben", "007", "s9b", "\N{SUPERSCRIPT TWO}"):
        (tmp_path / student).mkdir()
    (tmp_path / "ada.zip").write_bytes(_zip({"mlp.py": b"x = 1\n"}))
    found = grader_submissions(tmp_path, [MLP]).submissions
    assert [one.student for one in found] == ["007", "ada", "Ben", "s9", "s9b", "s10", "\N{SUPERSCRIPT TWO}"]


@pytest.mark.parametrize(
    "student",
    [
        "O'Neill, Ada",
        "two words",
        "\N{OCTOPUS} squid",
        "-rf",
        "=1+1",
        "a;b",
        "\N{CJK UNIFIED IDEOGRAPH-4E2D}",
    ],
)
def test_unusual_names_are_kept(tmp_path: Path, student: str) -> None:
    """A student's name is the folder's name, whatever it consists of."""
    _hand_in(tmp_path, student, "mlp.py")
    _hand_in(tmp_path, student, "foo.pdf")
    intake = grader_submissions(tmp_path, [MLP])
    assert [one.student for one in intake.submissions] == [student]
    assert [(one.student, one.path) for one in intake.findings] == [(student, f"{student}/foo.pdf")]


@POSIX
def test_undecodable_name_is_kept(tmp_path: Path) -> None:
    """A folder's name that is no UTF-8 leads back to the folder, and a finding in it can be printed."""
    name = b"ad\xe9"
    try:
        (tmp_path / os.fsdecode(name)).mkdir()
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (tmp_path / os.fsdecode(name) / os.fsdecode(b"m\xe9.py")).write_text("x = 1\n")
    intake = grader_submissions(tmp_path, [MLP])
    assert os.fsencode(intake.submissions[0].student) == name
    assert intake.findings[0].path == r"ad\xe9/m\xe9.py"
    assert intake.submissions[0].digest


def test_one_bad_file_leaves_the_rest(tmp_path: Path) -> None:
    """Empty, binary and oversized files each get their line, and everyone else's work is there."""
    _hand_in(tmp_path, "a", "mlp.py", b"")
    _hand_in(tmp_path, "b", "mlp.py", b"\x89PNG\0")
    _hand_in(tmp_path, "c", "mlp.py", b"#" * 2_000_000)
    _hand_in(tmp_path, "d", "mlp.py")
    submissions = grader_submissions(tmp_path, [MLP]).submissions
    assert [one.problem.split(";")[0] for one in submissions] == [
        "mlp.py is empty",
        "mlp.py is not text: byte 0x00 at offset 4",
        "mlp.py has 1.9 MiB, and 1 MiB is the limit",
        "",
    ]
    assert [len(one.source) for one in submissions] == [0, 0, 0, 6]


def test_misnamed_file_explains_what_is_missing(tmp_path: Path) -> None:
    """What is missing because of its name says so in the student's own line, and is found once."""
    _hand_in(tmp_path, "ada", "MLP (1).py.txt")
    intake = grader_submissions(tmp_path, BOTH)
    message = "MLP (1).py.txt is not graded; rename it to mlp.py"
    assert [one.problem for one in intake.submissions] == [f"not handed in: {message}", "not handed in"]
    assert [one.message for one in intake.findings] == [message]


def test_stray_files(tmp_path: Path) -> None:
    """Unknown files are found per student, or belong to nobody; the usual ones are passed over."""
    _hand_in(tmp_path, "ada", "mlp.py")
    _hand_in(tmp_path, "ada", "foo.pdf")
    _hand_in(tmp_path, "ada", ".DS_Store")
    _hand_in(tmp_path, "ada", "README.md")
    (tmp_path / "grades.xlsx").write_text("x")
    (tmp_path / ".gitignore").write_text("x")
    (tmp_path / "__MACOSX").mkdir()
    intake = grader_submissions(tmp_path, BOTH)
    assert [(one.student, one.path, one.message) for one in intake.findings] == [
        (
            "ada",
            "ada/foo.pdf",
            "foo.pdf belongs to no exercise; expected SLUG.py or SLUG.ipynb, SLUG being one of mlp, cnn",
        ),
        (
            "",
            "grades.xlsx",
            (
                "grades.xlsx lies in no student's folder and is not graded; "
                "expected <student>/<slug>.py, <student>/<slug>.ipynb or <student>.zip"
            ),
        ),
    ]


def test_many_strays_are_summed_up(tmp_path: Path) -> None:
    """A thousand unknown files give twenty findings and a count."""
    for number in range(1000):
        _hand_in(tmp_path, "ada", f"{number}.dat")
    findings = grader_submissions(tmp_path, BOTH).findings
    assert len(findings) == 21
    assert findings[-1].message == "980 more files belong to no exercise"


@POSIX
def test_linked_folder_is_refused(tmp_path: Path) -> None:
    """A student's folder that is a link is not entered, yet the student is in the class."""
    _hand_in(tmp_path / "elsewhere", "ada", "mlp.py")
    source = tmp_path / "class"
    source.mkdir()
    (source / "eve").symlink_to(tmp_path / "elsewhere" / "ada")
    (source / "note").symlink_to("nowhere")
    intake = grader_submissions(source, [MLP])
    assert [(one.student, one.source, one.problem) for one in intake.submissions] == [
        ("eve", b"", "the student's folder is a link; hand in a folder")
    ]
    assert [one.path for one in intake.findings] == ["note"]


@POSIX
def test_unreadable_folder(tmp_path: Path) -> None:
    """A student's folder that cannot be read costs nobody else anything."""
    _hand_in(tmp_path, "ada", "mlp.py")
    _hand_in(tmp_path, "ben", "mlp.py")
    (tmp_path / "ada").chmod(0)
    try:
        if os.access(tmp_path / "ada", os.R_OK):
            pytest.skip("this user may read every folder")
        submissions = grader_submissions(tmp_path, [MLP]).submissions
    finally:
        (tmp_path / "ada").chmod(0o700)
    assert [one.problem for one in submissions] == [
        "the student's folder cannot be read: Permission denied",
        "",
    ]


def test_unusable_source(tmp_path: Path) -> None:
    """A missing folder, a file, and a folder without students are usage errors that say what to name."""
    with pytest.raises(UsageError, match="missing does not exist; name the folder"):
        grader_submissions(tmp_path / "missing", BOTH)
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="file is a file and no zip, or a damaged one; name the folder"):
        grader_submissions(tmp_path / "file", BOTH)
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "mlp.py").write_text("x = 1\n")
    with pytest.raises(UsageError, match=r"empty has no student's folder; expected <student>/<slug>\.py"):
        grader_submissions(tmp_path / "empty", BOTH)


def test_same_folder_same_intake(tmp_path: Path) -> None:
    """Reading twice gives equal values, digests included."""
    for student in ("b", "a"):
        _hand_in(tmp_path, student, "cnn.py")
        _hand_in(tmp_path, student, "zzz.py")
    first, second = (grader_submissions(tmp_path, BOTH) for _ in range(2))
    assert first == second


def test_it_is_a_plugin(tmp_path: Path) -> None:
    """The registry finds submissions through this module as through any plugin's hook."""
    _hand_in(tmp_path, "ada", "mlp.py")
    registry = Registry([folder], installed=False)
    assert registry.submissions(tmp_path, [MLP]) == grader_submissions(tmp_path, [MLP])


def _zip(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def _found(source: Path) -> dict[tuple[str, str], str]:
    return {
        (one.student, one.slug): one.problem or one.filename
        for one in grader_submissions(source, BOTH).submissions
    }


def test_notebooks(tmp_path: Path, notebook: Callable[..., bytes]) -> None:
    """A notebook is a submission by its name, by its headings, and by what it defines."""
    _hand_in(tmp_path, "ada", "mlp.ipynb", notebook("x = 1"))
    _hand_in(tmp_path, "ben", "all.ipynb", notebook("md:# `mlp`", "x = 1", "md:# `cnn`", "y = 2"))
    _hand_in(tmp_path, "eve", "lecture.ipynb", notebook("class NeuralNet: pass", "class CNN: pass"))
    assert _found(tmp_path) == {
        ("ada", "mlp"): "mlp.ipynb", ("ada", "cnn"): "not handed in",
        ("ben", "mlp"): "all.ipynb", ("ben", "cnn"): "all.ipynb",
        ("eve", "mlp"): "lecture.ipynb", ("eve", "cnn"): "lecture.ipynb",
    }  # fmt: skip
    assert grader_submissions(tmp_path, BOTH).findings == ()


def test_zips(tmp_path: Path) -> None:
    """A zip in a student's folder, and a zip that is a student, are read as if their files lay there."""
    _hand_in(tmp_path, "ada", "work.zip", _zip({"week 1/mlp.py": b"x = 1\n", "week 1/notes.pdf": b""}))
    _hand_in(tmp_path, "ada", "cnn.py")
    (tmp_path / "ben.ZIP").write_bytes(_zip({"mlp.py": b"x = 1\n", "old.zip": b""}))
    intake = grader_submissions(tmp_path, BOTH)
    assert _found(tmp_path) == {
        ("ada", "mlp"): "work.zip/week 1/mlp.py",
        ("ada", "cnn"): "cnn.py",
        ("ben", "mlp"): "ben.ZIP/mlp.py",
        ("ben", "cnn"): f"not handed in: {_NESTED}",
    }  # fmt: skip
    assert [(one.student, one.path) for one in intake.findings] == [
        ("ada", "ada/work.zip/week 1/notes.pdf"),
        ("ben", "ben.ZIP/old.zip"),
    ]


def test_loose_files_go_before_zipped_ones(tmp_path: Path) -> None:
    """The file that lies in the folder is taken, though the zip's name comes first."""
    _hand_in(tmp_path, "ada", "a.zip", _zip({"mlp.py": b"x = 1\n"}))
    _hand_in(tmp_path, "ada", "mlp.py")
    intake = grader_submissions(tmp_path, [MLP])
    assert intake.submissions[0].filename == "mlp.py"
    assert intake.findings[0].message == (
        "a.zip/mlp.py and mlp.py both have mlp, and the first of them, mlp.py, is graded; hand in one"
    )


def test_a_folder_and_a_zip_of_one_student(tmp_path: Path) -> None:
    """The folder counts, the zip is found, and the student is there once."""
    (tmp_path / "ada.zip").write_bytes(_zip({"cnn.py": b"x = 1\n"}))
    _hand_in(tmp_path, "ada", "mlp.py")
    intake = grader_submissions(tmp_path, BOTH)
    assert [one.problem for one in intake.submissions] == ["", "not handed in"]
    assert [(one.student, one.path, one.message) for one in intake.findings] == [
        ("ada", "ada.zip", "ada.zip is not read, ada is; hand in one of them")
    ]


def test_a_damaged_zip_costs_its_student_alone(tmp_path: Path) -> None:
    """What is wrong with a zip stands in each exercise that is then missing; other files beside it count."""
    (tmp_path / "ada.zip").write_bytes(b"PK")
    _hand_in(tmp_path, "ben", "mlp.py")
    _hand_in(tmp_path, "ben", "cnn.zip", _zip({"cnn.py": b"x = 1\n"})[:40])
    found = _found(tmp_path)
    for name, keys in {"ada.zip": [("ada", "mlp"), ("ada", "cnn")], "cnn.zip": [("ben", "cnn")]}.items():
        for key in keys:
            assert f"{name} is no zip file, or a damaged one" in found[key]
    assert found["ben", "mlp"] == "mlp.py"


@POSIX
def test_a_linked_zip_is_refused(tmp_path: Path) -> None:
    """A zip that is a link is not followed."""
    (tmp_path / "away").write_bytes(_zip({"mlp.py": b"x = 1\n"}))
    (source := tmp_path / "class").mkdir()
    (source / "eve.zip").symlink_to(tmp_path / "away")
    (only,) = grader_submissions(source, [MLP]).submissions
    assert (only.student, only.problem) == ("eve", "eve.zip is a link; hand in the file itself")
