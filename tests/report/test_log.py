"""The summary in the log of a CI job."""

from collections.abc import Callable

import pytest

from grader.model.outcome import Outcome, Visibility
from grader.model.result import JobResult
from grader.model.submission import Finding, Submission
from grader.report.log import log_line, log_lines
from grader.seams import Gradings

MakeRun = Callable[..., Gradings]
HandedIn = Callable[..., list[Submission]]
MakeResult = Callable[..., JobResult]

COMMANDS = (
    "::error::x\n  ::add-mask::y\r::set-output name=a::b\n##[group]z\nsee ##vso[task.x]\n##teamcity[a 'b']"
)


def is_command(line: str) -> bool:
    """What GitHub's runner (ActionCommand.TryParseV2 and TryParse), Azure's and TeamCity take for one."""
    return line.lstrip().startswith("::") or any(mark in line for mark in ("##[", "##vso[", "##teamcity["))


def test_a_students_text_is_no_command(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult
) -> None:
    """Nothing that a student's program says, or its file is called, makes a line that a runner obeys."""
    submissions = [
        Submission(student="ada", slug="mlp", filename=COMMANDS), handed_in("ada")[1]
    ]  # fmt: skip
    run = make_run(
        submissions=submissions,
        results=[
            make_result(outcome=Outcome.RAISED, message=COMMANDS, note=COMMANDS),
            make_result(slug="conv_strided", outcome=Outcome.FAILED, message=COMMANDS),
        ],
        findings=[Finding(student="ada", path="x", message=COMMANDS)],
    )
    lines = list(log_lines(run))
    assert sum("add-mask" in line for line in lines) > 3
    assert not [line for line in lines if is_command(line)]


@pytest.mark.parametrize(
    "text", ["::error::x", " \t::error::x", "\u2028::error::x", "a ##[error]x", "##vso[a]"]
)
def test_a_line_is_no_command(text: str) -> None:
    """A line of student text that would be one is changed so that it is none."""
    assert not is_command(log_line(text))


def test_ordinary_text_stays_as_it_is() -> None:
    """Colons, headings and brackets that are no command are left alone."""
    assert log_line("## a [b] c::d ## [e]") == "## a [b] c::d ## [e]"


def test_nothing_of_a_hidden_check(make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult) -> None:
    """Of a check that is not shown the log has what it is worth, the same whether it passed or failed."""
    logs = [
        list(log_lines(make_run(
            submissions=handed_in("ada")[:1], results=[make_result(outcome=outcome, message="secretly")],
            shown=frozenset({Visibility.AFTER_DUE_DATE}),
        )))
        for outcome in (Outcome.PASSED, Outcome.RAISED)
    ]  # fmt: skip
    assert logs[0] == logs[1]
    assert "  2 further checks worth 5 points not shown yet" in logs[0]
    assert "secretly" not in "\n".join(logs[0])


def test_each_check_has_a_line(make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult) -> None:
    """The points of an exercise, how each check ended, its message, and the total are there to read."""
    run = make_run(
        submissions=handed_in("ada"),
        results=[
            make_result(),
            make_result(
                slug="conv_strided", outcome=Outcome.RAISED, message="KeyError: 1\nline 3, in f: g()"
            ),
        ],
    )
    assert list(log_lines(run)) == [
        "mlp: A perceptron (mlp.py)",
        "  passed (2 of 2): The output is (N, 10).",
        "  1 further check worth 3 points not shown yet",
        "  2 of 2 points",
        "",
        "conv_strided: Strides (conv_strided.py)",
        "  your code raised an exception (0 of 1): The size is right.",
        "    | KeyError: 1",
        "    | line 3, in f: g()",
        "  0 of 1 point",
        "",
        "total: 2 of 3 points, and 3 points for checks that are not shown",
    ]


def test_what_was_not_handed_in_is_said_once(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult
) -> None:
    """An exercise without a file has the reason and no line for each check."""
    run = make_run(
        submissions=handed_in("ada", problem="not handed in")[:1],
        results=[make_result(outcome=Outcome.NOT_RUN, message="not handed in", note="not handed in")],
    )
    assert list(log_lines(run))[1:4] == [
        "  note: not handed in",
        "  1 further check worth 3 points not shown yet",
        "  0 of 2 points",
    ]


def test_what_could_not_be_graded_is_nobodys_fault(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult
) -> None:
    """An internal error says that it is the grader's, and the total counts the exercise apart."""
    result = make_result(
        outcome=Outcome.INTERNAL_ERROR, message="not your fault", warnings=("hidden_tests.py:3: x",)
    )
    run = make_run(submissions=handed_in("ada")[:1], results=[result])
    text = "\n".join(log_lines(run))
    assert "The fault is the grader's" in text
    assert "hidden_tests" not in text
    assert text.endswith("; 1 exercise could not be graded")
