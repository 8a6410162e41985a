"""Give a student what an exercise starts from."""

import shutil
from pathlib import Path

from grader.model.errors import CourseError, UsageError
from grader.model.exercise import Exercise

_PICTURES = (".png", ".svg")


def start(exercise: Exercise, folder: Path) -> list[Path]:
    """Copy the stub as `<slug>.py`, the README, its pictures and the public tests into `folder`.

    They become `README_<slug>.md` and `public_tests_<slug>.py`, so that one folder, the one to hand in, takes
    all exercises; a bare `pytest` does not collect that name.

    Returns:
        The files written, the one to fill in first.

    Raises:
        UsageError: one of the files is there already, or the folder cannot be written; nothing was copied.
        CourseError: the exercise has no stub or no README.
    """
    copies = _copies(exercise)
    targets = {folder / name: source for name, source in copies.items()}
    for target in targets:
        if target.exists() or target.is_symlink():
            raise UsageError(f"{target} is there already and is not overwritten; name another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for target, source in targets.items():
            with source.open("rb") as read, target.open("xb") as written:
                shutil.copyfileobj(read, written)
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written: {error.strerror or error}; name another folder"
        ) from error
    return list(targets)


def _copies(exercise: Exercise) -> dict[str, Path]:
    home = Path(exercise.folder)
    for name, remedy in (
        ("stub.py", "run `grader build`"),
        ("README.md", "write the assignment's text there"),
    ):
        if not (home / name).is_file():
            raise CourseError(f"{home / name} does not exist; {remedy}")
    copies = {f"{exercise.slug}.py": home / "stub.py", f"README_{exercise.slug}.md": home / "README.md"}
    if exercise.public_tests.is_file():
        copies[f"public_tests_{exercise.slug}.py"] = exercise.public_tests
    pictures = sorted(path for path in home.iterdir() if path.suffix in _PICTURES and path.is_file())
    return copies | {path.name: path for path in pictures}
