"""What students may have of an exercise: the one list that `start` and `release` give from."""

import re
import stat
from pathlib import Path

from grader.model.errors import CourseError
from grader.model.exercise import PUBLIC_TESTS, Exercise

README = "README.md"
PICTURES = (".png", ".svg")

# ![alt](path "title"), <img src="path">, and [id]: path, of which only pictures are taken.
SHOWN = re.compile(
    r"""!\[[^\]]*\]\(\s*<?(?P<inline>[^\s)>]+)"""
    r"""|<img\b[^>]*?\bsrc\s*=\s*["']?(?P<tag>[^\s"'>]+)"""
    r"""|^ {0,3}\[[^\]]+\]:\s*<?(?P<reference>[^\s>]+\.(?:png|svg))""",
    re.IGNORECASE | re.MULTILINE,
)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def given(exercise: Exercise) -> dict[str, bytes]:
    """The files of an exercise that students may have: their names, and their bytes.

    They are `<slug>.py` (the stub), `README.md`, `public_tests.py` where there are some, and the pictures,
    `.svg` and `.png`, that the README shows. Texts end their lines with a line feed.

    Raises:
        CourseError: there is no stub, no README or not a picture that it shows; or one of them is a link, or
            no UTF-8 text.
    """
    home = Path(exercise.folder)
    readme = _read_text(home / README, "write the assignment's text there")
    files = {
        f"{exercise.slug}.py": _read_text(home / "stub.py", "run `grader build`").encode(),
        README: readme.encode(),
    }
    if exercise.public_tests.exists() or exercise.public_tests.is_symlink():
        files[PUBLIC_TESTS] = _read_text(exercise.public_tests, "").encode()
    return files | {name: _read(home / name, "draw it there") for name in _pictures(readme, home / README)}


def _pictures(text: str, readme: Path) -> list[str]:
    names: list[str] = []
    for shown in SHOWN.finditer(text):
        name = shown["inline"] or shown["tag"] or shown["reference"]
        where = f"{readme}:{text.count(chr(10), 0, shown.start()) + 1}"
        if _ELSEWHERE.match(name):
            continue
        if Path(name).name != name or not name.lower().endswith(PICTURES):
            raise CourseError(f"{where}: shows {name!r}; a picture is an .svg or .png file beside the README")
        if not (readme.parent / name).exists():
            raise CourseError(f"{where}: shows {name!r}, which does not exist; add it, or take the line out")
        names.append(name)
    return sorted(set(names))


def _read_text(path: Path, remedy: str) -> str:
    try:
        return _read(path, remedy).decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        reason = f"the byte 0x{error.object[error.start]:02x} at offset {error.start}"
        raise CourseError(f"{path} is no UTF-8 text: {reason}; save it as UTF-8") from error


def _read(path: Path, remedy: str) -> bytes:
    try:
        # A link could lead to a hidden test, whatever it is called.
        if not stat.S_ISREG(path.lstat().st_mode):
            raise CourseError(f"{path} is no regular file; students get no links, put the file itself there")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise CourseError(f"{path} does not exist; {remedy}") from error
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror or error}") from error
