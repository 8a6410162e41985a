"""A whole class on the real MNIST, through the command line, killed in the middle and resumed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
SLUGS = ("mlp", "cnn", "conv_strided")
KILL_AFTER = 12
# Each of them costs a minute of training, and what it must fail is looked at by `grader verify` as well.
NOT_HERE = {"cnn/labels_not_moved", "cnn/sum_of_batch_losses"}
ALL = frozenset({"every check"})

SYNTAX_ERROR = b"import torch\n\n\ndef output_size(i, k, s, p)\n    return 1\n"
ENDLESS_LOOP = b"while True:\n    pass\n\n\ndef output_size(i, k, s, p):\n    while True:\n        pass\n"
SPY = b"""
import pathlib

def output_size(i, k, s, p):
    return pathlib.Path(%r).read_text()
""" % str(ROOT / "exercises" / "conv_strided" / "hidden_tests.py")
EXITS = b"import os\nos._exit(0)\n"
TRAINS_AT_IMPORT = b"\n\nmodel = NeuralNet()\nwhile True:\n    model(torch.zeros(1, 784))\n"
BROKEN = {
    "Comma, Carla": (SYNTAX_ERROR, "invalid syntax", "expected ':'"),
    "looping \N{SNAIL}": (ENDLESS_LOOP, "ran longer"),
    "Spy": (SPY, "Permission denied", "No such file"),
    "Leaver": (EXITS, "defines no"),
    "empty handed": (b"", "empty"),
    "Binary": (b"\x7fELF\x00\x01\x02", "not"),
    "Latin": ("größe = 1".encode("latin-1"), "UTF-8"),
    "Huge": (None, "MiB"),
}


def failing(work: bytes) -> frozenset[str]:
    """The checks that a known-wrong submission's first line names."""
    named = work.splitlines()[0].removeprefix(b"# fails:").decode()
    return frozenset(name.strip() for name in named.split(","))


def write_class(folder: Path) -> dict[tuple[str, str], frozenset[str]]:
    """Hand in everything; returns, by student and exercise, the checks that must not pass."""
    expected: dict[tuple[str, str], frozenset[str]] = {}

    def hand_in(student: str, slug: str, work: bytes, fails: frozenset[str]) -> None:
        (folder / student).mkdir(parents=True, exist_ok=True)
        (folder / student / f"{slug}.py").write_bytes(work)
        expected[student, slug] = fails

    for slug in SLUGS:
        solution = (ROOT / "solutions" / f"{slug}.py").read_bytes()
        hand_in("Right", slug, solution, frozenset())
        for path in sorted((ROOT / "exercises" / slug / "wrong").glob("*.py")):
            if f"{slug}/{path.stem}" in NOT_HERE:
                continue
            hand_in(f"wrong {path.stem}", slug, path.read_bytes(), failing(path.read_bytes()))
    mlp = (ROOT / "solutions" / "mlp.py").read_bytes()
    hand_in("Eager", "mlp", mlp + TRAINS_AT_IMPORT, frozenset())
    for student, (work, *_) in BROKEN.items():
        hand_in(student, "conv_strided", work or b"", ALL)
    with (folder / "Huge" / "conv_strided.py").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    (folder / "Right" / "homework.py").write_text("print('of no exercise')\n", encoding="utf-8")
    return expected


def command(submissions: Path, out: Path) -> list[str]:
    """The one command that grades the class."""
    chosen = [word for slug in SLUGS for word in ("--exercise", slug)]
    line = [sys.executable, "-m", "grader", "grade", str(submissions), "--out", str(out), "--data", "mnist"]
    return line + chosen


@pytest.fixture(scope="module")
def graded(
    tmp_path_factory: pytest.TempPathFactory, mnist_root: Path
) -> tuple[Path, dict[tuple[str, str], frozenset[str]], str]:
    """The class, graded by a grader that was killed once, and the second one's output."""
    folder = tmp_path_factory.mktemp("class")
    expected = write_class(folder / "submissions")
    environment = os.environ | {"GRADER_DATA_ROOT": str(mnist_root), "GRADER_CACHE": str(folder / "cache")}
    line = command(folder / "submissions", folder / "out")
    with subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout
        for said in killed.stdout:
            if said.startswith(f"[{KILL_AFTER}/"):
                killed.send_signal(signal.SIGKILL)
                break
        killed.wait()
    resumed = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    assert resumed.returncode == 1, resumed.stdout + resumed.stderr
    return folder / "out", expected, resumed.stdout + resumed.stderr


@pytest.mark.slow
@pytest.mark.mnist
def test_resumes(graded: tuple[Path, dict[tuple[str, str], frozenset[str]], str]) -> None:
    """After a kill -9 the same command keeps everything that had been shown as graded."""
    _, expected, said = graded
    kept = next(line for line in said.splitlines() if "graded before" in line)
    assert len(expected) >= 30
    assert int(kept.split()[0]) >= KILL_AFTER
    assert "Traceback" not in said


@pytest.mark.slow
@pytest.mark.mnist
def test_every_score_is_right(graded: tuple[Path, dict[tuple[str, str], frozenset[str]], str]) -> None:
    """Each submission fails exactly the checks it must, and what was not handed in earns nothing."""
    out, expected, _ = graded
    checks = pd.read_csv(out / "checks.csv", keep_default_na=False)
    for (student, slug), fails in expected.items():
        mine = checks[(checks.student == student) & (checks.exercise == slug)]
        seen = frozenset(mine[mine.outcome != "passed"].check)
        assert seen == (frozenset(mine.check) if fails is ALL else fails), (student, slug)
        assert len(mine) > 5
    scores = pd.read_csv(out / "scores.csv", keep_default_na=False)
    absent = scores[[(row.student, row.exercise) not in expected for row in scores.itertuples()]]
    assert (absent.earned == 0).all()
    assert set(absent.outcome) == {"not_run"}


@pytest.mark.slow
@pytest.mark.mnist
def test_reports(graded: tuple[Path, dict[tuple[str, str], frozenset[str]], str]) -> None:
    """The tables agree, and the solution's rows show full marks, its accuracy and its parameters."""
    out, _, _ = graded
    scores, grades = pd.read_csv(out / "scores.csv"), pd.read_csv(out / "grades.csv")
    right = scores[scores.student == "Right"].set_index("exercise")
    assert (right.fraction == 1).all()
    assert right.parameters["mlp"] == 397_510
    assert right.parameters["cnn"] == 28_938
    assert right.accuracy["mlp"] >= 0.965
    assert right.accuracy["cnn"] >= 0.97
    by_student = scores.groupby("student").earned.sum()
    for row in grades.itertuples():
        assert row.total == pytest.approx(by_student[row.student])
    assert len(pd.read_parquet(out / "scores.parquet")) == len(scores)


@pytest.mark.slow
@pytest.mark.mnist
@pytest.mark.parametrize("student", list(BROKEN))
def test_broken_work_reads_clearly(
    graded: tuple[Path, dict[tuple[str, str], frozenset[str]], str], student: str
) -> None:
    """Broken or hostile work is told in its student's feedback what is wrong, without a traceback of ours."""
    out, _, _ = graded
    (page,) = [path for path in (out / "feedback").iterdir() if f"for {student}" in path.read_text("utf-8")]
    text = page.read_text("utf-8").replace("\\", "")
    assert any(words in text for words in BROKEN[student][1:]), text
    assert "Traceback" not in text
    assert "grader/" not in text


@pytest.mark.slow
@pytest.mark.mnist
def test_feedback_shows_no_hidden_source(
    graded: tuple[Path, dict[tuple[str, str], frozenset[str]], str],
) -> None:
    """No line of the hidden tests' code stands in anybody's feedback."""
    out, _, _ = graded
    secret = set()
    for slug in SLUGS:
        text = (ROOT / "exercises" / slug / "hidden_tests.py").read_text(encoding="utf-8")
        secret |= {line.strip() for line in text.splitlines() if len(line.strip()) > 25 and '"""' not in line}
    assert len(secret) > 50
    for page in (out / "feedback").iterdir():
        for line in page.read_text("utf-8").splitlines():
            assert line.strip() not in secret
