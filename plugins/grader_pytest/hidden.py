"""The plugin of a run with `--grader`: finds files of hidden tests, and says what was earned."""

from pathlib import Path

import pytest

from grader.judging.items import MARKS
from grader.model.errors import GraderError
from grader.model.exercise import HIDDEN_TESTS
from grader.model.outcome import Outcome
from grader.report.inert import visible
from grader_pytest.bench import Bench, Order
from grader_pytest.items import CheckItem, HiddenTests


class HiddenTestsPlugin:
    """Takes `exercises/<slug>/hidden_tests.py` from pytest's own collection, and leaves other files alone."""

    def __init__(self, config: pytest.Config) -> None:
        self._order = Order(
            file=config.getoption("--grader-submission"),
            data=config.getoption("--grader-data"),
            sandbox=config.getoption("--grader-sandbox"),
            seed=config.getoption("--grader-seed"),
        )
        self._benches: dict[Path, Bench] = {}
        self._items: list[CheckItem] = []
        for name, meaning in MARKS:
            config.addinivalue_line("markers", f"{name}: {meaning}")
        # Named on the command line they are collected anyway; so they are in a folder that is named.
        config.addinivalue_line("python_files", HIDDEN_TESTS)

    def pytest_pycollect_makemodule(self, module_path: Path, parent: pytest.Collector) -> HiddenTests | None:
        """A file of hidden tests in a course."""
        if module_path.name != HIDDEN_TESTS:
            return None
        root = module_path.parents[2]
        try:
            if root not in self._benches:
                self._benches[root] = Bench(root, self._order)
            return HiddenTests.of(parent, module_path, self._benches[root])
        except GraderError as error:
            raise pytest.UsageError(f"{module_path}: {error}") from error

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Remember which checks were chosen."""
        self._items = [item for item in session.items if isinstance(item, CheckItem)]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """For each exercise: what was judged, each check with its points and docstring, and the sum."""
        for tests in dict.fromkeys(item.tests for item in self._items):
            if not tests.judged:
                continue
            result = tests.result
            file = tests.bench.file(tests.exercise)
            terminalreporter.section(f"{tests.exercise.slug}: {visible(str(file))}")
            checks = [item.observed for item in self._items if item.tests is tests]
            for one in checks:
                points = f"{one.earned:.6g}/{one.check.points:.6g}"
                said = f"{points:>8}  {one.outcome:<14} {one.check.name}: {one.check.description}"
                terminalreporter.write_line(
                    visible(said), green=one.outcome is Outcome.PASSED, red=one.outcome is not Outcome.PASSED
                )
            for text in filter(None, (result.note, *result.warnings)):
                terminalreporter.write_line(visible(text), yellow=True)
            if terminalreporter.verbosity > 0 and (printed := result.feedback + result.withheld):
                terminalreporter.write_line(visible(printed))
            earned, possible = sum(one.earned for one in checks), sum(one.check.points for one in checks)
            terminalreporter.write_line(
                f"{earned:.6g} of {possible:.6g} points, {result.duration_s:.1f} s, sandbox {result.sandbox}"
            )

    def pytest_unconfigure(self) -> None:
        """End the sandboxes."""
        for bench in self._benches.values():
            bench.close()
