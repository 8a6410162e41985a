"""JUnit XML, held to the schema of Jenkins' xUnit plugin and read back by junitparser."""

from collections.abc import Callable
from pathlib import Path

import pytest
import xmlschema
from grader_junit.plugin import GitLabReporter, JUnitReporter
from junitparser import Error, Failure, JUnitXml

from grader.model.errors import UsageError
from grader.model.exercise import Check
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Submission
from grader.seams import Gradings

Run = Callable[..., Gradings]
HandedIn = Callable[..., list[Submission]]
MakeResult = Callable[..., JobResult]

# From pytest's sources (testing/example_scripts), which took it from Jenkins' xUnit plugin; MIT licence.
SCHEMA = xmlschema.XMLSchema(str(Path(__file__).parent / "junit-10.xsd"))
NASTY = "]]> <b>&\x1b[31m\x00\ufffe\ud800 \U0001f980\n\ttext"
NAME = "Lovelace, Ada.🦀\ud800"


@pytest.fixture
def class_of_two(make_run: Run, handed_in: HandedIn, make_result: MakeResult) -> Run:
    """A run of two students, of whom one has a result, whose outcome is this."""

    def make(outcome: Outcome) -> Gradings:
        result = make_result(NAME, outcome=outcome, message=NASTY)
        return make_run(submissions=handed_in(NAME, "bob"), results=[result])

    return make


@pytest.mark.parametrize("outcome", list(Outcome))
def test_it_keeps_to_the_schema(class_of_two: Run, tmp_path: Path, outcome: Outcome) -> None:
    """Whatever the outcome, the name and the message, the file is valid, and junitparser reads it."""
    (path,) = JUnitReporter().write(class_of_two(outcome), tmp_path)
    SCHEMA.validate(str(path))
    suites = list(JUnitXml.fromfile(str(path)))
    assert [suite.name for suite in suites][2:] == ["bob, mlp: A perceptron", "bob, conv_strided: Strides"]
    assert next(iter(suites[0])).classname == "Lovelace, Ada_🦀\\ud800.mlp"


@pytest.mark.parametrize(
    ("outcome", "kind"), [(Outcome.FAILED, Failure), (Outcome.NOT_RUN, Failure), (Outcome.RAISED, Error)]
)
def test_what_ended_the_program_is_an_error(
    of_ada: Run, tmp_path: Path, outcome: Outcome, kind: type[Failure | Error]
) -> None:
    """A wrong answer and a missing one are failures, an ended program is an error; none is skipped."""
    (path,) = JUnitReporter().write(of_ada(outcome=outcome, message="why\nit is"), tmp_path)
    (case,) = next(iter(JUnitXml.fromfile(str(path))))
    (ending,) = case.result
    assert isinstance(ending, kind)
    assert ending.type == str(outcome)
    assert str(ending.text).endswith("\nwhy\nit is")
    assert case.classname == "mlp"


def test_nothing_of_a_hidden_check(of_ada: Run, make_result: MakeResult, tmp_path: Path) -> None:
    """A check that is not shown is no case; the suite says what such checks are worth."""
    shown, hidden = make_result(outcome=Outcome.FAILED, message="secretly").checks
    run = of_ada(checks=(CheckResult(check=shown.check, outcome=Outcome.PASSED, earned=2.0), hidden))
    (path,) = JUnitReporter().write(run, tmp_path)
    text = path.read_text(encoding="utf-8")
    assert "It learns" not in text
    assert "secretly" not in text
    (suite,) = JUnitXml.fromfile(str(path))
    assert {one.name: one.value for one in suite.properties()}["not shown"] == "1 check, 3 points"
    assert (suite.tests, suite.failures) == (1, 0)


def test_what_was_not_graded_is_an_error(class_of_two: Run, tmp_path: Path) -> None:
    """Neither an internal error nor a missing result looks like an exercise in which nothing was wrong."""
    (path,) = JUnitReporter().write(class_of_two(Outcome.INTERNAL_ERROR), tmp_path)
    assert [suite.errors for suite in JUnitXml.fromfile(str(path))] == [1, 1, 1, 1]


def test_gitlab_tells_cases_apart(
    make_run: Run, handed_in: HandedIn, make_result: MakeResult, tmp_path: Path
) -> None:
    """GitLab keeps the first of two cases with one class and name, so no two have both in common."""
    checks = tuple(
        CheckResult(check=Check(name=name, description="Twice.", points=1.0), outcome=Outcome.FAILED)
        for name in ("test_a", "test_b")
    )
    results = [make_result(student, checks=checks) for student in ("ada", "bob")]
    (path,) = GitLabReporter().write(make_run(submissions=handed_in("ada", "bob"), results=results), tmp_path)
    cases = [case for suite in JUnitXml.fromfile(str(path)) for case in suite]
    assert len({(case.classname, case.name) for case in cases}) == len(cases) == 6
    assert path.read_text(encoding="utf-8").count('file="mlp.py"') == 4


def test_gitlab_reads_so_much_and_no_more(of_ada: Run, tmp_path: Path) -> None:
    """Messages are shortened until the report is as small as GitLab asks; else it is refused."""
    run = of_ada(outcome=Outcome.FAILED, message="🦀" * 10_000)
    (path,) = GitLabReporter(limit_bytes=3_000).write(run, tmp_path)
    assert path.stat().st_size < 3_000
    with pytest.raises(UsageError, match="GitLab reads no report"):
        GitLabReporter(limit_bytes=500).write(run, tmp_path)
