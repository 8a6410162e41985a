"""One zip for the class."""

import io
import zipfile
from pathlib import Path

import pytest

from grader.intake.folder import grader_submissions
from grader.model.errors import UsageError
from grader.model.exercise import Exercise
from grader.model.submission import Intake


def pack(files: dict[str, bytes]) -> bytes:
    """A zip's bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def intake(tmp_path: Path, exercises: list[Exercise], files: dict[str, bytes]) -> Intake:
    """What is found in a zip of these files."""
    path = tmp_path / "class.zip"
    path.write_bytes(pack(files))
    return grader_submissions(path, exercises)


FOLDERS = {"ada/mlp.py": b"a", "Lovelace, Ada 🦀/week 1/cnn.py": b"l"}


@pytest.mark.parametrize("around", ["", "class/"])
def test_a_folder_or_a_zip_for_each_student(tmp_path: Path, exercises: list[Exercise], around: str) -> None:
    """Students' folders and zips are read, whether or not a folder is around all of them."""
    files = {**FOLDERS, "bob.zip": pack({"mlp.py": b"b"})}
    found = intake(tmp_path, exercises, {f"{around}{name}": content for name, content in files.items()})
    handed_in = {(one.student, one.slug): one.source for one in found.submissions if not one.problem}
    assert handed_in == {("ada", "mlp"): b"a", ("Lovelace, Ada 🦀", "cnn"): b"l", ("bob", "mlp"): b"b"}
    assert found.findings == ()


def test_one_student(tmp_path: Path, exercises: list[Exercise]) -> None:
    """A folder with files in it is a student's, also where it is the only one."""
    assert {one.student for one in intake(tmp_path, exercises, {"ada/mlp.py": b"a"}).submissions} == {"ada"}


def test_what_belongs_to_nobody_is_listed(tmp_path: Path, exercises: list[Exercise]) -> None:
    """A file beside the students' folders, and a zip of a student who has a folder, are findings."""
    found = intake(
        tmp_path, exercises, {"ada/mlp.py": b"a", "ada.zip": pack({"cnn.py": b"z"}), "loose.py": b"x"}
    )
    assert [(one.student, one.path) for one in found.findings] == [("", "loose.py"), ("ada", "ada.zip")]


def test_nobody(tmp_path: Path, exercises: list[Exercise]) -> None:
    """A zip without a student's folder is a usage error that says what is expected in it."""
    with pytest.raises(UsageError, match=r"has no student's folder; expected <student>/<slug>.py"):
        intake(tmp_path, exercises, {"mlp.py": b"a"})
