"""The course: its exercises, the stubs made from its solutions, and what students start from."""

from grader.catalog.course import Course, open_course
from grader.catalog.digest import grader_digest

__all__ = ["Course", "grader_digest", "open_course"]
