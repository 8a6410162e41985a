"""What a student reads."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from grader.model.exercise import Check, Exercise
from grader.model.outcome import Outcome, Visibility
from grader.model.person import Person
from grader.model.publication import Publication
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Finding, Submission
from grader.report.feedback import FeedbackReporter
from grader.seams import Gradings

MakeRun = Callable[..., Gradings]
HandedIn = Callable[..., list[Submission]]
MakeResult = Callable[..., JobResult]

HOSTILE = st.lists(
    st.sampled_from("`~*_[]()<>&#|\\!$@=+-:/. \n\r\t\x1b\0\ud800\udce9aé🦀w")
    | st.sampled_from(
        ["<script>", "```\n", "\n# ", "](http://x)", "https://x.y", "&lt;", "www.x.y", "\n\n    "]
    ),
    min_size=1,
).map("".join)


EVERYTHING = frozenset(Visibility)


def feedback(run: Gradings, folder: Path) -> str:
    """The text of the run's only feedback file."""
    (path,) = FeedbackReporter().write(run, folder)
    return path.read_text(encoding="utf-8")


def test_a_check_is_told_in_words(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult, tmp_path: Path
) -> None:
    """A visible check appears with its description, points, outcome and message."""
    run = make_run(
        submissions=handed_in("ada"),
        results=[make_result(slug="conv_strided", outcome=Outcome.RAISED, message="ValueError: no")],
    )
    assert (
        "## conv_strided: Strides\n\n**0 of 1 point** for all checks.\n\n"
        "- **your code raised an exception** (0 of 1 point): The size is right.\n\n"
        "  ```text\n  ValueError: no\n  ```\n"
    ) in feedback(run, tmp_path)


def test_what_the_note_says_is_said_once(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult, tmp_path: Path
) -> None:
    """A check that failed for the reason that the note gives stands there without repeating it."""
    reason = "conv_strided.py cannot be loaded"
    result = make_result(slug="conv_strided", outcome=Outcome.RAISED, message=reason, note=reason)
    text = feedback(make_run(submissions=handed_in("ada"), results=[result]), tmp_path)
    assert text.replace("\\", "").count(reason) == 1
    assert "- **your code raised an exception** (0 of 1 point): The size is right." in text


@pytest.mark.parametrize("visibility", [one for one in Visibility if one is not Visibility.VISIBLE])
def test_a_withheld_check_tells_nothing_of_its_outcome(
    visibility: Visibility,
    make_run: MakeRun,
    handed_in: HandedIn,
    make_result: MakeResult,
    tmp_path: Path,
) -> None:
    """Whether a check that is not shown passed or failed, the file is the same to the last byte."""
    texts = set()
    for outcome, earned, accuracy in ((Outcome.PASSED, 3.0, 0.97), (Outcome.FAILED, 1.0, 0.2)):
        shown, hidden = make_result().checks
        check = msgspec.structs.replace(hidden.check, visibility=visibility)
        hidden = CheckResult(check=check, outcome=outcome, earned=earned, message=f"{outcome} secretly")
        result = make_result(checks=(shown, hidden), measures={"accuracy": accuracy})
        run = make_run(submissions=handed_in("ada")[:1], results=[result])
        texts.add(feedback(run, tmp_path))
    (text,) = texts
    assert "1 further check worth 3 points not shown yet." in text
    assert "**2 of 2 points** for the checks shown here." in text
    assert "secretly" not in text
    assert "test_accuracy" not in text
    assert "It learns" not in text


def test_every_visibility_can_be_published(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult, tmp_path: Path
) -> None:
    """A run in which hidden checks are shown has them, the full total and the figures."""
    results = [make_result(measures={"accuracy": 0.9712})]
    run = make_run(submissions=handed_in("ada"), results=results, shown=EVERYTHING)
    text = feedback(run, tmp_path)
    assert "**5 of 5 points** for all checks." in text
    assert "- **passed** (3 of 3 points): It learns." in text
    assert "- accuracy: 0.9712" in text


def test_what_was_printed_in_withheld_checks_waits_for_them(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult, tmp_path: Path
) -> None:
    """It appears where every check of the exercise is shown, and not before."""
    run = make_run(
        submissions=handed_in("ada"), results=[make_result(feedback="seen", withheld="asked 917331")]
    )
    text = feedback(run, tmp_path)
    assert "seen" in text
    assert "917331" not in text
    assert "917331" in feedback(msgspec.structs.replace(run, shown=EVERYTHING), tmp_path)


def test_partial_credit_is_called_so(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult, tmp_path: Path
) -> None:
    """A check that failed but earned something is partly passed, not failed."""
    check = Check(name="test_size", description="The size is right.", points=1.0)
    one = CheckResult(check=check, outcome=Outcome.FAILED, earned=0.25, message="a quarter")
    run = make_run(submissions=handed_in("ada"), results=[make_result(slug="conv_strided", checks=(one,))])
    assert "- **partly passed** (0.25 of 1 point): The size is right." in feedback(run, tmp_path)


def test_an_error_of_ours_is_owned_and_not_shown(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult, tmp_path: Path
) -> None:
    """An internal error says whose fault it is and what it costs, and shows neither its text nor a score."""
    result = make_result(outcome=Outcome.INTERNAL_ERROR, message="Traceback of judge.py")
    run = make_run(submissions=handed_in("ada")[:1], results=[result])
    text = feedback(run, tmp_path).split("## conv")[0]
    assert "The fault is the grader's, and costs you no points." in text
    assert "Traceback" not in text
    assert " of 2 points" not in text


def test_not_handed_in_is_said_once(make_run: MakeRun, handed_in: HandedIn, tmp_path: Path) -> None:
    """An exercise that was not handed in has its points and one line, not a list of unrun checks."""
    text = feedback(make_run(submissions=handed_in("ada", problem="not handed in")), tmp_path)
    assert "**0 of 1 point** for all checks.\n\nNote: not handed in\n" in text
    assert "not run" not in text


def test_what_is_left_to_grade_is_said(make_run: MakeRun, handed_in: HandedIn, tmp_path: Path) -> None:
    """After an interrupted run the file says that grading goes on, and gives no points."""
    text = feedback(make_run(submissions=handed_in("ada")), tmp_path)
    assert text.count("Note: not graded yet; run grade again") == 2
    assert "**" not in text


def test_findings_come_first(make_run: MakeRun, tmp_path: Path) -> None:
    """A student with nothing but unknown files has a file that begins with them."""
    finding = Finding(
        student="eve", path="eve/cnm.py", message="for no exercise of this course; is it cnn.py?"
    )
    text = feedback(make_run(findings=[finding]), tmp_path)
    assert text.index("- eve/cnm.py: for no exercise") < text.index("## mlp")


def test_a_finding_is_its_own_students_to_read(
    make_run: MakeRun, handed_in: HandedIn, tmp_path: Path
) -> None:
    """Nobody reads of another student's files."""
    findings = [Finding(student="eve", path="eve/x.py", message="odd")]
    FeedbackReporter().write(make_run(submissions=handed_in("ada"), findings=findings), tmp_path)
    assert "eve" not in (tmp_path / "feedback" / "ada.md").read_text()


def test_the_table_of_layers_is_kept_as_it_is(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult, tmp_path: Path
) -> None:
    """Longer text stands in a fence, column for column."""
    table = "Layer (type)     Output Shape   Param #\n  Linear-1       [-1, 500]      392,500"
    run = make_run(submissions=handed_in("ada"), results=[make_result(feedback=table)])
    assert f"```text\n{table}\n```" in feedback(run, tmp_path)


def tokens(run: Gradings) -> Counter[str]:
    """How often each kind of Markdown element occurs in the run's only file of feedback."""
    with TemporaryDirectory() as folder:
        text = feedback(run, Path(folder))
    parsed = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    inline = [child for token in parsed for child in token.children or ()]
    return Counter(token.type for token in [*parsed, *inline] if token.type not in {"text", "text_special"})


def hostile_run(text: str) -> Gradings:
    """A run in which everything a student controls is this text."""
    check = Check(name="test_size", description="The `size` is right.", points=1.0)
    result = JobResult(
        key="k",
        student=text,
        slug="conv",
        checks=(CheckResult(check=check, outcome=Outcome.FAILED, message=f"m{text}"),),
        note=f"n{text}",
        feedback=f"f{text}",
    )
    return _Run(
        exercises=[Exercise(slug="conv", title="Strides")],
        submissions=[Submission(student=text, slug="conv", filename="conv.py")],
        results=[result],
        findings=[Finding(student=text, path=f"p{text}", message=f"m{text}")],
    )


@given(HOSTILE)
@settings(max_examples=200, deadline=None)
def test_no_text_of_a_student_is_markup(text: str) -> None:
    """Whatever a student's name, path, message or output holds, the file has the elements of a plain one."""
    assert tokens(hostile_run(text)) == tokens(hostile_run("plain"))


class _Run(msgspec.Struct, frozen=True, kw_only=True):
    """A run of a property test, which takes no fixtures."""

    exercises: list[Exercise]
    submissions: list[Submission]
    results: list[JobResult]
    findings: list[Finding]
    checks: dict[str, list[Check]] = {}
    people: list[Person] = []
    publication: Publication = Publication()
    shown: frozenset[Visibility] = frozenset({Visibility.VISIBLE})


def test_a_page_says_whose_it_is(make_run: MakeRun, handed_in: HandedIn, tmp_path: Path) -> None:
    """A name that is known stands above the page with the student's own; one that is not is not made up."""
    people = [Person(student="ada", name="Lovelace, *Ada*"), Person(student="bob")]
    paths = FeedbackReporter().write(make_run(submissions=handed_in("ada", "bob"), people=people), tmp_path)
    first = [path.read_text(encoding="utf-8").partition("\n")[0] for path in paths]
    assert first == [r"# Feedback for Lovelace, \*Ada\* (ada)", "# Feedback for bob"]
