"""A class of which most attack: nobody else's score, file or process is any different for it."""

import csv
import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from markdown_it import MarkdownIt

from grader.data.digits import build_digits
from grader.sandbox.full import why_not_full

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
ACTIVE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
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
         "--course", str(course), "--data", "digits", "--sandbox", sandbox],
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


@pytest.fixture(scope="module")
def peaceful(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """The honest students alone."""
    return grade(tmp_path_factory.mktemp("peaceful"), "standard", attacked=False)


@pytest.fixture(scope="module", params=["full", "standard"])
def graded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """The class with all attackers in the strongest sandbox there is, with a third of them in the other."""
    missing = why_not_full()
    if request.param == "full" and missing:
        pytest.skip(f"the sandbox `full` cannot be built on this machine: {missing}")
    share = 1 if missing or request.param == "full" else 3
    return grade(tmp_path_factory.mktemp(str(request.param)), str(request.param), share=share)


@pytest.mark.slow
def test_honest_scores_are_those_of_a_peaceful_class(graded: Graded, peaceful: Graded) -> None:
    """Right and partly right work has the checks, points and figures that it has without attackers."""
    for table in ("scores", "checks"):
        mine, theirs = (
            one.read(table)
            .query("student.str.startswith('h ')")
            .drop(columns=["duration_s", "sandbox"], errors="ignore")
            for one in (graded, peaceful)
        )
        assert len(mine) > 5 * len(SLUGS)
        pd.testing.assert_frame_equal(
            mine.reset_index(drop=True), theirs.reset_index(drop=True), check_exact=True
        )


@pytest.mark.slow
def test_attackers_fail_what_they_must(graded: Graded) -> None:
    """Each attacker fails the checks that its file names: it earns what its answers earn."""
    checks = graded.read("checks")
    wrong = {}
    for student, attack in graded.attacks.items():
        mine = checks[(checks.student == student) & (checks.exercise == attack.slug)]
        seen = set(mine[mine.outcome != "passed"].check)
        named = {"every check": set(mine.check), "no check": set()}
        must = named.get(attack.fails, {name.strip() for name in attack.fails.split(",")})
        if seen != must or len(mine) < 10:
            wrong[student] = (sorted(must - seen), sorted(seen - must))
    assert not wrong
    scores = graded.read("scores")
    for student, attack in graded.attacks.items():
        others = scores[(scores.student == student) & (scores.exercise != attack.slug)]
        assert (others.earned == 0).all(), student
    assert "internal_error" not in set(checks.outcome)


@pytest.mark.slow
def test_hostile_names_cost_nobody_anything(graded: Graded) -> None:
    """Right work in a folder with a hostile name has all its points, and everybody is in the report once."""
    scores = graded.read("scores")
    grades = graded.read("grades")
    assert len(grades) == grades.student.nunique() == len(graded.attacks) + len(NAMES) + HONEST_STUDENTS
    known = grades.student.str.match("[haz] ")
    full = scores[~scores.student.str.match("[haz] ") & (scores.exercise == EASY)]
    assert len(full) == (~known).sum() == len(NAMES)
    assert (full.earned == full.possible).all()
    assert len(list((graded.folder / "out" / "feedback").iterdir())) == len(grades)


@pytest.mark.slow
def test_no_canary_is_anywhere(graded: Graded) -> None:
    """Nothing of a hidden test, the environment, a sibling's work or the labels is in what was written."""
    labels = build_digits()["test_labels"][:25].tolist()
    secrets = {**CANARIES, "the labels": "".join(map(str, labels)), "a list of labels": str(labels)[1:-1]}
    written = {path.name: path.read_bytes() for path in (graded.folder / "out").rglob("*") if path.is_file()}
    assert {"gradebook.sqlite", "checks.csv", "scores.csv", "grades.csv"} <= set(written)
    # The gradebook keeps no submission, and Parquet is compressed: their texts are those of the CSV.
    for what, secret in secrets.items():
        found = [name for name, text in graded.texts() if secret in text]
        found += [name for name, content in written.items() if secret.encode() in content]
        assert not found, what


@pytest.mark.slow
def test_the_report_is_inert(graded: Graded) -> None:
    """No text has a control character, no cell is a formula, and no page has markup or links but its own."""
    assert sum(name.endswith(".md") for name, _ in graded.texts()) > 50
    for name, text in graded.texts():
        assert not (found := ACTIVE.search(text)), (name, text[found.start() - 60 : found.end() + 20])
        if name.endswith(".csv"):
            cells = [cell for row in csv.reader(text.splitlines(keepends=True)) for cell in row]
            assert not [
                cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"))
            ]
        if name.endswith(".md"):
            page = MarkdownIt("commonmark").parse(text)
            tokens = page + [child for token in page for child in token.children or ()]
            kinds = {token.type for token in tokens}
            assert not kinds & {"html_block", "html_inline", "link_open", "image", "table_open"}, name
            assert sum(token.type == "heading_open" for token in page) == 1 + len(SLUGS), name


@pytest.mark.slow
def test_pages_promise_no_points_that_were_not_earned(graded: Graded) -> None:
    """The only bold points on a page are its own: an attacker's text cannot stand where the score stands."""
    scores = graded.read("scores")
    titles = {f"Feedback for {student}": student for student in graded.attacks}
    pages = 0
    for name, text in graded.texts():
        student = titles.get(text.split("\n")[0].removeprefix("# ").replace("\\", ""))
        if not name.endswith(".md") or student is None:
            continue
        pages += 1
        own = [token.content for token in MarkdownIt("commonmark").parse(text) if token.type == "inline"]
        promised = [float(one[1]) for line in own if (one := re.match(r"\*\*([\d.]+) of [\d.]+ point", line))]
        earned = scores[scores.student == student].earned.tolist()
        assert [one for one in promised if one] == [pytest.approx(one) for one in earned if one], name
    assert pages == len(graded.attacks)
    assert set(scores[scores.student.str.endswith("note_of_its_own") & (scores.earned == 0)].note) <= {
        "",
        "not handed in",
    }


@pytest.mark.slow
def test_nothing_is_left_behind(graded: Graded) -> None:
    """No submission or exercise has changed, no temporary file is left, and no process lives on."""
    folder = graded.folder
    assert contents(folder / "course", folder / "submissions", folder / "home") == graded.before
    assert list((folder / "tmp").iterdir()) == []
    assert {path.name for path in folder.iterdir()} == {
        "course",
        "submissions",
        "home",
        "tmp",
        "out",
        "cache",
    }
    lines = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            lines[process.name] = (process / "cmdline").read_bytes()
        except OSError:
            continue
    assert not [pid for pid, line in lines.items() if str(folder).encode() in line]
