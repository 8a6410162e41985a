"""Options that several commands share."""

from datetime import datetime
from pathlib import Path

import click

from grader.catalog.unpack import unpacked
from grader.model.errors import UsageError
from grader.model.publication import Publication


def _opened(context: click.Context, _parameter: click.Parameter, course: Path | None) -> Path | None:
    """The folder itself, or that of a bundle, unpacked until the command ends."""
    bundled = course is not None and course.expanduser().exists() and not course.expanduser().is_dir()
    return context.with_resource(unpacked(course.expanduser())) if course and bundled else course


course_option = click.option(
    "--course",
    type=click.Path(path_type=Path),
    metavar="DIR",
    callback=_opened,
    help="A course: a folder with exercises/<slug>/, or a bundle made of it by grader package. "
    "Default: the course that ships with the grader.",
)
data_option = click.option(
    "--data",
    type=click.Choice(["mnist", "digits"]),
    default="mnist",
    show_default=True,
    help="The data set to train on; digits (1,797 images, from scikit-learn) needs no download.",
)
data_root_option = click.option(
    "--data-root",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where MNIST is: a torchvision root, the folder above MNIST/raw. [env: GRADER_DATA_ROOT]",
)
device_option = click.option(
    "--device",
    type=click.Choice(["auto", "cpu", "cuda"]),
    default="auto",
    show_default=True,
    help="Where networks are trained; auto takes CUDA where it is.",
)
seed_option = click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    metavar="N",
    help="The seed of every random draw; it is recorded with each result.",
)

exercise_option = click.option(
    "--exercise",
    "slugs",
    multiple=True,
    metavar="SLUG",
    help="Only this one; may be repeated.  [default: all of the course]",
)
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many at once.  [default: one per processor, as far as there is memory]",
)
sandbox_option = click.option(
    "--sandbox",
    default="auto",
    show_default=True,
    metavar="NAME",
    help="The wall: full, standard, or auto, the stronger one that can be built here; or none, which must be "
    "asked for and marks every result.",
)
shared_option = click.option(
    "--shared/--no-shared",
    default=True,
    show_default="shared",
    help="Whether students who handed in the same program, but for comments and the file's name, share one "
    "grading of it.",
)
executor_option = click.option(
    "--executor",
    default="auto",
    show_default=True,
    metavar="NAME",
    help="Where jobs are judged: auto, several at once on this machine; inline, one after another; or the "
    "scheduler of a dask cluster, dask://HOST:PORT.",
)


def _database(_context: click.Context, _option: click.Parameter, url: str) -> str:
    if url and not url.startswith("postgresql"):
        # What it is instead is not shown: it may hold a password.
        raise UsageError(
            "--gradebook takes the URL of a PostgreSQL database, postgresql://HOST/DATABASE; without it the "
            "gradebook is a file in DIR"
        )
    return url


gradebook_option = click.option(
    "--gradebook",
    default="",
    callback=_database,
    metavar="URL",
    help="The gradebook in PostgreSQL, postgresql://HOST/DATABASE, for several graders at once. Default: a "
    "file in DIR.",
)
report_option = click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="NAME",
    help="Write this report, too; may be repeated. A name that does not exist lists those that do.",
)
roster_option = click.option(
    "--roster",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="Who the students are: a class list of your own, or as Canvas, Moodle or Gradescope export it.",
)
due_option = click.option(
    "--due",
    metavar="TIME",
    help="When work was due, as 2026-12-01T18:00+01:00 (without a zone: this machine's); from then on "
    "students see the checks meant for after it, and scores.csv says how late work was.",
)
published_option = click.option(
    "--published", is_flag=True, help="The grades are out: students see the checks meant for then."
)


def publication_of(due: str | None, *, published: bool) -> Publication:
    """What `--due` and `--published` say.

    Raises:
        UsageError: the time cannot be read.
    """
    return Publication(due=None if due is None else _time(due), published=published)


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"--due {text!r} is no time; write it as 2026-12-01T18:00+01:00") from error
