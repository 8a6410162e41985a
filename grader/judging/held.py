"""Hidden tests that were collected once, in a pytest session that stays open for forks to run them in."""

import contextlib
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from grader.judging.collection import Collection
from grader.judging.examination import Examination
from grader.judging.fixtures import Fixtures
from grader.judging.items import read_checks
from grader.judging.suite import run_pytest
from grader.model.errors import CourseError
from grader.model.exercise import Check, Exercise


class HeldTests(Collection):
    """The pytest plugin that holds a session once it has collected, instead of running what is in it.

    Starting pytest, executing a file of hidden tests and what that file has found out so far (the output
    sizes of torch's layers, which are the same for every student) are then done before a judge is forked.

    Args:
        exercises: whose hidden tests.
        meanwhile: called while the session is held; in it, and in forks made in it, they can be run.
    """

    def __init__(self, exercises: Sequence[Exercise], meanwhile: Callable[["HeldTests"], None]) -> None:
        super().__init__()
        self._paths = {_file(exercise): exercise.digest for exercise in exercises}
        self._meanwhile = meanwhile
        self._session: pytest.Session
        self._holds = False
        self._items: dict[Path, list[pytest.Item]] = {}
        self._checks: dict[Path, tuple[Check, ...]] = {}
        self._fixtures = Fixtures()

    def hold(self) -> None:
        """Collect, call `meanwhile`, and end the session.

        Raises:
            CourseError: a file cannot be executed, or a check in it is not as it must be.
        """
        said = run_pytest(list(self._paths), [self, self._fixtures])
        self.raise_what_stopped_it()
        if not self._holds:
            raise CourseError(f"the hidden tests cannot be collected: {said.strip()[-300:]}")

    def checks_of(self, exercise: Exercise) -> tuple[Check, ...] | None:
        """The checks of an exercise; None where its hidden tests, as they are now, are not held."""
        held = bool(exercise.digest) and self._paths.get(_file(exercise)) == exercise.digest
        return self._checks.get(_file(exercise)) if held else None

    def run(self, examination: Examination) -> str:
        """Run an exercise's checks, while the session is held; returns what pytest would have printed."""
        session, said = self._session, io.StringIO()
        self._fixtures.examined = examination
        session.items = items = examination.in_order(self._items[_file(examination.job.exercise)])
        # With a check that has failed before, pytest takes the session for one that could not collect.
        session.testsfailed = 0
        plugins = session.config.pluginmanager
        plugins.register(examination)
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                session.config.hook.pytest_runtestloop(session=session)
        except (session.Interrupted, session.Failed, pytest.exit.Exception) as stopped:
            said.write(str(stopped))
        finally:
            # Where the last check was left out, what it shares with the others is still there.
            with contextlib.suppress(Exception):
                session.config.hook.pytest_runtest_teardown(item=items[-1], nextitem=None)
            plugins.unregister(examination)
        return said.getvalue()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Read the checks of each file."""
        for item in items:
            self._items.setdefault(item.path, []).append(item)
        try:
            self._checks = {path: read_checks(of_it) for path, of_it in self._items.items()}
        except CourseError as error:
            self.stopped_by = self.stopped_by or error
            return
        for path in self._paths:
            if self.stopped_by is None and path not in self._checks:
                self.stopped_by = CourseError(f"{path}: no checks were found in it")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Hold the session; once it is held, leave what is in it to pytest."""
        if self._holds:
            return None
        self._session, self._holds = session, True
        if self.stopped_by is None:
            try:
                self._meanwhile(self)
            except BaseException as error:  # noqa: BLE001  (pytest would print it, and go on)
                self.stopped_by = error
        return True


def _file(exercise: Exercise) -> Path:
    return exercise.tests_path.absolute()
