"""`grader demo`: a sample class, graded."""

import shutil
from pathlib import Path

import click

from grader.catalog.course import open_course
from grader.catalog.sample import write_sample
from grader.cli.grade import default_executor, run_order, settings_with
from grader.cli.options import data_root_option, sandbox_option
from grader.cli.registry import full_registry
from grader.data.open import open_dataset
from grader.execution.shape import jobs_at_once
from grader.model.errors import DataError, UsageError
from grader.pipeline import Order
from grader.settings import Settings

_MARK = ".grader-demo"


@click.command(short_help="Grade a sample class and see what comes of it.")
@click.argument("folder", type=click.Path(path_type=Path), default="grader-demo", metavar="[DIR]")
@data_root_option
@sandbox_option
def demo(folder: Path, data_root: Path | None, sandbox: str) -> int:
    """Write a sample class into DIR (default: grader-demo), grade it, and say what to open.

    Its students hand in the course's solutions and known-wrong submissions, among them a syntax error, an
    endless loop and a program that looks for the hidden tests. Without MNIST and without a network it uses
    scikit-learn's digits instead, and says so.
    """
    settings = settings_with(data_root)
    submissions, out = folder / "submissions", folder / "results"
    _clear(folder)
    try:
        count = write_sample(open_course(None, full_registry()), submissions)
    except OSError as error:
        raise _unwritable(folder, error) from error
    click.echo(f"wrote {count} submissions into {submissions}")
    data = _data(settings)
    order = Order(
        source=submissions,
        out=out,
        jobs=jobs_at_once(),
        data=data,
        sandbox=sandbox,
        executor=default_executor(),
    )
    code = run_order(order, settings)
    pages = sorted((out / "feedback").glob("*.md"))
    click.echo("\nOpen next:")
    click.echo(f"  {out / 'grades.csv'}  the class at a glance")
    for page in pages[1:3]:
        click.echo(f"  {page}  what a student reads")
    click.echo(f"  {submissions}  what they handed in")
    click.echo("Then grade a class of your own: grader grade SUBMISSIONS --out DIR")
    # Most of this class is wrong on purpose.
    return 0 if code == 1 else code


def _data(settings: Settings) -> str:
    try:
        open_dataset("mnist", settings, notify=click.echo)
    except DataError as error:
        click.echo(f"MNIST cannot be had here: {error}")
        click.echo("This demo trains on scikit-learn's digits (1,797 images of real handwriting) instead.")
        return "digits"
    return "mnist"


def _clear(folder: Path) -> None:
    try:
        ours = (folder / _MARK).is_file() and not folder.is_symlink()
        if (folder.is_symlink() or folder.exists()) and not ours and not _is_empty(folder):
            raise UsageError(f"{folder} exists and no demo made it; name another folder: grader demo DIR")
        if ours:
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _MARK).write_text("made by grader demo, which replaces this folder\n", encoding="utf-8")
    except OSError as error:
        raise _unwritable(folder, error) from error


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


def _unwritable(folder: Path, error: OSError) -> UsageError:
    reason = error.strerror or str(error)
    return UsageError(f"{folder} cannot be written: {reason}; name another folder: grader demo DIR")
