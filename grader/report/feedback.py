"""What a student reads: one Markdown file, from which no hidden check can be learnt."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.model.outcome import Outcome
from grader.model.result import CheckResult
from grader.model.submission import Finding
from grader.report.filenames import file_names
from grader.report.files import write_text
from grader.report.inert import block, inline, prose
from grader.report.seen import Seen, seen
from grader.report.standing import Standing, standings, students
from grader.report.words import NOT_YOURS, count, ended, points
from grader.seams import Gradings


class FeedbackReporter:
    """Writes feedback/<student>.md, from what `grader.report.seen` lets students see."""

    name = "feedback"
    always = True

    def write(self, gradings: Gradings, folder: Path) -> Sequence[Path]:
        """Write a file for everybody in the run; returns the paths, by student as they come in the run."""
        titles = {exercise.slug: exercise.title for exercise in gradings.exercises}
        by_student: dict[str, list[Standing]] = {student: [] for student in students(gradings)}
        for one in standings(gradings):
            by_student[one.submission.student].append(one)
        names = file_names(by_student, ".md")
        known = {person.student: person.name for person in gradings.people}
        paths = []
        for student, theirs in by_student.items():
            findings = [finding for finding in gradings.findings if finding.student == student]
            paragraphs = [
                f"# Feedback for {inline(_called(student, known.get(student, '')))}",
                *_findings(findings),
                *(
                    text
                    for one in theirs
                    for text in exercise_text(seen(one, gradings.shown), titles[one.submission.slug])
                ),
            ]
            text = "\n\n".join(paragraphs) + "\n"
            paths.append(write_text(folder / "feedback" / names[student], text))
        return paths


def _called(student: str, name: str) -> str:
    return f"{name} ({student})" if name and name != student else student


def exercise_text(one: Seen, title: str) -> Iterator[str]:
    """Paragraphs of Markdown on one exercise: its points, its checks, and what was printed."""
    standing = one.standing
    yield f"## {inline(standing.submission.slug)}: {prose(title)}"
    if standing.error:
        yield NOT_YOURS
    elif one.checks:
        of_what = "the checks shown here" if one.withheld else "all checks"
        possible = count(one.score.possible, "point")
        yield f"**{points(one.score.earned)} of {possible}** for {of_what}."
    if standing.note:
        yield f"Note: {inline(standing.note)}"
    nothing_ran = all(result.outcome is Outcome.NOT_RUN for result in one.checks)
    if one.checks and not (nothing_ran and standing.note):
        yield "\n".join(_check(result, standing.note) for result in one.checks).rstrip()
    if one.withheld:
        worth = count(one.withheld_points, "point")
        yield f"{count(one.withheld, 'further check')} worth {worth} not shown yet."
    if one.measures:
        yield "\n".join(f"- {inline(name)}: {value:.6g}" for name, value in one.measures.items())
    yield from (block(text) for text in one.printed)


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    if findings:
        yield "Not graded, because it is not what was asked for:"
        yield "\n".join(f"- {inline(one.path)}: {inline(one.message)}" for one in findings)


def _check(result: CheckResult, note: str) -> str:
    earned = f"{points(result.earned)} of {count(result.check.points, 'point')}"
    line = f"- **{ended(result)}** ({earned}): {prose(result.check.description or result.check.name)}"
    # A file that cannot be loaded fails every check for the one reason that the note gives already.
    told = result.message.strip() in {"", note}
    return line if told else f"{line}\n\n{block(result.message, '  ')}\n"
