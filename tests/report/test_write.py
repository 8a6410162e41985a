"""Writing every report."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from grader.model.errors import PluginError, UsageError
from grader.model.submission import Submission
from grader.registry import Registry
from grader.report import plugin
from grader.report.write import choose_reporters, report
from grader.seams import Gradings


class FakeReporter:
    """Writes nothing and says so, or fails."""

    name = "fake"
    always = True

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def write(self, gradings: Gradings, folder: Path) -> Sequence[Path]:
        """A path, or the error."""
        del gradings
        if self.error:
            raise self.error
        return [folder / "fake.txt"]


def test_the_shipped_reporters_write_everything(
    make_run: Callable[..., Gradings], handed_in: Callable[..., list[Submission]], tmp_path: Path
) -> None:
    """The reporters that ship write the tables twice over and a file of feedback for each student."""
    reporters = Registry([plugin], installed=False).reporters()
    written = report(make_run(submissions=handed_in("ada", "🦀")), tmp_path, reporters)
    assert [str(path.relative_to(tmp_path)) for path in written] == [
        "grades.csv", "scores.csv", "checks.csv", "grades.parquet", "scores.parquet", "checks.parquet",
        "feedback/ada.md", "feedback/🦀.md",
    ]  # fmt: skip
    assert all(path.is_file() for path in written)


def test_a_failing_reporter_is_named(make_run: Callable[..., Gradings], tmp_path: Path) -> None:
    """A plugin's error comes with its name and the way out."""
    with pytest.raises(PluginError, match=r"'fake' failed: KeyError\('x'\); the gradebook is unharmed"):
        report(make_run(), tmp_path, [FakeReporter(), FakeReporter(KeyError("x"))])


def test_our_own_errors_pass_through(make_run: Callable[..., Gradings], tmp_path: Path) -> None:
    """A folder that cannot be written to is the user's to mend, not a plugin's failure."""
    with pytest.raises(UsageError, match="full"):
        report(make_run(), tmp_path, [FakeReporter(UsageError("full"))])


def test_reports_by_name() -> None:
    """What always writes is there unasked, and others where they are named, in the order of the plugins."""
    always, asked, other = FakeReporter(), FakeReporter(), FakeReporter()
    asked.always = other.always = False
    asked.name, other.name = "asked", "other"
    assert choose_reporters([asked, always, other]) == [always]
    assert choose_reporters([asked, always, other], ["asked"]) == [asked, always]


def test_a_report_that_does_not_exist() -> None:
    """A name that nobody offers is an error that lists those there are."""
    with pytest.raises(UsageError, match="no report called 'canva'; there are fake"):
        choose_reporters([FakeReporter()], ["canva"])


def test_two_reports_of_one_name() -> None:
    """Two plugins that offer one name are told of, rather than one of them believed."""
    with pytest.raises(PluginError, match="two plugins offer a report called 'fake'"):
        choose_reporters([FakeReporter(), FakeReporter()])


class Other(FakeReporter):
    """Another plugin's, whose file has the same name."""

    name = "other"


def test_two_reports_in_one_file_are_an_error(make_run: Callable[..., Gradings], tmp_path: Path) -> None:
    """Whoever asks for two reports that write the same file is told, and how to have both."""
    with pytest.raises(UsageError, match=r"fake and other both write .*fake\.txt.*--out of its own"):
        report(make_run(), tmp_path, [FakeReporter(), Other()])
