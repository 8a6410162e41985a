"""What `nbgrader_config.py` says of the grader."""

from traitlets import Bool, Enum, Integer, Unicode
from traitlets.config import LoggingConfigurable


class GraderCourse(LoggingConfigurable):
    """`c.GraderCourse`: the course whose hidden tests grade, and how."""

    course = Unicode("", help="A folder with exercises/; empty means the course that ships.").tag(config=True)
    data = Enum(["mnist", "digits"], "mnist", help="The data set that networks are trained on.").tag(
        config=True
    )
    data_root = Unicode("", help="Where MNIST is, if not where GRADER_DATA_ROOT says.").tag(config=True)
    device = Enum(["auto", "cpu", "cuda"], "auto", help="Where networks are trained.").tag(config=True)
    seed = Integer(0, min=0, help="The seed of every random draw.").tag(config=True)
    sandbox = Unicode("auto", help="The wall, by name.").tag(config=True)
    jobs = Integer(0, min=0, help="How many submissions at once; 0: one for each processor.").tag(config=True)
    published = Bool(default_value=False, help="Whether the grades are out.").tag(config=True)
    # Not `grader`: Python would take a folder of that name, in which nbgrader is started, for the package.
    results = Unicode(
        "graded",
        help="Where the grader's own results go, a folder for each assignment; below the course's root.",
    ).tag(config=True)
