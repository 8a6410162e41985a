"""One submission, graded where Gradescope's harness has put it."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader.cli.log_watch import LogWatch
from grader.cli.registry import full_registry
from grader.model.publication import Publication
from grader.model.submission import Submission
from grader.pipeline import Order, grade
from grader.report.standing import standings
from grader.settings import Settings
from grader.store.run import Run
from grader_gradescope.metadata import Metadata, read_metadata
from grader_gradescope.reporter import GradescopeReporter


def run_submission(root: Path, order: Order, settings: Settings, *, leaderboard: bool) -> Run:
    """Grade `root/submission` and write `root/results/results.json`.

    Args:
        root: the harness's folder, `/autograder` on Gradescope.
        order: how to grade; whose it is, and when it was due, is filled in from the harness's metadata.
        settings: where things are on this machine.
        leaderboard: whether accuracies that the student may see go to the class's leaderboard.

    Raises:
        GraderError: nothing could be graded; no results.json was written.
    """
    metadata = read_metadata(root)
    order = msgspec.structs.replace(
        order,
        source=root / "submission",
        student=metadata.student,
        always=False,
        publication=Publication(due=metadata.assignment.due_date),
    )
    graded = grade(order, full_registry(), settings, LogWatch())
    run = _identified(graded.run, metadata)
    GradescopeReporter(leaderboard=leaderboard).write(run, root / "results")
    return run


def why_ungraded(run: Run) -> Sequence[str]:
    """For the instructor: each exercise that has no grade, and what went wrong with it."""
    said = []
    for one in standings(run):
        if one.result:
            said += [f"{one.submission.slug}: {warning}" for warning in one.result.warnings]
        elif not one.graded:
            said.append(f"{one.submission.slug}: not graded; the run was stopped")
        if one.error:
            said.append(f"{one.submission.slug}: {one.error}")
    return said


def _identified(run: Run, metadata: Metadata) -> Run:
    at = metadata.created_at.isoformat() if metadata.created_at else ""
    submissions = tuple(_at(one, at) for one in run.submissions)
    return msgspec.structs.replace(run, people=metadata.people, submissions=submissions)


def _at(one: Submission, at: str) -> Submission:
    return one if one.problem else msgspec.structs.replace(one, submitted_at=at)
