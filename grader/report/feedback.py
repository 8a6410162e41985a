"""What a student reads: one Markdown file, from which no hidden check can be learnt."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.model.result import CheckResult
from grader.model.submission import Finding
from grader.report.filenames import file_names
from grader.report.files import write_text
from grader.report.inert import block, inline, prose
from grader.report.seen import Seen, seen
from grader.report.standing import by_student
from grader.report.words import NOT_YOURS, count, ended, further, points
from grader.seams import Gradings


class FeedbackReporter:
    """Writes feedback/<student>.md, from what `grader.report.seen` lets students see."""

    name = "feedback"
    always = True

    def write(self, gradings: Gradings, folder: Path) -> Sequence[Path]:
        """Write a file for everybody in the run; returns the paths, by student as they come in the run."""
        titles = {exercise.slug: exercise.title for exercise in gradings.exercises}
        everybody = by_student(gradings)
        names = file_names(everybody, ".md")
        known = {person.student: person.name for person in gradings.people}
        paths = []
        for student, theirs in everybody.items():
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
    if one.listed:
        yield "\n".join(_check(result, standing.told(result)) for result in one.listed).rstrip()
    if one.withheld:
        yield f"{further(one.withheld, one.withheld_points)}."
    if one.measures:
        yield "\n".join(f"- {inline(name)}: {value:.6g}" for name, value in one.measures.items())
    yield from (block(text) for text in one.printed)


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    if findings:
        yield "Not graded, because it is not what was asked for:"
        yield "\n".join(f"- {inline(one.path)}: {inline(one.message)}" for one in findings)


def _check(result: CheckResult, told: str) -> str:
    earned = f"{points(result.earned)} of {count(result.check.points, 'point')}"
    line = f"- **{ended(result)}** ({earned}): {prose(result.check.description or result.check.name)}"
    return f"{line}\n\n{block(told, '  ')}\n" if told else line
