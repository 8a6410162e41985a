"""Fifty students hand in files, notebooks, zips and the lecture itself; each gets what it is worth."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

ROOT = Path(__file__).resolve().parents[2]
SLUGS = sorted(folder.parent.name for folder in (ROOT / "exercises").glob("*/exercise.py"))
TRAINED = ("mlp", "cnn", "mlp_vs_cnn")
ARITHMETIC = [slug for slug in SLUGS if slug not in TRAINED]
STUDENTS = 50

Works = Mapping[str, bytes]
Expected = dict[tuple[str, str], frozenset[str] | None]


def solution(slug: str) -> bytes:
    """The solution's source."""
    return (ROOT / "solutions" / f"{slug}.py").read_bytes()


def wrong(slug: str, which: int) -> bytes:
    """One of the known-wrong submissions of an exercise that trains nothing."""
    paths = sorted((ROOT / "exercises" / slug / "wrong").glob("*.py"))
    return paths[which % len(paths)].read_bytes()


def failing(work: bytes) -> frozenset[str]:
    """The checks that a known-wrong submission's first line names; none of a solution."""
    first = work.splitlines()[0].decode()
    named = first.removeprefix("# fails:") if first.startswith("# fails:") else ""
    return frozenset(name.strip() for name in named.split(",") if name.strip())


def notebook(works: Works, *, heading: bool = True, before: Iterable[str] = ()) -> bytes:
    """All works in one notebook, each under a heading or after a comment that names its exercise."""
    cells = [new_code_cell(text) for text in before]
    for slug, work in works.items():
        text = work.decode()
        if heading:
            cells.append(new_markdown_cell(f"# `{slug}`: what I made of it"))
        else:
            text = f"# exercise: {slug}\n{text}"
        cells.append(new_code_cell(text))
    return nbformat.writes(new_notebook(cells=cells)).encode()


def colab(work: bytes) -> bytes:
    """A work as it looks after an evening in Colab: magics, shell lines, a drive, megabytes of outputs."""
    output = new_output("stream", name="stdout", text="Epoch 1\n" * 400_000)
    cells = [
        new_code_cell("!pip install -q torchsummary\n%matplotlib inline"),
        new_code_cell("from google.colab import drive\ndrive.mount('/content/drive')"),
        new_code_cell("%%time\n" + work.decode(), outputs=[output]),
        new_code_cell("files = !ls\n%timeit 1 + 1"),
        new_code_cell("%%bash\nnvidia-smi"),
        new_code_cell("def broken(:\n    pass"),
        new_code_cell("while True:\n    print('training')"),
    ]
    made = new_notebook(cells=cells, metadata={"colab": {"provenance": []}, "accelerator": "GPU"})
    return nbformat.writes(made).encode()


def zipped(files: Works) -> bytes:
    """A zip of these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def hand_in(folder: Path, number: int) -> tuple[str, Works]:
    """One student's works, in the form that is their turn; returns who, and the work for each exercise."""
    slugs = [ARITHMETIC[(number + step) % len(ARITHMETIC)] for step in range(4)]
    works = {slug: solution(slug) if step % 2 else wrong(slug, number) for step, slug in enumerate(slugs)}
    if number == 0:
        works = {slug: solution(slug) for slug in SLUGS}
    form = number % 8
    student = f"student {number:02}, {'Zoë' if number % 3 else '🐌'}"
    home = folder / student
    match form:
        case 0:
            write(home, {f"{slug}.py": work for slug, work in works.items()})
        case 1:
            write(home, {f"{slug}.ipynb": notebook({slug: work}) for slug, work in works.items()})
        case 2:
            write(home, {"everything.ipynb": notebook(works, before=["import torch"])})
        case 3:
            write(home, {"abgabe.zip": zipped({f"week 1/{slug}.py": work for slug, work in works.items()})})
        case 4:
            (slug, work), *rest = works.items()
            files = {f"{one}.py": other for one, other in rest}
            write(home, {"notebook.zip": zipped({f"{slug}.ipynb": notebook({slug: work})}), **files})
        case 5:
            write(folder, {f"{student}.zip": zipped({f"{slug}.py": work for slug, work in works.items()})})
        case 6:
            (slug, work), *rest = works.items()
            write(home, {f"{slug}.ipynb": colab(work), "rest.ipynb": notebook(dict(rest), heading=False)})
        case _:
            parts = b"\n".join(b"# exercise: %s\n%s" % (slug.encode(), work) for slug, work in works.items())
            write(home, {"homework.py": parts})
    return student, works


def write(folder: Path, files: Works) -> None:
    """Write files into a folder that need not exist yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def link_in_zip() -> bytes:
    """A zip whose only member is a symbolic link."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        link = zipfile.ZipInfo("conv_strided.py")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return made.getvalue()


BROKEN = {
    "no json": ("conv_strided.ipynb", b"{'cells': []"),
    "no notebook": ("conv_strided.ipynb", b'{"a": 1}'),
    "nested": ("conv_strided.ipynb", b'{"cells": ' + b"[" * 100_000),
    "binary": ("conv_strided.ipynb", bytes(range(256)) * 100),
    "bomb": ("work.zip", zipped({"conv_strided.py": b"\0" * 200_000_000})),
    "climber": ("work.zip", zipped({"../../conv_strided.py": b"x = 1"})),
    "linker": ("work.zip", link_in_zip()),
    "half a zip": ("work.zip", zipped({"conv_strided.py": solution("conv_strided")})[:60]),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Works], str]:
    """The class, graded in one command on the digits; everybody's works, and what the command said."""
    folder = tmp_path_factory.mktemp("mixed")
    submissions = folder / "submissions"
    works = dict(hand_in(submissions, number) for number in range(STUDENTS - len(BROKEN) - 1))
    for student, (name, content) in BROKEN.items():
        write(submissions / student, {name: content})
    write(submissions / "lecturer", {"lecture.ipynb": (Path(__file__).parent / "lecture.ipynb").read_bytes()})
    ended = subprocess.run(
        [sys.executable, "-m", "grader", "grade", str(submissions), "--out", str(folder / "out"),
         "--data", "digits"],
        env=os.environ | {"GRADER_CACHE": str(folder / "cache")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 1, ended.stdout + ended.stderr
    return folder / "out", works, ended.stdout + ended.stderr


@pytest.fixture(scope="module")
def checks(graded: tuple[Path, dict[str, Works], str]) -> pd.DataFrame:
    """A row per check of the whole class."""
    return pd.read_csv(graded[0] / "checks.csv", keep_default_na=False)


def missed(checks: pd.DataFrame, student: str, slug: str) -> frozenset[str]:
    """The checks that did not pass."""
    mine = checks[(checks.student == student) & (checks.exercise == slug)]
    assert len(mine) > 5, (student, slug)
    return frozenset(mine[mine.outcome != "passed"].check)


@pytest.mark.slow
def test_the_form_makes_no_difference(
    graded: tuple[Path, dict[str, Works], str], checks: pd.DataFrame
) -> None:
    """Whether in a file, a notebook, a zip or a part of either, work fails exactly the checks it must."""
    _, works, said = graded
    assert checks.student.nunique() == STUDENTS
    for student, handed_in in works.items():
        for slug in SLUGS:
            seen = missed(checks, student, slug)
            if slug in handed_in:
                assert seen == failing(handed_in[slug]), (student, slug)
            else:
                mine = checks[(checks.student == student) & (checks.exercise == slug)]
                assert set(mine.outcome) == {"not_run"}, (student, slug)
    assert "Traceback" not in said


@pytest.mark.slow
def test_the_lecture_is_graded_for_what_it_defines(checks: pd.DataFrame) -> None:
    """The lecture's own notebook earns its networks' points; it defines nothing of the other exercises."""
    cnn = missed(checks, "lecturer", "cnn")
    assert not cnn & {"test_parameter_count", "test_layer_shapes", "test_output", "test_architecture"}
    assert {"test_evaluate", "test_updates", "test_accuracy"} <= cnn
    mlp = missed(checks, "lecturer", "mlp")
    assert not mlp & {"test_other_sizes", "test_output"}
    for slug in ARITHMETIC:
        mine = checks[(checks.student == "lecturer") & (checks.exercise == slug)]
        assert set(mine.outcome) == {"not_run"}


@pytest.mark.slow
@pytest.mark.parametrize("student", list(BROKEN))
def test_broken_containers_read_clearly(
    graded: tuple[Path, dict[str, Works], str], checks: pd.DataFrame, student: str
) -> None:
    """A notebook or zip that cannot be read earns nothing, and its student reads one clear line about it."""
    assert (checks[checks.student == student].earned == 0).all()
    (page,) = [
        path for path in (graded[0] / "feedback").iterdir() if f"for {student}" in path.read_text("utf-8")
    ]
    text = page.read_text("utf-8").replace("\\", "")
    name = BROKEN[student][0]
    assert any(name in line and len(line) < 300 for line in text.splitlines()), text
    assert "Traceback" not in text
