"""Running pytest on one file, with nothing of anybody else's."""

from pathlib import Path

import pytest

from grader.judging.collection import Collection
from grader.judging.suite import run_pytest

CHECK = 'import pytest\n@pytest.mark.points(1)\ndef test_it():\n    """It."""\n'


@pytest.fixture
def tests(tmp_path: Path) -> Path:
    """A file with one check."""
    path = tmp_path / "hidden_tests.py"
    path.write_text(CHECK, encoding="utf-8")
    return path


def test_no_configuration_of_the_course_is_read(tests: Path) -> None:
    """Neither a conftest.py nor a pytest.ini beside the tests changes what is collected."""
    (tests.parent / "conftest.py").write_text("raise SystemExit('a conftest was executed')", encoding="utf-8")
    (tests.parent / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n", encoding="utf-8")
    collection = Collection()
    run_pytest([tests], [collection], "--collect-only")
    assert [check.name for check in collection.checks] == ["test_it"]


def test_a_file_can_define_a_dataclass(tests: Path) -> None:
    """While it is executed the file's module can be looked up, as dataclasses do."""
    tests.write_text(
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "@dataclass\nclass Case:\n    i: int\n" + CHECK,
        encoding="utf-8",
    )
    collection = Collection()
    run_pytest([tests], [collection], "--collect-only")
    assert collection.stopped_by is None
    assert len(collection.checks) == 1


def test_a_file_is_executed_anew_for_each_run(tests: Path) -> None:
    """What one run leaves in the module is not there for the next."""
    tests.write_text(CHECK + "assert 'LEFT' not in globals()\nLEFT = 1\n", encoding="utf-8")
    for _ in range(2):
        collection = Collection()
        run_pytest([tests], [collection], "--collect-only")
        assert collection.stopped_by is None


def test_what_pytest_says_is_returned(tests: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A complaint of pytest's comes back as text, and is not printed."""
    assert "no-such-option" in run_pytest([tests], [Collection()], "--no-such-option")
    assert capfd.readouterr() == ("", "")


def test_no_package_above_the_exercise_is_executed(tmp_path: Path) -> None:
    """Whoever may write a folder above the exercise's has nothing executed in the judge by it."""
    folder = tmp_path / "course" / "exercises" / "mlp"
    folder.mkdir(parents=True)
    for above in (tmp_path, tmp_path / "course", tmp_path / "course" / "exercises"):
        (above / "__init__.py").write_text("raise SystemExit('a package was executed')", encoding="utf-8")
    path = folder / "hidden_tests.py"
    path.write_text(CHECK, encoding="utf-8")

    class Running(Collection):
        """Runs what it collects."""

        ran: list[str]

        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            """Keep what passed."""
            if report.when == "call" and report.passed:
                self.ran.append(report.nodeid)

    running = Running()
    running.ran = []
    run_pytest([path], [running])
    assert running.stopped_by is None
    assert [one.rpartition("::")[2] for one in running.ran] == ["test_it"]
