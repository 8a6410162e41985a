"""Canvas's download of submissions, as its own source names the files."""

import zipfile
from pathlib import Path

import pytest
from grader_canvas.submissions import read_submissions

from grader.model.exercise import Exercise
from grader.model.submission import Intake

EXERCISES = [Exercise(slug="mlp", title="A perceptron"), Exercise(slug="cnn", title="A convolution")]
FILES = {
    "lovelaceada_11_201_mlp.py": b"m = 1",
    "lovelaceada_11_202_cnn-2.py": b"c = 2",
    "turingalan_LATE_12_203_mlp-1.py": b"m = 3",
    "æþór_13_204_part_1_2_x.py": b"# exercise: mlp\nm = 4",
    "leekim_14_205_mlp.py": b"k = 14",
    "leekim_15_206_mlp.py": b"k = 15",
    "hoppergrace_16_text.html": b"<p>see my page</p>",
    "notes.txt": b"mine",
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


@pytest.mark.parametrize(("zipped", "around"), [(True, ""), (True, "submissions/"), (False, "")])
def test_a_download_as_it_comes(tmp_path: Path, zipped: bool, around: str) -> None:
    """Zipped, zipped again and unpacked, each file is its student's under its name, and nothing is lost."""
    found = read(tmp_path, FILES, zipped=zipped, around=around)
    assert found is not None
    works = {(one.student, one.slug): (one.filename, one.source) for one in found.submissions if one.source}
    assert works == {
        ("lovelaceada", "mlp"): ("mlp.py", b"m = 1"),
        ("lovelaceada", "cnn"): ("cnn.py", b"c = 2"),
        ("turingalan", "mlp"): ("mlp.py", b"m = 3"),
        ("æþór", "mlp"): ("part_1_2_x.py", b"# exercise: mlp\nm = 4"),
        ("leekim (14)", "mlp"): ("mlp.py", b"k = 14"),
        ("leekim (15)", "mlp"): ("mlp.py", b"k = 15"),
    }
    assert {(one.student, one.account) for one in found.people} >= {("leekim (14)", "14"), ("æþór", "13")}
    assert [(one.student, one.message) for one in found.findings] == [
        ("", "notes.txt is not of Canvas's making and is not graded"),
        ("hoppergrace", "a text was handed in to Canvas instead of a file, and is not graded"),
        ("", "Canvas says that these were late: turingalan"),
    ]


def test_the_last_upload_counts(tmp_path: Path) -> None:
    """Of a file uploaded again the newest is graded; two files that bear numbers of their own stay two."""
    files = {
        "ada_1_11_mlp.py": b"old",
        "ada_1_12_mlp-1.py": b"new",
        "ada_1_13_part-1.py": b"# exercise: cnn\nc = 1",
        "ada_1_14_part-2.py": b"x = 1",
    }
    found = read(tmp_path, files, zipped=True)
    assert found is not None
    assert {one.slug: one.source for one in found.submissions} == {
        "mlp": b"new", "cnn": b"# exercise: cnn\nc = 1",
    }  # fmt: skip
    said = {one.path: one.message for one in found.findings}
    assert said["mlp.py"] == "mlp.py was uploaded again as mlp-1.py, which is graded"
    assert said["part-2.py"].startswith("part-2.py is not graded")


def test_anonymous_students(tmp_path: Path) -> None:
    """Where Canvas hides who students are, they are called as it calls them."""
    files = {"anon_x7Yz2_31_mlp.py": b"a", "LATE_anon_Q1w2e_32_cnn.py": b"b"}
    found = read(tmp_path, files, zipped=True)
    assert found is not None
    assert {(one.student, one.slug) for one in found.submissions if one.source} == {
        ("x7Yz2", "mlp"), ("Q1w2e", "cnn"),
    }  # fmt: skip
    assert found.findings[0].message == "Canvas says that these were late: Q1w2e"


@pytest.mark.parametrize(
    "files",
    [
        {"ada/mlp.py": b"a", "bob/mlp.py": b"b"},
        {"ada_2026_11_28/mlp.py": b"a"},
        {"lovelaceada_11_201_mlp.py": b"a", "notes.txt": b"not Canvas's", "other.txt": b"nor this"},
        {"hoppergrace_16_text.html": b"no file at all"},
        {},
    ],
)
@pytest.mark.parametrize("zipped", [True, False])
def test_what_is_not_canvas(tmp_path: Path, files: dict[str, bytes], zipped: bool) -> None:
    """Students' folders, and files most of which are not named by Canvas, are left to others."""
    (tmp_path / "submissions").mkdir()
    assert read(tmp_path, files, zipped=zipped) is None
