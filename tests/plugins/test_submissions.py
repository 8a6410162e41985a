"""The submissions that `grader grade` takes, by the plugins that are installed."""

import zipfile
from pathlib import Path

import pytest

from grader.cli.registry import full_registry
from grader.model.errors import UsageError
from grader.model.exercise import Exercise

EXERCISES = [Exercise(slug="mlp", title="A perceptron")]


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("lovelaceada_11_201_mlp.py", "lovelaceada"),
        ("Ada Lovelace_4711_assignsubmission_file/mlp.py", "Ada Lovelace"),
        ("Ada Lovelace/mlp.py", "Ada Lovelace"),
        ("ada_1_2_3/mlp.py", "ada_1_2_3"),
    ],
)
@pytest.mark.parametrize("zipped", [True, False])
def test_each_form_is_known(tmp_path: Path, name: str, student: str, zipped: bool) -> None:
    """A download of Canvas's or Moodle's and students' folders are told apart, zipped or unpacked."""
    source = tmp_path / "handed_in.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr(name, b"m = 1")
    if not zipped:
        with zipfile.ZipFile(source) as archive:
            archive.extractall(tmp_path / "handed_in")
        source = tmp_path / "handed_in"
    found = full_registry().submissions(source, EXERCISES)
    assert [(one.student, one.filename, one.source) for one in found.submissions] == [
        (student, "mlp.py", b"m = 1")
    ]


@pytest.mark.parametrize("name", ["missing.zip", "mlp.py"])
def test_what_is_none(tmp_path: Path, name: str) -> None:
    """What is not there, and a single file, are usage errors that say what to name."""
    (tmp_path / "mlp.py").write_bytes(b"m = 1")
    with pytest.raises(UsageError, match=r"name the folder with the students' folders"):
        full_registry().submissions(tmp_path / name, EXERCISES)
