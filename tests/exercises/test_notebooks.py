"""Notebooks as they come from Colab and from the lecture, read, walled in, and graded."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from grader.catalog.course import Course
from grader.intake.folder import grader_submissions
from grader.judging.judge import judge
from grader.model.job import Job, Terms
from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.seams import Sandbox

HandIn = Callable[..., JobResult]


@pytest.fixture
def hand_in(tmp_path: Path, course: Course, sandbox: Sandbox) -> HandIn:
    """Hands cells in as `all.ipynb`, and judges what the intake makes of them for an exercise."""

    def run(slug: str, *cells: object) -> JobResult:
        (tmp_path / "ada").mkdir()
        made = new_notebook(cells=list(cells), metadata={"accelerator": "GPU", "colab": {"provenance": []}})
        (tmp_path / "ada" / "all.ipynb").write_text(nbformat.writes(made), encoding="utf-8")
        (one,) = [
            each for each in grader_submissions(tmp_path, course.exercises).submissions if each.slug == slug
        ]
        return judge(Job(submission=one, exercise=course.exercise(slug), terms=Terms()), sandbox)

    return run


@pytest.mark.slow
def test_an_evening_in_colab(hand_in: HandIn, course: Course) -> None:
    """Magics, megabytes of outputs, a broken cell and a training on a missing module cost no point."""
    work = course.solution(course.exercise("conv_strided")).read_text(encoding="utf-8")
    output = new_output("stream", name="stdout", text="Epoch 1\n" * 400_000)
    result = hand_in(
        "conv_strided",
        new_code_cell("!pip install -q torchsummary\n%matplotlib inline\nfiles = !ls\n?print"),
        new_code_cell("%%bash\nnvidia-smi"),
        new_markdown_cell("# My homework"),
        new_code_cell(f"%%time\n{work}", outputs=[output, output]),
        new_code_cell("for i in range(3)\n    print(i)"),
        new_code_cell("\nfrom google.colab import drive\ndrive.mount('/content/drive')"),
        new_code_cell("while True:\n    %time train(model)"),
    )
    assert {one.outcome for one in result.checks} == {Outcome.PASSED}, result.checks
    assert "all.ipynb: cell 4 is left out: expected ':', line 1 (`for i in range(3)`)" in result.note
    assert "all.ipynb failed (cell 5, line 2: ModuleNotFoundError: No module named 'google" in result.note
    assert "only its imports, functions, classes" in result.note


@pytest.mark.slow
def test_an_exception_is_told_with_its_cell(hand_in: HandIn) -> None:
    """What a function raises is told with the cell, and the line in it, that the student sees."""
    result = hand_in(
        "conv_strided",
        new_code_cell("import torch"),
        new_markdown_cell("# `conv_strided`: stride"),
        new_code_cell("%matplotlib inline\ndef output_size(i, k, s, p):\n    return sizes[i]"),
    )
    assert result.score.earned == 0
    said = next(one.message for one in result.checks if one.outcome is Outcome.RAISED)
    assert "cell 2, line 3, in output_size: return sizes[i]" in said
