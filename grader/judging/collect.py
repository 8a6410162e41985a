"""The checks of an exercise, collected with no submission anywhere near."""

import functools
from pathlib import Path

from grader.judging.collection import Collection
from grader.judging.suite import run_pytest
from grader.model.errors import CourseError
from grader.model.exercise import Check, Exercise


def collect(exercise: Exercise) -> tuple[Check, ...]:
    """The checks of an exercise, in their file's order; a parametrised test is one check per parameter.

    Checks are remembered by the exercise's digest, so that a process which has collected them once (the one
    that judges are forked from) has them at hand; an exercise without a digest is collected anew.

    Raises:
        CourseError: the file cannot be executed, or a check in it is not as it must be.
    """
    tests = exercise.tests_path.absolute()
    return _collect_digested(exercise.digest, tests) if exercise.digest else _collect(tests)


@functools.lru_cache(maxsize=128)
def _collect_digested(_digest: str, tests: Path) -> tuple[Check, ...]:
    return _collect(tests)


def _collect(tests: Path) -> tuple[Check, ...]:
    if not tests.is_file():
        raise CourseError(f"{tests}: there are no hidden tests here")
    collection = Collection()
    said = run_pytest([tests], [collection], "--collect-only")
    collection.raise_what_stopped_it()
    if not collection.checks:
        raise CourseError(f"{tests}: no checks were found in it {said.strip()[-300:]}".rstrip())
    return collection.checks
