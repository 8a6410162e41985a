"""The pytest plugin of one job: runs the checks that can be run, and records how each ended."""

import math
import numbers
import time
import traceback
from collections.abc import Mapping, Sequence

import pytest

from grader.data import Dataset
from grader.judging.collection import Collection
from grader.judging.draws import draw_anew
from grader.judging.items import is_visible, meets
from grader.judging.kept import renew
from grader.judging.records import Records
from grader.judging.subject import Subject
from grader.judging.verdict import PASSED, Verdict, judge_end
from grader.model.errors import GraderError
from grader.model.exercise import Check
from grader.model.job import Job
from grader.model.outcome import OUT_OF_TIME, Outcome

MOST_TIMEOUTS = 3
_ENOUGH = "not run, because a check before it did not pass"
_NO_MORE_TIME = f"not run, because {MOST_TIMEOUTS} checks before it ran out of time"


class Examination(Collection):
    """Runs the expected checks against a subject: those that students see first, then, afresh, the others.

    Attributes:
        job: what is judged; subject: who speaks with its workers; dataset: what its networks are trained on.
        verdicts: by check, what was observed; a check that is not in it was not observed.
        durations_s: by check, seconds of wall clock; the first to need the submission waits for its loading.
        records: what checks recorded, and what the program printed meanwhile.
        kept: by check, the results of an earlier grading that may stand in the place of a run.
        taken: the checks of which they do.
    """

    def __init__(
        self, job: Job, expected: tuple[Check, ...], subject: Subject, dataset: Dataset | None
    ) -> None:
        super().__init__()
        self.verdicts: dict[str, Verdict] = {}
        self.durations_s: dict[str, float] = {}
        self.records = Records()
        self.kept = renew(job.kept, expected)
        self.taken: set[str] = set()
        self.job = job
        self._expected: Mapping[str, Check] = {check.name: check for check in expected}
        self.subject = subject
        self.dataset = dataset

    def in_order(self, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """The checks that students do not see last.

        A program that knew what they ask could tell it in every check after them that students do see.
        """
        return sorted(
            items, key=lambda item: item.name in self._expected and not is_visible(self._expected[item.name])
        )

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Put them in order."""
        session.items[:] = self.in_order(session.items)

    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Leave out a check that cannot be run because one it builds on did not pass."""
        check = self._expected.get(item.name)
        if check is None:
            return True
        if self.job.until_missed and any(one is not PASSED for one in self.verdicts.values()):
            self.verdicts[item.name] = Verdict(outcome=Outcome.NOT_RUN, message=_ENOUGH)
            return True
        timeouts = [one.outcome for one in self.verdicts.values() if one.outcome in OUT_OF_TIME]
        if len(timeouts) >= MOST_TIMEOUTS:
            # Every check that calls an endless loop meets it; waiting for each would cost the class minutes.
            self.verdicts[item.name] = Verdict(outcome=timeouts[-1], message=_NO_MORE_TIME)
            return True
        if self.subject.spent:
            self.verdicts[item.name] = Verdict(
                outcome=Outcome.NOT_RUN, message=f"not run, because {self.subject.spent}"
            )
            return True
        missed = [one for one in self._required(check) if self.verdicts.get(one.name, None) is not PASSED]
        if not missed or self.subject.hopeless is not None:
            # A file that cannot be loaded is every check's own reason to fail.
            return self._take(check) or None
        name = f"`{missed[0].description}`" if is_visible(missed[0]) else "another check"
        self.verdicts[item.name] = Verdict(outcome=Outcome.NOT_RUN, message=f"needs {name} to pass first")
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Give the check its time."""
        self.durations_s[item.name] = -time.perf_counter()
        check = self._expected[item.name]
        withheld = not is_visible(check)
        self.records.begin(check.name, withheld=withheld)
        draw_anew(f"{self.job.terms.seed} {self.job.exercise.slug} {check.name}")
        limit_s = check.time_limit_s or self.job.exercise.limits.call_s
        self.subject.begin(limit_s, check.limits, withheld=withheld)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Record how a phase of the check ended; what ended it first is what counts."""
        error = call.excinfo.value if call.excinfo is not None else None
        if isinstance(error, GraderError):
            self.stopped_by = error
            item.session.shouldstop = str(error)
        if error is not None and self.verdicts.get(item.name, PASSED) is PASSED:
            self.verdicts[item.name] = judge_end(error, item.path)
            # A traceback holds on to what the worker sent, which may be as large as the wire carries.
            traceback.clear_frames(error.__traceback__)
        elif error is None and call.when == "call":
            self.verdicts[item.name] = PASSED
        if call.when == "teardown":
            self.durations_s[item.name] += time.perf_counter()
            self.records.print(self.subject.printed, imported=self.subject.imported)
        phase = "call" if call.when == "collect" else call.when
        return pytest.TestReport(
            nodeid=item.nodeid,
            location=("", None, item.name),
            keywords={},
            outcome="failed" if error is not None else "passed",
            longrepr=None,
            when=phase,
        )

    def _take(self, check: Check) -> bool:
        """Whether an earlier grading has observed it, and of a file that was loaded as this one is."""
        if check.name not in self.kept or self.subject.note != self.job.submission.note:
            return False
        one = self.kept[check.name]
        self.taken.add(check.name)
        self.verdicts[check.name] = (
            PASSED if one.outcome is Outcome.PASSED else Verdict(outcome=one.outcome, message=one.message)
        )
        self.records.put(check.name, one.recorded, withheld=not is_visible(check))
        return True

    def _required(self, check: Check) -> list[Check]:
        return [
            one for one in self._expected.values() if any(meets(one.name, name) for name in check.requires)
        ]

    def record(self, name: str, value: object) -> None:
        """Keep a number as a measure of the job, or a text for the student.

        Raises:
            TypeError: it is neither.
        """
        if isinstance(value, str) and name == "feedback":
            self.records.say(value)
        elif isinstance(value, numbers.Real):
            # A loss that is NaN is no figure to report.
            if math.isfinite(value):
                self.records.measure(name, float(value))
        else:
            raise TypeError(f"record_property takes a number, or a text as 'feedback'; not {name}={value!r}")
