"""A class with identical work in it, behind a real wall, graded with and without sharing."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import torch

from grader.catalog.course import open_course
from grader.execution.briefing import brief
from grader.execution.inline import InlineExecutor
from grader.hookspecs import hookimpl
from grader.intake import folder as intakes
from grader.model.job import Job
from grader.model.result import JobResult
from grader.pipeline import Order, grade
from grader.registry import Registry
from grader.report import plugin as reporters
from grader.sandbox.forked import ForkedSandbox
from grader.seams import ExecutorSettings
from grader.settings import Settings

SLUG = "conv_strided"
RAISES = """\
import linecache

print(linecache.getlines(__file__), __file__, __name__)


def output_size(i, k, s, p):
    raise RuntimeError(open.__name__){comment}
"""


class Walled:
    """The executor `walled`: one job after another, in the session's sandbox."""

    def __init__(self, sandbox: ForkedSandbox) -> None:
        self.asked: list[Job] = []
        self._sandbox = sandbox
        self._inner: InlineExecutor | None = None

    @hookimpl
    def grader_executor(self, name: str, settings: ExecutorSettings) -> Any:
        """It is its own plugin."""
        briefing = brief(settings)
        self._inner = InlineExecutor(briefing, self._sandbox)
        return self if name == "walled" else None

    def prepare(self) -> None:
        """Nothing to do."""

    def run(self, jobs: Iterable[Job]) -> Iterator[JobResult]:
        """Remember them."""
        self.asked = list(jobs)
        assert self._inner
        return self._inner.run(self.asked)

    def close(self) -> None:
        """The sandbox is others' too."""


class Silent:
    """Looks on, and says nothing."""

    def say(self, text: str) -> None:
        """Nothing to say."""

    def begin(self, jobs: object, done: int) -> None:
        """The same."""

    def finish(self, result: JobResult) -> None:
        """The same."""


@pytest.fixture(scope="module")
def graded(
    tmp_path_factory: pytest.TempPathFactory, standard_sandbox: ForkedSandbox
) -> Iterator[Callable[[str], tuple[pd.DataFrame, Path, list[Job]]]]:
    """What grading with sharing (`shared`) or without comes to: checks, the folder, the jobs run."""
    folder = tmp_path_factory.mktemp("class")
    course = open_course(None, Registry())
    right = (course.root / "solutions" / f"{SLUG}.py").read_text(encoding="utf-8")
    wrong = (course.root / "exercises" / SLUG / "wrong" / "no_floor.py").read_text(encoding="utf-8")
    works = {
        "Ada": (f"{SLUG}.py", right),
        "Bob": ("bobs.py", f"{right}\n# bobs own\n"),
        "Cy": (f"{SLUG}.py", wrong),
        "Dot": (f"{SLUG}.py", wrong.replace("\n", "  # dots own\n", 1)),
        "Eve": (f"{SLUG}.py", RAISES.format(comment="  # eves own")),
        "Fay": (f"{SLUG}.py", RAISES.format(comment="  # fays own")),
        "Gil": (f"{SLUG}.py", "def output_size(i\n"),
        "Hal": (f"{SLUG}.py", "def output_size(i\n"),
    }
    for student, (name, text) in works.items():
        (folder / "class" / student).mkdir(parents=True)
        (folder / "class" / student / name).write_text(f"{text}\n", encoding="utf-8")

    def run(kind: str) -> tuple[pd.DataFrame, Path, list[Job]]:
        executor, out = Walled(standard_sandbox), folder / kind
        if not out.exists():
            order = Order(
                source=folder / "class",
                out=out,
                slugs=(SLUG,),
                device="cpu",
                sandbox="standard",
                executor="walled",
                shared=kind == "shared",
            )
            settings = Settings(cache=str(folder / "cache"))
            grade(order, Registry([executor, intakes, reporters]), settings, Silent())
        return pd.read_parquet(out / "checks.parquet"), out, executor.asked

    # As in a judge: beside other tests, more threads take many times as long.
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield run
    torch.set_num_threads(threads)


def test_every_score_is_the_same(graded: Callable[[str], tuple[pd.DataFrame, Path, list[Job]]]) -> None:
    """With sharing and without, every check of everybody ends alike and earns the same to the digit."""
    columns = ["student", "exercise", "check", "outcome", "points", "earned"]
    (shared, _, few), (alone, _, all_of_them) = graded("shared"), graded("alone")
    pd.testing.assert_frame_equal(shared[columns], alone[columns], check_exact=True)
    assert (len(few), len(all_of_them)) == (5, 8)
    assert shared.groupby("student").earned.sum().nunique() == 3


def test_nobody_reads_anothers_comments(
    graded: Callable[[str], tuple[pd.DataFrame, Path, list[Job]]],
) -> None:
    """A trace and a program that prints its own lines show what is shared, and no page what is another's."""
    _, out, _ = graded("shared")
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (out / "feedback").glob("*.md")}
    own = ("bobs own", "dots own", "eves own", "fays own", "graded once")
    assert not [(name, text) for name, page in pages.items() for text in own if text in page]
    assert "raise RuntimeError(open.__name__)" in pages["Eve"]
    assert pages["Eve"].replace("Eve", "Fay") == pages["Fay"]
    _, out, _ = graded("alone")
    assert "# eves own" in (out / "feedback" / "Eve.md").read_text(encoding="utf-8")
