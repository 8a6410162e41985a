"""The pytest plugin that collects hidden tests, as the checks in them."""

from pathlib import Path

import pytest

from grader.judging.items import MARKS, read_checks
from grader.judging.suite import Suite
from grader.judging.verdict import where
from grader.model.errors import CourseError, GraderError
from grader.model.exercise import Check


class Collection:
    """Collects one file, without anybody's submission.

    Attributes:
        checks: what was collected, in the file's order.
        stopped_by: what is to be raised once pytest has returned; raised in a hook, it would only be printed.
    """

    checks: tuple[Check, ...]
    stopped_by: BaseException | None

    def __init__(self) -> None:
        self.checks = ()
        self.stopped_by = None

    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the marks known."""
        for name, meaning in MARKS:
            config.addinivalue_line("markers", f"{name}: {meaning}")

    def pytest_pycollect_makemodule(self, module_path: Path, parent: pytest.Collector) -> pytest.Module:
        """Load the file in the way hidden tests are loaded."""
        suite: pytest.Module = Suite.from_parent(parent, path=module_path)
        return suite

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Read the checks; where one is not as it must be, none is run."""
        if self.stopped_by is not None:
            return
        try:
            self.checks = read_checks(items)
        except CourseError as error:
            self.stopped_by = error
            items.clear()

    def pytest_exception_interact(self, node: object, call: pytest.CallInfo[object]) -> None:
        """Keep what went wrong while the file was executed."""
        if isinstance(node, pytest.Collector) and call.excinfo is not None:
            self._cannot_collect(node, call.excinfo.value)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that skips itself has no checks."""
        if report.skipped:
            self.stopped_by = CourseError(
                f"{report.nodeid}: hidden tests cannot be skipped: {report.longrepr}"
            )

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Ctrl-C is for whoever runs the judge."""
        # Pytest's own way to stop early looks like one; its reason is known by then.
        if type(excinfo.value) is KeyboardInterrupt:
            self.stopped_by = excinfo.value

    def raise_what_stopped_it(self) -> None:
        """Raise what pytest swallowed, if anything."""
        if self.stopped_by is not None:
            raise self.stopped_by

    def _cannot_collect(self, node: pytest.Collector, error: BaseException) -> None:
        if isinstance(error, GraderError):
            self.stopped_by = error
        else:
            self.stopped_by = CourseError(f"{where(error, node.path)}: {type(error).__name__}: {error}")
