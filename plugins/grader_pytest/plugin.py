"""The options of pytest, and nothing else until `--grader` is given."""

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--grader`, and what goes with it."""
    group = parser.getgroup("grader", "hidden tests, through grader's judge")
    group.addoption(
        "--grader",
        action="store_true",
        help="judge hidden_tests.py files as grader does: behind the wall, against the course's solution",
    )
    group.addoption(
        "--grader-submission",
        type=Path,
        metavar="FILE",
        help="judge this file or notebook instead of the solution",
    )
    group.addoption(
        "--grader-data",
        choices=["mnist", "digits"],
        default="digits",
        help="what networks are trained on (default: digits, which needs no download)",
    )
    group.addoption(
        "--grader-sandbox",
        default="auto",
        metavar="NAME",
        help="the wall: full, standard, auto (default), or none",
    )
    group.addoption(
        "--grader-seed", type=int, default=0, metavar="N", help="the seed of every random draw (default: 0)"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Judge hidden tests in this run, where that is asked for."""
    if config.getoption("--grader"):
        # Whoever tests something else does not wait for what judging imports.
        from grader_pytest.hidden import HiddenTestsPlugin  # noqa: PLC0415

        config.pluginmanager.register(HiddenTestsPlugin(config), "grader-hidden-tests")
    elif config.getoption("--grader-submission"):
        raise pytest.UsageError("--grader-submission is for --grader; give both")
