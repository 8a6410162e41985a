"""Calibrations on disk, and the lines that an exercise gets from them."""

from pathlib import Path

import pytest

from grader.catalog.calibrations import calibrated_lines, read_calibration, write_calibration
from grader.model.calibration import FEWEST_RUNS, Calibration
from grader.model.errors import CourseError, UsageError
from grader.model.regimen import Regimen


def calibration(
    count: int = FEWEST_RUNS, *, data: str = "mnist", device: str = "cpu", accuracy: float = 0.97
) -> Calibration:
    """A calibration of `mlp` with so many runs, all of this accuracy."""
    return Calibration(
        exercise="mlp",
        data=data,
        device=device,
        torch=("2.4.0",),
        regimen=Regimen(epochs=2),
        solution="abc",
        accuracies=dict.fromkeys(range(count), accuracy),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of `mlp`."""
    folder = tmp_path / "mlp"
    folder.mkdir()
    return folder


def written(folder: Path, one: Calibration, name: str = "") -> Path:
    """The calibration in the exercise's folder."""
    path = folder / "calibration" / (name or f"{one.data}-{one.device}.json")
    write_calibration(path, one)
    return path


def test_what_is_written_is_read(folder: Path) -> None:
    """The file holds the whole calibration in a few readable lines, the same bytes every time."""
    path = written(folder, calibration())
    text = path.read_text(encoding="utf-8")
    assert read_calibration(path) == calibration()
    assert '    "0": 0.97,\n    "1": 0.97,\n' in text
    assert text.endswith("}\n")
    written(folder, calibration())
    assert path.read_text(encoding="utf-8") == text


def test_nothing_but_the_file_is_left(folder: Path) -> None:
    """Writing replaces the file, and leaves no other beside it."""
    written(folder, calibration(1))
    path = written(folder, calibration(2))
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_cannot_be_written_stays_as_it_is(folder: Path) -> None:
    """Where it cannot be replaced, the error names the file and the way out, and nothing else is left."""
    path = folder / "calibration" / "mnist-cpu.json"
    (path / "in the way").mkdir(parents=True)
    with pytest.raises(UsageError, match=r"mnist-cpu\.json cannot be written \(.*--course"):
        write_calibration(path, calibration())
    assert list(path.parent.iterdir()) == [path]
    assert (path / "in the way").is_dir()


def test_no_file_is_no_calibration(folder: Path) -> None:
    """Where nothing was calibrated there is nothing, and there are no lines."""
    assert read_calibration(folder / "calibration" / "mnist-cpu.json") is None
    assert calibrated_lines(folder) == {}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"exercise": "mlp"}', '{"accuracies": {"x": 1}}'])
def test_a_file_that_is_none(folder: Path, text: str) -> None:
    """A file that is no calibration is a course error that names it."""
    path = folder / "calibration" / "mnist-cpu.json"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=r"mnist-cpu\.json is no calibration: .*grader calibrate"):
        calibrated_lines(folder)


@pytest.mark.parametrize(
    ("was", "edited", "reason"),
    [
        ('"3": 0.97', '"3": 95', r"the accuracy 95.0 of seed 3 is not between 0 and 1"),
        ('"3": 0.97', '"3": -1', r"the accuracy -1.0 of seed 3 is not"),
        ('"3": 0.97', '"3": 1e308', r"the accuracy 1e\+308 of seed 3 is not"),
        ('"3": 0.97', '"3": NaN', "is no calibration"),
        ('"3": 0.97', '"-3": 0.97', "the seed -3 is below 0"),
    ],
)
def test_a_file_edited_by_hand(folder: Path, was: str, edited: str, reason: str) -> None:
    """No lines are drawn from what is no accuracy or no seed; the error names the file and the value."""
    path = written(folder, calibration())
    path.write_text(path.read_text(encoding="utf-8").replace(was, edited), encoding="utf-8")
    with pytest.raises(CourseError, match=rf"mnist-cpu\.json.* {reason}.*run grader calibrate"):
        calibrated_lines(folder)


@pytest.mark.parametrize("accuracy", [0.0, 1.0])
def test_the_ends_of_the_range(folder: Path, accuracy: float) -> None:
    """Nothing right and everything right are accuracies."""
    one = calibration(accuracy=accuracy)
    assert read_calibration(written(folder, one)) == one


def test_lines_for_each_data_set_and_device(folder: Path) -> None:
    """The processor's are the data set's; another device has its own."""
    written(folder, calibration())
    written(folder, calibration(device="cuda", accuracy=0.98))
    written(folder, calibration(data="digits", accuracy=0.93))
    full = {key: lines.full for key, lines in calibrated_lines(folder).items()}
    assert full == {"mnist": 0.97, "mnist-cuda": 0.98, "digits": 0.93}


def test_too_few_runs_give_no_lines(folder: Path) -> None:
    """A calibration that has just begun draws no line."""
    written(folder, calibration(FEWEST_RUNS - 1))
    assert calibrated_lines(folder) == {}


@pytest.mark.parametrize("name", ["digits-cpu.json", "mnist-cuda.json"])
def test_a_calibration_of_something_else(folder: Path, name: str) -> None:
    """A file whose name does not say what it holds is refused."""
    written(folder, calibration(), name)
    with pytest.raises(CourseError, match="is a calibration of mlp for mnist-cpu"):
        calibrated_lines(folder)
