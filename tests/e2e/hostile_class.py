"""A class of which most attack: what everybody hands in, and the one command that grades it."""

import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = ROOT / "tests" / "hostile"
SLUGS = ("conv_no_padding", "dilated_conv", "mlp", "mlp_vs_cnn")
EASY = SLUGS[0]
CANARIES = {
    "a hidden test": "canary-4c1f-hidden",
    "the environment": "canary-9b27-environment",
    "a sibling's work": "canary-e803-sibling",
}
HONEST = {
    "conv_no_padding": ("solution", "off_by_one", "no_bias", "case_hardcoded"),
    "dilated_conv": ("solution", "field_own_stride"),
    "mlp": ("solution", "missing_zero_grad"),
    "mlp_vs_cnn": ("solution",),
}
HONEST_STUDENTS = len({work for works in HONEST.values() for work in works})
# Names that a student's folder, and a file in it, can have on this system.
NAMES = (
    "=cmd|' !A0'", "@SUM(1+1)", "+1-1", "-2+3", "<script>alert(1)<!--", "a\u202etxt.exe",
    "\x1b]8;;evil\x07\x1b[2J",
    "two\nlines\r# three", "`**10 of 10 points**` [x](javascript:1)", "zero\u200bwidth\ufeff",
    os.fsdecode(b"\xff\xfe"),
)  # fmt: skip
SPY = """
import os

SEEN = [dict(os.environ)]
for place in {places!r}:
    for path in [place, "/proc/self/environ", "/proc/1/environ", f"/proc/{{os.getppid()}}/environ"]:
        try:
            SEEN.append(open(path, "rb").read())
        except OSError as error:
            SEEN.append(error)
    try:
        SEEN.append(os.listdir(os.path.dirname(place)))
    except OSError as error:
        SEEN.append(error)


def output_size(i, k):
    print(SEEN)
    raise ValueError(SEEN)


build_layer = kernel_positions = output_size
"""
PLANTED = {
    "conftest.py": b"import os\nos._exit(0)\n",
    "sitecustomize.py": b"import os\nos._exit(0)\n",
    "usercustomize.py": b"import os\nos._exit(0)\n",
    "pytest.ini": b"[pytest]\naddopts = -p planted --co\n",
    "setup.cfg": b"[tool:pytest]\naddopts = --co\n",
    "planted.py": b"def pytest_runtest_makereport(item, call):\n    import os\n    os._exit(0)\n",
    "torch.py": b"import os\nos._exit(0)\n",
    "hidden_tests.py": b"def test_output_size():\n    pass\n",
    "__init__.py": b"import os\nos._exit(0)\n",
    f"{EASY}.py": b"import conftest, planted\n\n\ndef output_size(i, k):\n    return None\n",
}


class Attack(NamedTuple):
    """What an attacker hands in, to which exercise, and the checks that it must fail."""

    files: Mapping[str, bytes]
    slug: str = EASY
    fails: str = "every check"


class Graded(NamedTuple):
    """A graded class: where its report lies, what the command said, who attacked, what was there before."""

    folder: Path
    said: str
    attacks: Mapping[str, Attack]
    before: Mapping[Path, bytes | None]

    def read(self, table: str) -> pd.DataFrame:
        """One of the report's tables."""
        return pd.read_csv(self.folder / "out" / f"{table}.csv", keep_default_na=False)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Whatever a person reads of the report, and the terminal's lines."""
        yield "terminal", self.said
        for path in sorted((self.folder / "out").rglob("*")):
            if path.suffix in {".csv", ".md"}:
                yield path.name, path.read_bytes().decode("utf-8")


def attackers(submissions: Path, course: Path) -> dict[str, Attack]:
    """Every attacker by name."""
    found = {}
    for family in ("verdict", "feedback"):
        for path in sorted((HOSTILE / family).glob("*.py")):
            slug, fails = (line.partition(": ")[2] for line in path.read_text("utf-8").split("\n")[:2])
            found[path.stem] = Attack({f"{slug}.py": path.read_bytes()}, slug, fails)
    for path in sorted((HOSTILE / "loading").glob("*.py")):
        found[f"loading {path.stem}"] = Attack({f"{EASY}.py": path.read_bytes()})
    built = runpy.run_path(str(HOSTILE / "archives" / "build.py"))["archives"]()
    found |= {f"archive {name}": Attack({file: content}) for name, (file, content) in built.items()}
    found["planter"] = Attack(PLANTED)
    places = [
        str(course / "exercises" / EASY / "hidden_tests.py"),
        str(submissions / "h solution" / "mlp.py"),
    ]
    found["spy"] = Attack({f"{EASY}.py": SPY.format(places=places).encode()})
    return found


def honest(submissions: Path) -> None:
    """Hand in right and partly right work, under names that stand between the attackers'."""
    for slug, works in HONEST.items():
        for work in works:
            path = ROOT / "solutions" if work == "solution" else ROOT / "exercises" / slug / "wrong"
            source = (path / f"{slug if work == 'solution' else work}.py").read_text("utf-8")
            write(
                submissions / f"h {work}",
                {f"{slug}.py": f"{source}\n# {CANARIES['a sibling' + chr(39) + 's work']}\n".encode()},
            )


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that need not exist yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def contents(*folders: Path) -> dict[Path, bytes | None]:
    """Every file below these folders, and what is in it."""
    return {path: path.read_bytes() if path.is_file() else None for one in folders for path in one.rglob("*")}


def grade(folder: Path, sandbox: str, *, share: int = 1, attacked: bool = True) -> Graded:
    """Write a class with every `share`-th attacker, and grade it in one command."""
    course, submissions = folder / "course", folder / "submissions"
    for slug in SLUGS:
        shutil.copytree(ROOT / "exercises" / slug, course / "exercises" / slug)
        with (course / "exercises" / slug / "hidden_tests.py").open("a", encoding="utf-8") as tests:
            tests.write(f'\n\nSECRET = "{CANARIES["a hidden test"]}"\n')
        write(course / "solutions", {f"{slug}.py": (ROOT / "solutions" / f"{slug}.py").read_bytes()})
    honest(submissions)
    attacks = dict(list(attackers(submissions, course).items())[::share]) if attacked else {}
    for number, (name, attack) in enumerate(attacks.items()):
        # Half of them before the honest ones, half of them behind.
        write(submissions / f"{'az'[number % 2]} {name}", attack.files)
    if attacked:
        right = (ROOT / "solutions" / f"{EASY}.py").read_bytes()
        for name in NAMES:
            write(
                submissions / name.replace("/", "|"),
                {f"{EASY}.py": right, f"{name}.py": b"x = 1", f"{name}.txt": b""},
            )
    temporary, home = folder / "tmp", folder / "home"
    temporary.mkdir()
    home.mkdir()
    before = contents(course, submissions, home)
    ended = subprocess.run(
        [sys.executable, "-m", "grader", "grade", str(submissions), "--out", str(folder / "out"),
         "--course", str(course), "--data", "digits", "--sandbox", sandbox, "--no-shared"],
        env=os.environ | {"GRADER_CACHE": str(folder / "cache"), "TMPDIR": str(temporary), "HOME": str(home),
                          "CANARY": CANARIES["the environment"]},
        capture_output=True, check=False, timeout=1200,
    )  # fmt: skip
    said = (ended.stdout + ended.stderr).decode("utf-8")
    assert ended.returncode == 1, said
    return Graded(
        folder,
        said,
        {f"{'az'[at % 2]} {name}": one for at, (name, one) in enumerate(attacks.items())},
        before,
    )
