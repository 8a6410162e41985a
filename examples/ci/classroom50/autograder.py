"""Classroom 50's CLASSROOM/autograders/ASSIGNMENT/autograder.py, beside the course.zip of `grader package`.

Its runner starts it in the student's checkout and reads result.json there. Whatever lies in the bundle can be
read by whoever finds its address: docs/classroom50.md says what that is worth.
"""

import os
import subprocess
import sys
from pathlib import Path

GRADER = "grader[junit] @ git+https://github.com/YOUR-ORG/grader.git@v0.1.0"
EXERCISES = ["mlp"]
OPTIONS = ["--data", "digits"]

BUNDLE = Path(os.environ["CLASSROOM50_BUNDLE_DIR"])
# Without -P, Python would import from the current folder, which is the student's.
PYTHON = [sys.executable, "-P"]


def main() -> int:
    """Grade; 0 where there is a result, whatever it is."""
    # Else a student's own file of this name would be read where grading ends early.
    Path("result.json").unlink(missing_ok=True)
    if subprocess.call([*PYTHON, "-c", "import grader"]):
        subprocess.run([*PYTHON, "-m", "pip", "install", "--quiet", "--user", GRADER], check=True)
    command = [*PYTHON, "-m", "grader", "ci", "--format", "classroom50", "--format", "github", "--no-fail"]
    for slug in EXERCISES:
        command += ["--exercise", slug]
    if (BUNDLE / "course.zip").exists():
        command += ["--course", str(BUNDLE / "course.zip")]
    return subprocess.call([*command, *OPTIONS])


if __name__ == "__main__":
    sys.exit(main())
