"""How much of one student's work is read."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.intake.budget import CODE_TOTAL_BYTES, FILES_LIMIT, READ_TOTAL_BYTES, ZIPS_LIMIT, Budget
from grader.intake.folder import grader_submissions
from grader.intake.work import Work, open_work
from grader.model.exercise import Exercise

MLP = Exercise(slug="mlp", title="A perceptron", defines=("NeuralNet", "evaluate"))


def _zip(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_files_beyond_the_limit_are_not_opened() -> None:
    """The last file that may be read is read, and the next one is told why it is not."""
    budget, opened = Budget(), []

    def open_it() -> Work:
        opened.append(1)
        return Work(name="a.py")

    for _ in range(FILES_LIMIT):
        assert budget.read("a.py", open_it).problem == ""
    said = f"b.py is not read: there are more than {FILES_LIMIT} files; hand in fewer"
    assert budget.read("b.py", open_it).problem == said
    assert len(opened) == FILES_LIMIT


def test_code_beyond_the_limit_is_not_opened() -> None:
    """Once the files hold more code than may be, the next one is not opened, however small it is."""
    budget = Budget()
    assert budget.read("a.py", lambda: Work(name="a.py", code_bytes=CODE_TOTAL_BYTES)).problem == ""
    assert budget.read("b.py", lambda: Work(name="b.py", code_bytes=1)).problem == ""
    assert "512 KiB of code" in budget.read("c.py", lambda: Work(name="c.py")).problem


def test_bytes_beyond_the_limit_are_not_opened() -> None:
    """What is read counts whatever becomes of it, so that notebooks of pictures come to an end, too."""
    budget = Budget()
    budget.spend(READ_TOTAL_BYTES - 1)
    assert budget.read("a.ipynb", lambda: Work(name="a.ipynb", problem="bad", read_bytes=2)).problem == "bad"
    assert "more than 64 MiB" in budget.read("b.ipynb", lambda: Work(name="b.ipynb")).problem


def test_zips_beyond_the_limit_are_not_opened() -> None:
    """The tenth zip is read, and the eleventh is told why it is not."""
    budget = Budget()
    assert [budget.refuse_zip("a.zip") for _ in range(ZIPS_LIMIT)] == [""] * ZIPS_LIMIT
    assert budget.refuse_zip("b.zip") == "b.zip is not read: there are more than 10 zips; hand in fewer"


def test_what_is_left_out_counts() -> None:
    """A cell that is no Python took its time all the same: its text counts, and so does all of the file."""
    cells = [{"cell_type": "code", "source": "x = (\n" * 100}, {"cell_type": "markdown", "source": "y" * 50}]
    content = json.dumps({"nbformat": 4, "cells": cells}).encode()
    work = open_work("a.ipynb", content, ["mlp"])
    assert (work.code_bytes, work.read_bytes) == (600, len(content))


@pytest.mark.parametrize("zipped", [False, True])
def test_one_students_files_cost_no_other(tmp_path: Path, zipped: bool) -> None:
    """Whether in a zip or beside it, what is too much has its line, and the next student's work is read."""
    files = {f"{number}.py": b"x = 1\n" for number in range(FILES_LIMIT + 5)}
    (tmp_path / "ada").mkdir()
    for name, content in ({"w.zip": _zip(files)} if zipped else files).items():
        (tmp_path / "ada" / name).write_bytes(content)
    (tmp_path / "ben").mkdir()
    (tmp_path / "ben" / "mlp.py").write_bytes(b"x = 1\n")
    ada, ben = grader_submissions(tmp_path, [MLP]).submissions
    assert "more than 100 files; hand in fewer" in ada.problem
    assert ben.source == b"x = 1\n"


@pytest.mark.parametrize("name", ["9" * 60_000 + ".py", "x" * 60_000 + "/mlp.py"])
def test_a_name_without_end_costs_its_file(tmp_path: Path, name: str) -> None:
    """A path in a zip that no file system takes is refused in a short line, and its neighbour is read."""
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "w.zip").write_bytes(_zip({name: b"y = 2\n", "mlp.py": b"x = 1\n"}))
    intake = grader_submissions(tmp_path, [MLP])
    assert [one.source for one in intake.submissions] == [b"x = 1\n"]
    assert all("has a name of 60," in one.message and len(one.message) < 200 for one in intake.findings)
    assert len(intake.findings) == 1
