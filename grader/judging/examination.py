"""The pytest plugin of one run: gives hidden tests their fixtures, and records how each check ended."""

import math
import numbers
import random
import time
from collections.abc import Callable, Sequence

import pytest

from grader.data import Dataset
from grader.judging.items import MARKS, meets, read_checks
from grader.judging.subject import Proxy, Subject
from grader.judging.suite import Suite
from grader.judging.verdict import PASSED, Verdict, judge_end
from grader.model.errors import GraderError
from grader.model.exercise import Check, Exercise
from grader.model.job import Job, Terms
from grader.model.outcome import Outcome
from grader.model.result import CheckResult


class Collection:
    """The part of the plugin that collects: a file of hidden tests as the checks in it.

    Attributes:
        checks: what was collected, in order.
        stopped_by: what must be raised again once pytest has returned.
    """

    def __init__(self) -> None:
        self.checks: tuple[Check, ...] = ()
        self.stopped_by: BaseException | None = None

    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the marks known."""
        for name, meaning in MARKS:
            config.addinivalue_line("markers", f"{name}: {meaning}")
