"""Annotations, read as GitHub's runner reads them."""

import re
from collections.abc import Callable

import pytest
from grader_github.annotations import Annotation, annotations, command
from grader_github.plugin import GitHubReporter

from grader.model.exercise import Check
from grader.model.outcome import Outcome
from grader.model.place import Place
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Submission
from grader.seams import Gradings, Spoken

Run = Callable[..., Gradings]


def read(line: str) -> tuple[str, dict[str, str], str]:
    """Kind, properties and message, as src/Runner.Common/ActionCommand.cs of actions/runner reads them."""
    kind, properties, message = re.fullmatch(r"::(\w+) (.*?)::(.*)", line).groups()  # type: ignore[union-attr]

    def plain(text: str, *more: tuple[str, str]) -> str:
        for mark, char in (("%0D", "\r"), ("%0A", "\n"), *more, ("%25", "%")):
            text = text.replace(mark, char)
        return text

    pairs = (one.split("=", 1) for one in properties.split(","))
    return kind, {name: plain(value, ("%3A", ":"), ("%2C", ",")) for name, value in pairs}, plain(message)


def raised(*places: Place | None, message: str = "ValueError: {}") -> tuple[CheckResult, ...]:
    """A check for each place."""
    return tuple(
        CheckResult(
            check=Check(name=f"test_{number}", description=f"Check {number}.", points=1.0),
            outcome=Outcome.RAISED,
            message=message.format(number),
            place=place,
        )
        for number, place in enumerate(places)
    )


def test_it_is_escaped_as_githubs_own_toolkit_does() -> None:
    """The line is the one that @actions/core 3.0's `error` prints for the same text."""
    one = Annotation(
        kind="error", title="T: %25,", message="50% a:b,c\n::error::y %0A", file="a,b:c%/ü.py", line=3
    )
    line = command(one)
    assert line == "::error title=T%3A %2525%2C,file=a%2Cb%3Ac%25/ü.py,line=3::50%25 a:b,c%0A::error::y %250A"
    properties = {"title": one.title, "file": one.file, "line": "3"}
    assert read(line) == ("error", properties, one.message)


def test_the_line_that_raised_is_annotated_once(of_ada: Run) -> None:
    """Two checks that end at one line make one annotation there; another line makes another."""
    checks = raised(Place(line=3), Place(line=3), Place(line=7), None)
    found = annotations(of_ada(checks=checks))
    assert [(one.file, one.line) for one in found] == [
        ("mlp.py", 3), ("mlp.py", 7), ("mlp.py", 0), ("", 0)
    ]  # fmt: skip
    assert found[0].message == "Check 0. (0 of 1 point)\nValueError: 0"


def test_a_notebook_has_cells_in_place_of_lines(of_ada: Run) -> None:
    """GitHub counts a notebook's lines in its JSON, so the cell and the line in it are named in the title."""
    first, _ = annotations(of_ada(checks=raised(Place(line=3, cell=2))))
    assert (first.line, first.title) == (0, "mlp: your code raised an exception in cell 2, line 3")


def test_ten_of_a_kind_are_shown(of_ada: Run) -> None:
    """Of more than ten errors the tenth says how many there are besides."""
    found = annotations(of_ada(checks=raised(*(Place(line=number) for number in range(1, 25)))))
    errors = [one for one in found if one.kind == "error"]
    assert len(errors) == 10
    assert errors[-1].message.startswith("15 more")


def test_partial_credit_is_a_warning(of_ada: Run) -> None:
    """A check that earned a part of its points is told from one that earned none."""
    check = CheckResult(
        check=Check(name="t", description="D.", points=2.0), outcome=Outcome.FAILED, earned=0.5, message="m"
    )
    first, _ = annotations(of_ada(checks=(check,)))
    assert (first.kind, first.title, first.message) == (
        "warning", "mlp: partly passed", "D. (0.5 of 2 points)\nm"
    )  # fmt: skip


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.RAISED, Outcome.PASSED])
def test_nothing_of_a_hidden_check(
    of_ada: Run, make_result: Callable[..., JobResult], outcome: Outcome
) -> None:
    """A check that is not shown has no annotation, however it ended."""
    shown, hidden = make_result(outcome=outcome, message="secretly").checks
    first = make_result().checks[0]
    assert shown.check == first.check
    (total,) = annotations(of_ada(checks=(first, hidden)))
    assert total.message == "2 of 2 points, and 3 points for checks that are not shown"


def test_nothing_that_a_student_writes_is_a_command(of_ada: Run) -> None:
    """Messages full of commands make no line besides the annotations' own."""
    nasty = "x\n::add-mask::y\r::stop-commands::z\u2028::error::"
    reporter = GitHubReporter({})
    assert isinstance(reporter, Spoken)
    lines = reporter.spoken(of_ada(checks=raised(Place(line=1), message=nasty))).splitlines()
    assert [read(line)[0] for line in lines] == ["error", "notice"]


def test_a_files_name_is_no_command() -> None:
    """A file may be called whatever a student likes; the runner reads the same name back."""
    nasty = "x\n::add-mask::y,line=9::a%0A.py"
    _, properties, _ = read(command(Annotation(kind="error", title="t", message="m", file=nasty)))
    assert properties == {"title": "t", "file": nasty}


def test_what_is_missing_and_what_is_ours_is_said_once(
    make_run: Run, handed_in: Callable[..., list[Submission]], make_result: Callable[..., JobResult]
) -> None:
    """What was not handed in has one annotation, and what could not be graded blames nobody."""
    run = make_run(
        submissions=[handed_in("ada", problem="not handed in")[0], handed_in("ada")[1]],
        results=[
            make_result(outcome=Outcome.NOT_RUN, note="not handed in", message="not handed in"),
            make_result(slug="conv_strided", outcome=Outcome.INTERNAL_ERROR),
        ],
    )
    missing, ours, _ = annotations(run)
    assert (missing.title, missing.message) == ("mlp: nothing to grade", "not handed in")
    assert "The fault is the grader's" in ours.message
