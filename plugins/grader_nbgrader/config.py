"""The nbgrader_config.py that has nbgrader ask the grader."""

from pathlib import Path

CONFIG = "nbgrader_config.py"
# What a config that asks the grader has in it.
SIGN = "grader_nbgrader.exporter.AskingExporter"

_HEAD = '''"""nbgrader's settings for this course, written by `grader nbgrader source`, and yours now."""

c = get_config()  # noqa: F821  (nbgrader defines it)

c.CourseDirectory.course_id = {course_id!r}
'''
# Names and not imports: where one cannot be imported, nbgrader stops; a config that fails as a whole it
# passes over, and would execute what students wrote.
_LINES = """
# Autograding asks the grader, and executes nothing that students wrote.
c.Autograde.exporter_class = "grader_nbgrader.exporter.AskingExporter"
c.Autograde.sanitize_preprocessors = ["nbgrader.preprocessors.CheckCellMetadata"]
c.Autograde.autograde_preprocessors = [
    "grader_nbgrader.autograde.AskGrader",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# Before nbgrader writes what students get, every check must have its cell.
c.GenerateAssignment.exporter_class = "grader_nbgrader.generate.CheckingExporter"
# Feedback tells of a hidden check neither its points nor its outcome.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "grader_nbgrader.feedback.Withhold",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

# A folder with exercises/; empty means the course that ships with the grader.
c.GraderCourse.course = {course!r}
# The data set that networks are trained on: "mnist" or "digits".
c.GraderCourse.data = {data!r}
# Where MNIST is, if not where GRADER_DATA_ROOT says: the folder above MNIST/raw.
c.GraderCourse.data_root = ""
# "auto", "cpu" or "cuda".
c.GraderCourse.device = "auto"
# The wall: "auto", "full" or "standard".
c.GraderCourse.sandbox = "auto"
# How many submissions are graded at once; 0 means one for each processor.
c.GraderCourse.jobs = 0
# Whether the grades are out: feedback then tells of the checks that are for after that, too.
c.GraderCourse.published = False
"""


def config_lines(course: Path | None, data: str) -> str:
    """The lines that have nbgrader ask the grader, for a `nbgrader_config.py` that is there already."""
    return _LINES.format(course=str(course.absolute()) if course else "", data=data)


def config_text(course_id: str, course: Path | None, data: str) -> str:
    """A whole `nbgrader_config.py`."""
    return _HEAD.format(course_id=course_id) + config_lines(course, data)
