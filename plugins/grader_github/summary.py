"""The job summary: a page of Markdown, within what GitHub takes of one step."""

from collections.abc import Iterator

from grader.report.feedback import exercise_text
from grader.report.inert import inline
from grader.report.log import total_text
from grader.report.seen import seen
from grader.report.standing import by_student
from grader.seams import Gradings

LIMIT_BYTES = 1024 * 1024
_SHORTENED = "This summary is shortened, because GitHub takes no longer one; the job's log has the rest.\n"


def summary_text(gradings: Gradings, limit_bytes: int = LIMIT_BYTES) -> str:
    """What the students of the run may see, in whole paragraphs of at most `limit_bytes` in all."""
    left_bytes = limit_bytes - len(_SHORTENED.encode())
    if left_bytes < 0:
        return ""
    kept: list[str] = []
    for paragraph in _paragraphs(gradings):
        text = f"{paragraph}\n\n"
        left_bytes -= len(text.encode())
        if left_bytes < 0:
            return "".join([*kept, _SHORTENED])
        kept.append(text)
    return "".join(kept)


def _paragraphs(gradings: Gradings) -> Iterator[str]:
    titles = {exercise.slug: exercise.title for exercise in gradings.exercises}
    everybody = by_student(gradings)
    for student, standings in everybody.items():
        theirs = [seen(one, gradings.shown) for one in standings]
        whose = f"{inline(student)}: " if len(everybody) > 1 else ""
        yield f"# {whose}{total_text(theirs)}"
        for one in theirs:
            yield from exercise_text(one, titles[one.standing.submission.slug])
        findings = [finding for finding in gradings.findings if finding.student == student]
        if findings:
            yield "\n".join(f"- {inline(one.path)}: {inline(one.message)}" for one in findings)
