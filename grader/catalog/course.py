"""Open a course: find its exercises, check them, and fill in what only their folders tell."""

import ast
import difflib
import keyword
from collections import Counter
from pathlib import Path

import msgspec

from grader.catalog.digest import exercise_digest
from grader.model.errors import CourseError, UsageError
from grader.model.exercise import Exercise
from grader.registry import Registry
from grader.settings import Settings


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """A folder with `exercises/<slug>/` and `solutions/<slug>.py`; the exercises stand in course order."""

    root: Path
    exercises: tuple[Exercise, ...]

    def exercise(self, slug: str) -> Exercise:
        """The exercise called `slug`.

        Raises:
            UsageError: there is none; the message lists those there are.
        """
        for exercise in self.exercises:
            if exercise.slug == slug:
                return exercise
        slugs = [exercise.slug for exercise in self.exercises]
        near = difflib.get_close_matches(slug, slugs, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"this course has {', '.join(slugs)}"
        raise UsageError(f"there is no exercise called {slug!r}; {hint}")

    def solution(self, exercise: Exercise) -> Path:
        """Where the exercise's solution lies, the single source of its stub."""
        return self.root / "solutions" / f"{exercise.slug}.py"


def open_course(root: Path | None, registry: Registry) -> Course:
    """The course at `root`, or the one that ships with the grader.

    Every `exercises/<slug>/exercise.py` is executed and registered as a plugin, so a registry opens
    a course once.

    Raises:
        CourseError: there is no course, or one of its exercises is not as it must be; names file and remedy.
    """
    root = (root.expanduser() if root is not None else shipped_course()).absolute()
    folders = _exercise_folders(root)
    for folder in folders:
        registry.add_exercise_module(folder / "exercise.py")
    offered = registry.exercises(root)
    _check_slugs(root, folders, offered)
    exercises = [_placed(exercise, root / "exercises" / exercise.slug) for exercise in offered]
    exercises.sort(key=lambda exercise: (exercise.order, exercise.slug))
    return Course(root=root, exercises=tuple(exercises))


def shipped_course(package: Path = Path(__file__).parents[1]) -> Path:
    """The root of the course that comes with the `grader` package.

    In an installed package that is `grader/_course`; in a checkout, the folder that the package lies in.

    Raises:
        CourseError: the installation has no course.
    """
    for root in (package / "_course", package.parent):
        if (root / "exercises").is_dir():
            return root
    raise CourseError(
        f"{package} was installed without its course; install it again, or name one with --course"
    )


def places_of_value(course: Course, settings: Settings, *others: Path) -> tuple[str, ...]:
    """What no submission may read, absolute: the course, the cache, the data set's folder, and `others`."""
    places = [course.root, *others, settings.cache_dir]
    if settings.data_root:
        places.append(Path(settings.data_root))
    return tuple(str(place.absolute()) for place in places)


def _exercise_folders(root: Path) -> list[Path]:
    home = root / "exercises"
    if not root.exists():
        raise CourseError(f"{root} does not exist; --course takes a course's folder, or a bundle made of it")
    if not home.is_dir():
        raise CourseError(
            f"{root} is no course: it has no folder 'exercises'; --course takes the folder above it"
        )
    folders = sorted(path for path in home.iterdir() if path.is_dir() and path.name[0] not in "._")
    for folder in folders:
        left_alone = [name for name in ("hidden_tests.py", "stub.py") if (folder / name).exists()]
        if left_alone and not (folder / "exercise.py").exists():
            raise CourseError(
                f"{folder} has a {left_alone[0]} but no exercise.py; add one that implements "
                "grader_exercises, or move the folder out of 'exercises'"
            )
    folders = [folder for folder in folders if (folder / "exercise.py").exists()]
    if not folders:
        raise CourseError(f"{home} has no exercise; each needs a folder <slug> with an exercise.py")
    return folders


def _check_slugs(root: Path, folders: list[Path], offered: list[Exercise]) -> None:
    counts = Counter(exercise.slug for exercise in offered)
    names = {folder.name for folder in folders}
    strays = sorted(set(counts) - names)
    for folder in folders:
        if folder.name not in counts:
            found = f", but {strays[0]!r}, which has no folder" if strays else ""
            raise CourseError(
                f"{folder / 'exercise.py'} offers no Exercise with slug {folder.name!r}{found}; "
                "slug and folder must have the same name"
            )
    for slug, count in counts.items():
        where = root / "exercises" / slug / "exercise.py"
        if slug not in names:
            raise CourseError(f"an Exercise {slug!r} is offered, but {where} does not exist; add it there")
        if count > 1:
            raise CourseError(f"{where}: the slug {slug!r} is offered {count} times; offer it once")
        if not slug.isidentifier() or keyword.iskeyword(slug):
            raise CourseError(
                f"{where}: {slug!r} is no Python name, so {slug}.py cannot be imported; "
                "use letters, digits and underscores"
            )


def _placed(exercise: Exercise, folder: Path) -> Exercise:
    if not (folder / "hidden_tests.py").is_file():
        raise CourseError(
            f"{folder} has no hidden_tests.py; without it nothing of {exercise.slug} can be graded"
        )
    for data, lines in exercise.lines.items():
        if not (0 < lines.partial <= lines.full <= 1 and lines.margin >= 0 and lines.attempts >= 1):
            raise CourseError(
                f"{folder / 'exercise.py'}: for {data} partial is {lines.partial}, full {lines.full}, margin "
                f"{lines.margin} and attempts {lines.attempts}; 0 < partial <= full <= 1, margin >= 0 and "
                "attempts >= 1 must hold"
            )
    return msgspec.structs.replace(
        exercise, defines=_definitions(folder / "stub.py"), folder=str(folder), digest=exercise_digest(folder)
    )


def _definitions(stub: Path) -> tuple[str, ...]:
    try:
        tree = ast.parse(stub.read_bytes(), str(stub))
    except (OSError, SyntaxError, ValueError):
        return ()  # there is none yet, or `grader build`, which opens the course first, will mend it
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return tuple(node.name for node in tree.body if isinstance(node, kinds) and node.name[0] != "_")
