"""Moodle's download of submissions, as `mod/assign/classes/downloader.php` names the files."""

import zipfile
from pathlib import Path

import pytest
from grader_moodle.submissions import read_submissions

from grader.model.exercise import Exercise
from grader.model.submission import Intake

EXERCISES = [Exercise(slug="mlp", title="A perceptron"), Exercise(slug="cnn", title="A convolution")]
FOLDERS = {
    "Ada Lovelace_4711_assignsubmission_file/mlp.py": b"a",
    "Ada Lovelace_4711_assignsubmission_file/week 1/cnn.py": b"c",
    "Ærling, Þór 🦀_12_assignsubmission_file/mlp.py": b"t",
    "Kim Lee_13_assignsubmission_file/mlp.py": b"13",
    "Kim Lee_14_assignsubmission_file/mlp.py": b"14",
    "Grace Hopper_15_assignsubmission_onlinetext/onlinetext.html": b"<p>see my page</p>",
    "Default group_assignsubmission_file/mlp.py": b"d",
}
WORKS = {
    ("Ada Lovelace", "mlp"): ("mlp.py", b"a"),
    ("Ada Lovelace", "cnn"): ("week 1/cnn.py", b"c"),
    ("Ærling, Þór 🦀", "mlp"): ("mlp.py", b"t"),
    ("Kim Lee (13)", "mlp"): ("mlp.py", b"13"),
    ("Kim Lee (14)", "mlp"): ("mlp.py", b"14"),
    ("Default group", "mlp"): ("mlp.py", b"d"),
}
OLDER = {name.replace("_file/", "_file_/").replace("text/", "text_/"): one for name, one in FOLDERS.items()}
FLAT = {
    "Ada Lovelace_4711_assignsubmission_file_mlp.py": b"a",
    "Ada Lovelace_4711_assignsubmission_file_my_cnn_2.py": b"# exercise: cnn\nc",
}


def read(folder: Path, files: dict[str, bytes], *, zipped: bool, around: str = "") -> Intake | None:
    """What is found in a download of these files."""
    path = folder / "submissions.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{around}{name}", content)
    if zipped:
        return read_submissions(path, EXERCISES)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder / "submissions")
    return read_submissions(folder / "submissions", EXERCISES)


def works(found: Intake | None) -> dict[tuple[str, str], tuple[str, bytes]]:
    """What was handed in."""
    assert found is not None
    return {(one.student, one.slug): (one.filename, one.source) for one in found.submissions if one.source}


@pytest.mark.parametrize("files", [FOLDERS, OLDER])
@pytest.mark.parametrize(("zipped", "around"), [(True, ""), (True, "HW 1/"), (False, "")])
def test_folders_as_they_come(tmp_path: Path, files: dict[str, bytes], zipped: bool, around: str) -> None:
    """Zipped, zipped again and unpacked, each file is its student's, and an online text is a finding."""
    found = read(tmp_path, files, zipped=zipped, around=around)
    assert works(found) == WORKS
    assert found is not None
    assert {(one.student, one.account) for one in found.people} >= {
        ("Ada Lovelace", "4711"),
        ("Kim Lee (14)", "14"),
    }
    assert [(one.student, one.message) for one in found.findings] == [
        ("Grace Hopper", "onlinetext was handed in to Moodle instead of a file, and is not graded")
    ]


def test_without_folders(tmp_path: Path) -> None:
    """Where Moodle makes no folders, the name that a file had is the end of its name."""
    assert works(read(tmp_path, FLAT, zipped=True)) == {
        ("Ada Lovelace", "mlp"): ("mlp.py", b"a"),
        ("Ada Lovelace", "cnn"): ("my_cnn_2.py", b"# exercise: cnn\nc"),
    }


def test_one_students_download(tmp_path: Path) -> None:
    """A single student's folder is not taken for a folder around everything."""
    files = {"Ada Lovelace_4711_assignsubmission_file/mlp.py": b"a"}
    assert works(read(tmp_path, files, zipped=True)) == {("Ada Lovelace", "mlp"): ("mlp.py", b"a")}


@pytest.mark.parametrize("files", [{"ada/mlp.py": b"a"}, {**FLAT, "a/x.py": b"a", "b/x.py": b"b"}, {}])
@pytest.mark.parametrize("zipped", [True, False])
def test_what_is_not_moodles(tmp_path: Path, files: dict[str, bytes], zipped: bool) -> None:
    """Students' folders are left to others, whatever else lies there."""
    (tmp_path / "submissions").mkdir()
    assert read(tmp_path, files, zipped=zipped) is None
