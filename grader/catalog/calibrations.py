"""The calibrations of an exercise: one small file for each data set and kind of device."""

import os
from pathlib import Path

import msgspec

from grader.catalog.course import Course
from grader.model.calibration import Calibration
from grader.model.errors import CourseError, UsageError
from grader.model.exercise import Lines

FOLDER = "calibration"


def calibration_path(course: Course, calibration: Calibration) -> Path:
    """Where a calibration lies: `exercises/<slug>/calibration/<data>-<device>.json`."""
    folder = course.root / "exercises" / calibration.exercise / FOLDER
    return folder / f"{calibration.data}-{calibration.device}.json"


def read_calibration(path: Path) -> Calibration | None:
    """The calibration in a file; None where there is no file.

    Raises:
        CourseError: it cannot be read, or is no calibration; also where an accuracy is none, or a seed.
    """
    try:
        calibration = msgspec.json.decode(path.read_bytes(), type=Calibration)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise CourseError(f"{path} is no calibration: {error}; delete it and run grader calibrate") from error
    for seed, accuracy in calibration.accuracies.items():
        if seed < 0:
            raise CourseError(f"{path}: the seed {seed} is below 0; delete the file and run grader calibrate")
        if not 0 <= accuracy <= 1:
            raise CourseError(
                f"{path}: the accuracy {accuracy} of seed {seed} is not between 0 and 1; "
                "delete the file and run grader calibrate"
            )
    return calibration


def calibrated_lines(folder: Path) -> dict[str, Lines]:
    """The accuracy lines that follow from the calibrations in an exercise's folder, for `Exercise.lines`.

    Those of the processor stand for the data set (`mnist`), others for one kind of device (`mnist-cuda`).
    A calibration that has too few runs yet gives none.

    Raises:
        CourseError: a file is no calibration, or is one of something else than its name says.
    """
    found = [(path, read_calibration(path)) for path in sorted((folder / FOLDER).glob("*.json"))]
    lines = {}
    for path, calibration in found:
        if calibration is None:
            continue
        named = f"{calibration.data}-{calibration.device}"
        if (path.parents[1].name, path.stem) != (calibration.exercise, named):
            raise CourseError(
                f"{path} is a calibration of {calibration.exercise} for {named}; move it to where that lies"
            )
        if calibration.enough:
            lines[calibration.data if calibration.device == "cpu" else named] = calibration.lines
    return lines


def write_calibration(path: Path, calibration: Calibration) -> None:
    """Write the file whole or not at all; the same calibration makes the same bytes.

    Raises:
        UsageError: the folder cannot be written.
    """
    text = msgspec.json.format(msgspec.json.encode(calibration), indent=2)
    # Hidden, so that it is no part of the exercise for as long as it is there.
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(exist_ok=True)
        try:
            with temporary.open("wb") as file:
                file.write(text + b"\n")
                # Hours of training stand in it, which no power failure should cost.
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror or error}); name a course of your own with --course"
        ) from error
