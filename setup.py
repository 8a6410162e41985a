"""Puts the course into the built package, so that an installed grader has one; the rest is pyproject's."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
COURSE = ("exercises", "solutions")


class BuildWithCourse(build_py):
    """Builds as ever, then copies the course to `grader/_course`; an editable install uses the checkout's."""

    def run(self) -> None:
        """Build into `build_lib`."""
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / "grader" / "_course"
        # What an earlier build left there may be gone from the course.
        shutil.rmtree(target, ignore_errors=True)
        for name in COURSE:
            shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))


setup(cmdclass={"build_py": BuildWithCourse})
