"""Begin a new exercise: files that open as a course, with a TODO wherever something is to be written."""

import json
import keyword
import sys
from pathlib import Path

from grader.catalog.templates import EXERCISE, HIDDEN, PUBLIC, README, SOLUTION, WRONG
from grader.model.errors import UsageError

# Names of files and of checks are made from it, and 255 bytes is all that a file's name may have.
_LONGEST = 60
# A student's torch.py would hide the real one from every program beside it.
_TAKEN = sys.stdlib_module_names | {"grader", "numpy", "pytest", "torch", "torchvision"}


def scaffold(root: Path, slug: str, title: str = "") -> list[Path]:
    """Write the files of a new exercise into the course at `root`, which is made if there is none.

    They are a small exercise that works as it is, about doubling a number, to be replaced piece by piece. Its
    stub is not among them: `grader build` makes it.

    Args:
        root: the course, the folder above `exercises`.
        slug: the exercise's name, and that of the file students hand in.
        title: one line for people; without one, the slug in words.

    Returns:
        The files written, in the order in which to fill them in.

    Raises:
        UsageError: the slug cannot be one or is taken, the title has more than one line, or the course cannot
            be written; then nothing was overwritten.
    """
    root = root.expanduser()
    title = title or slug.replace("_", " ").strip().capitalize()
    _check_slug(slug)
    if not title.isprintable() or not title.strip():
        raise UsageError(f"{title!r} is no title; write one line of text")
    home = root / "exercises" / slug
    solution = root / "solutions" / f"{slug}.py"
    for path in (home, solution):
        if path.exists() or path.is_symlink():
            raise UsageError(f"{path} is there already and is not overwritten; choose another slug")
    texts = {
        home / "README.md": README,
        solution: SOLUTION,
        home / "hidden_tests.py": HIDDEN,
        home / "wrong" / "adds_two.py": WRONG,
        home / "public_tests.py": PUBLIC,
        home / "exercise.py": EXERCISE,
    }
    filled = {"@SLUG@": slug, "@TITLE@": title, "@QUOTED@": json.dumps(title, ensure_ascii=False)}
    try:
        for path, text in texts.items():
            for name, value in filled.items():
                text = text.replace(name, value)  # noqa: PLW2901  (one after the other)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except OSError as error:
        raise UsageError(
            f"{root} cannot be written: {error.strerror or error}; name another with --course"
        ) from error
    return list(texts)


def _check_slug(slug: str) -> None:
    if len(slug) > _LONGEST:
        raise UsageError(
            f"{slug[:20]!r}… is no slug: it has {len(slug)} characters; choose one of {_LONGEST} at most"
        )
    if not (slug.isascii() and slug.isidentifier()) or slug.startswith("_"):
        raise UsageError(
            f"{slug!r} is no slug: students hand in <slug>.py, which is imported; "
            "begin with a letter, and use letters without accents, digits and underscores"
        )
    if keyword.iskeyword(slug):
        raise UsageError(f"{slug!r} is a word of Python's own; choose another slug, such as {slug}_exercise")
    if slug.casefold() in _TAKEN:
        raise UsageError(
            f"{slug!r} is a module that programs import, and {slug}.py would hide it; "
            f"choose another slug, such as {slug}_exercise"
        )
