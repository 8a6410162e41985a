"""The grader's own cost per job: python benchmarks/overhead.py [JOBS].

The exercise has ten checks of a function that computes nothing, so all the time there is is the grader's:
forking a judge, starting a walled worker, loading the file, running pytest, tallying, and recording.
"""

import sys
import tempfile
import time
from pathlib import Path

from measure import heading, ratio, show

from grader.catalog.course import open_course
from grader.execution.briefing import Briefing
from grader.execution.local import LocalExecutor
from grader.model.job import Terms, plan
from grader.model.submission import Submission
from grader.registry import Registry
from grader.settings import read_settings
from grader.store.open import open_gradebook
from grader.store.run import RunBody

CHECKS = 10
EXERCISE = """
from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise

@hookimpl
def grader_exercises(course):
    return [Exercise(slug="nothing", title="Nothing to compute")]
"""
HIDDEN_TESTS = """
import pytest

""" + "\n".join(
    f'''
@pytest.mark.points(1)
def test_{number}(submission):
    """The function returns its argument."""
    assert submission.same({number}) == {number}, "not the same"
'''
    for number in range(CHECKS)
)


def main() -> None:
    """Grade the same work under many names, one after another, and print the time from result to result."""
    jobs = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "course" / "exercises" / "nothing"
        home.mkdir(parents=True)
        (home / "exercise.py").write_text(EXERCISE, encoding="utf-8")
        (home / "hidden_tests.py").write_text(HIDDEN_TESTS, encoding="utf-8")
        course = open_course(home.parents[1], Registry())
        terms = Terms(data="digits")
        work = b"def same(x):\n    return x\n"
        submissions = [
            Submission(student=f"s{number}", slug="nothing", filename="nothing.py", source=work)
            for number in range(jobs + 1)
        ]
        briefing = Briefing(
            terms=terms,
            exercises=course.exercises,
            secrets=(str(course.root),),
            machine=read_settings(),
            jobs=1,
        )
        executor = LocalExecutor(briefing)
        seconds, judging = [], []
        try:
            with open_gradebook(Path(folder) / "out", create=True) as gradebook:
                planned = plan(course.exercises, submissions, terms)
                gradebook.begin(RunBody(terms=terms, exercises=course.exercises), planned)
                began = 0.0
                for result in executor.run(planned):
                    gradebook.record(result)
                    if result.score.fraction < 1:
                        raise SystemExit(f"the benchmark's own work was not graded right: {result}")
                    if began:
                        seconds.append(time.perf_counter() - began)
                        judging.append(result.duration_s)
                    began = time.perf_counter()
        finally:
            executor.close()
    heading()
    show("judging alone, worker included", judging)
    whole = show(f"one job of {CHECKS} checks, from result to result", seconds)
    ratio("the grader's cost per job, ms", whole * 1e3, "under 60")


if __name__ == "__main__":
    main()
