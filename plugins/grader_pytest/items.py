"""A file of hidden tests and the checks in it, as pytest shows them; the judge runs them."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.judging.collect import collect
from grader.model.errors import GraderError
from grader.model.exercise import Check, Exercise
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.report.inert import visible
from grader_pytest.bench import Bench


class HiddenTests(pytest.File):
    """One exercise's `hidden_tests.py`; it is never imported here, and judged once, when a check is run."""

    bench: Bench
    exercise: Exercise

    @classmethod
    def of(cls, parent: pytest.Collector, path: Path, bench: Bench) -> "HiddenTests":
        """The file at `path`, judged on a bench."""
        made: HiddenTests = cls.from_parent(parent, path=path)
        made.bench = bench
        made.exercise = bench.exercise(path.parent.name)
        made._result = None
        return made

    def collect(self) -> Iterator[pytest.Item]:
        """An item for each check.

        Raises:
            CollectError: the file or a check in it is not as it must be.
        """
        try:
            checks = collect(self.exercise)
        except GraderError as error:
            raise self.CollectError(str(error)) from error
        lines = _lines(self.path)
        for check in checks:
            item: CheckItem = CheckItem.from_parent(self, name=check.name)
            item.check = check
            item.line = lines.get(check.name.partition("[")[0], 1) - 1
            yield item

    @property
    def result(self) -> JobResult:
        """What judging comes to; a fault that is not the submission's ends the run."""
        if self._result is None:
            try:
                self._result = self.bench.judge(self.exercise)
            except GraderError as error:
                pytest.exit(f"grader: {visible(str(error))}", returncode=error.exit_code)
        return self._result

    @property
    def judged(self) -> bool:
        """Whether there is a result."""
        return self._result is not None

    _result: JobResult | None


class CheckItem(pytest.Item):
    """A check; `line` is where its function stands, from 0."""

    check: Check
    line: int

    @property
    def tests(self) -> HiddenTests:
        """The file it stands in."""
        parent = self.parent
        if not isinstance(parent, HiddenTests):
            raise TypeError(f"{self.nodeid} stands in no file of hidden tests")
        return parent

    @property
    def observed(self) -> CheckResult:
        """How the check ended."""
        return next(one for one in self.tests.result.checks if one.check.name == self.name)

    def runtest(self) -> None:
        """Pass, or raise what the judge observed."""
        observed = self.observed
        self.user_properties += [("points", self.check.points), ("earned", observed.earned)]
        if observed.outcome is not Outcome.PASSED:
            raise NotPassed(observed, self.tests.result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What the student would read, and for a fault of the test's own what the instructor is told."""
        return (
            str(excinfo.value)
            if isinstance(excinfo.value, NotPassed)
            else super().repr_failure(excinfo, style)
        )

    def reportinfo(self) -> tuple[os.PathLike[str], int, str]:
        """Where an editor finds it."""
        return self.path, self.line, self.name


class NotPassed(Exception):  # noqa: N818  (how a check ended, and no error of ours)
    """A check that did not pass; its text is for people."""

    def __init__(self, observed: CheckResult, result: JobResult) -> None:
        points = f"{observed.earned:.6g} of {observed.check.points:.6g} points"
        lines = [observed.check.description, f"{observed.outcome} ({points})"]
        if observed.message.strip():
            lines += ["", observed.message]
        name = f"{observed.check.name}: "
        lines += [one.removeprefix(name) for one in result.warnings if one.startswith(name)]
        super().__init__(visible("\n".join(lines)))


def _lines(path: Path) -> dict[str, int]:
    tree = ast.parse(path.read_bytes(), str(path))
    return {node.name: node.lineno for node in tree.body if isinstance(node, ast.FunctionDef)}
