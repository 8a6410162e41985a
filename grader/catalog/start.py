"""Give a student what an exercise starts from."""

from pathlib import Path

from grader.catalog.given import README, given
from grader.catalog.notebook import make_notebook
from grader.model.errors import UsageError
from grader.model.exercise import PUBLIC_TESTS, Exercise


def start(exercise: Exercise, folder: Path, *, notebook: bool = False) -> list[Path]:
    """Write what students may have of an exercise into `folder`: `<slug>.py` first, or the notebook.

    README and public tests become `README_<slug>.md` and `public_tests_<slug>.py`, so that one folder, the
    one to hand in, takes all exercises; a bare `pytest` does not collect that name. A notebook has the
    README's text and its pictures in it, so they do not come beside it.

    Args:
        exercise: the exercise to start.
        folder: where to write; it is made if need be.
        notebook: `<slug>.ipynb` in place of `<slug>.py`.

    Returns:
        The files written, the one to fill in first.

    Raises:
        UsageError: a file is there already and is not overwritten, or the folder cannot be written.
        CourseError: the exercise has no stub or no README, or one of its files cannot be given.
    """
    files = given(exercise)
    if notebook:
        made = make_notebook(exercise.slug, exercise.title, files)
        files = {f"{exercise.slug}.ipynb": made} | {
            name: files[name] for name in [PUBLIC_TESTS] if name in files
        }
    renamed = {README: f"README_{exercise.slug}.md", PUBLIC_TESTS: f"public_tests_{exercise.slug}.py"}
    targets = {folder / renamed.get(name, name): content for name, content in files.items()}
    for target in targets:
        if target.exists() or target.is_symlink():
            raise UsageError(f"{target} is there already and is not overwritten; name another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for target, content in targets.items():
            with target.open("xb") as file:
                file.write(content)
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written: {error.strerror or error}; name another folder"
        ) from error
    return list(targets)
