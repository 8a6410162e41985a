"""A class's folder: every student and exercise is there, and nothing stops the rest."""

import os
import sys
from pathlib import Path

import pytest

from grader.intake import folder
from grader.intake.folder import grader_submissions
from grader.model.errors import UsageError
from grader.registry import Registry

SLUGS = ["mlp", "cnn"]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def _hand_in(source: Path, student: str, name: str, content: bytes = b"x = 1\n") -> None:
    (source / student).mkdir(parents=True, exist_ok=True)
    (source / student / name).write_bytes(content)


def test_every_student_and_exercise(tmp_path: Path) -> None:
    """There is one submission for each student and slug, in order, those not handed in included."""
    _hand_in(tmp_path, "ben", "cnn.py", b"y = 2\n")
    _hand_in(tmp_path, "ada", "mlp.py")
    intake = grader_submissions(tmp_path, SLUGS)
    found = [(one.student, one.slug, one.filename, one.source, one.problem) for one in intake.submissions]
    assert found == [
        ("ada", "mlp", "mlp.py", b"x = 1\n", ""),
        ("ada", "cnn", "cnn.py", b"", "not handed in"),
        ("ben", "mlp", "mlp.py", b"", "not handed in"),
        ("ben", "cnn", "cnn.py", b"y = 2\n", ""),
    ]
    assert intake.findings == ()


def test_students_stand_in_natural_order(tmp_path: Path) -> None:
    """Numbers in names are compared as numbers, and case does not split the class in two."""
    for student in ("s10", "s9", "Ben", "ada", "007", "s9b", "\N{SUPERSCRIPT TWO}"):
        (tmp_path / student).mkdir()
    students = [one.student for one in grader_submissions(tmp_path, ["mlp"]).submissions]
    assert students == ["007", "ada", "Ben", "s9", "s9b", "s10", "\N{SUPERSCRIPT TWO}"]


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
    _hand_in(tmp_path, student, "foo.py")
    intake = grader_submissions(tmp_path, ["mlp"])
    assert [one.student for one in intake.submissions] == [student]
    assert [(one.student, one.path) for one in intake.findings] == [(student, f"{student}/foo.py")]


@POSIX
def test_undecodable_name_is_kept(tmp_path: Path) -> None:
    """A folder's name that is no UTF-8 leads back to the folder, and a finding in it can be printed."""
    name = b"ad\xe9"
    try:
        (tmp_path / os.fsdecode(name)).mkdir()
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (tmp_path / os.fsdecode(name) / "foo.py").write_text("x = 1\n")
    intake = grader_submissions(tmp_path, ["mlp"])
    assert os.fsencode(intake.submissions[0].student) == name
    assert intake.findings[0].path == r"ad\xe9/foo.py"
    assert intake.submissions[0].digest


def test_one_bad_file_leaves_the_rest(tmp_path: Path) -> None:
    """Empty, binary and oversized files each get their line, and everyone else's work is there."""
    _hand_in(tmp_path, "a", "mlp.py", b"")
    _hand_in(tmp_path, "b", "mlp.py", b"\x89PNG\0")
    _hand_in(tmp_path, "c", "mlp.py", b"#" * 2_000_000)
    _hand_in(tmp_path, "d", "mlp.py")
    submissions = grader_submissions(tmp_path, ["mlp"]).submissions
    assert [one.problem.split(";")[0] for one in submissions] == [
        "mlp.py is empty",
        "mlp.py is not text: byte 0x00 at offset 4",
        "mlp.py has 1.9 MiB, and 1 MiB is the limit",
        "",
    ]
    assert [len(one.source) for one in submissions] == [0, 0, 0, 6]


def test_misnamed_file_explains_what_is_missing(tmp_path: Path) -> None:
    """What is missing because of its name says so in the student's own line, and is found once."""
    _hand_in(tmp_path, "ada", "MLP (1).py")
    intake = grader_submissions(tmp_path, SLUGS)
    message = "MLP (1).py is not graded; rename it to mlp.py"
    assert [one.problem for one in intake.submissions] == [f"not handed in: {message}", "not handed in"]
    assert [one.message for one in intake.findings] == [message]


def test_stray_files(tmp_path: Path) -> None:
    """Unknown files are found per student, or belong to nobody; the usual ones are passed over."""
    _hand_in(tmp_path, "ada", "mlp.py")
    _hand_in(tmp_path, "ada", "foo.py")
    _hand_in(tmp_path, "ada", ".DS_Store")
    _hand_in(tmp_path, "ada", "README.md")
    (tmp_path / "grades.xlsx").write_text("x")
    (tmp_path / ".gitignore").write_text("x")
    (tmp_path / "__MACOSX").mkdir()
    intake = grader_submissions(tmp_path, SLUGS)
    assert [(one.student, one.path, one.message) for one in intake.findings] == [
        ("ada", "ada/foo.py", "foo.py belongs to no exercise; expected mlp.py, cnn.py"),
        (
            "",
            "grades.xlsx",
            "grades.xlsx lies in no student's folder and is not graded; expected <student>/<slug>.py",
        ),
    ]


def test_many_strays_are_summed_up(tmp_path: Path) -> None:
    """A thousand unknown files give twenty findings and a count."""
    for number in range(1000):
        _hand_in(tmp_path, "ada", f"{number}.dat")
    findings = grader_submissions(tmp_path, SLUGS).findings
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
    intake = grader_submissions(source, ["mlp"])
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
        submissions = grader_submissions(tmp_path, ["mlp"]).submissions
    finally:
        (tmp_path / "ada").chmod(0o700)
    assert [one.problem for one in submissions] == [
        "the student's folder cannot be read: Permission denied",
        "",
    ]


def test_unusable_source(tmp_path: Path) -> None:
    """A missing folder, a file, and a folder without students are usage errors that say what to name."""
    with pytest.raises(UsageError, match="missing does not exist; name the folder"):
        grader_submissions(tmp_path / "missing", SLUGS)
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="file is a file; name the folder"):
        grader_submissions(tmp_path / "file", SLUGS)
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "mlp.py").write_text("x = 1\n")
    with pytest.raises(UsageError, match=r"empty has no student's folder; expected <student>/<slug>\.py"):
        grader_submissions(tmp_path / "empty", SLUGS)


def test_same_folder_same_intake(tmp_path: Path) -> None:
    """Reading twice gives equal values, digests included."""
    for student in ("b", "a"):
        _hand_in(tmp_path, student, "cnn.py")
        _hand_in(tmp_path, student, "zzz.py")
    first, second = (grader_submissions(tmp_path, SLUGS) for _ in range(2))
    assert first == second


def test_it_is_a_plugin(tmp_path: Path) -> None:
    """The registry finds submissions through this module as through any plugin's hook."""
    _hand_in(tmp_path, "ada", "mlp.py")
    registry = Registry([folder], installed=False)
    assert registry.submissions(tmp_path, ["mlp"]) == grader_submissions(tmp_path, ["mlp"])
