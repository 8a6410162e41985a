"""Which lines of hidden tests would give them away."""

from grader.verify.messages import code_lines

SOURCE = '''\
"""What is checked here, in a sentence of its own."""
# A comment that is longer than thirty characters, too.
import pytest


def test_it(submission):
    """The description, which students read anyway."""
    assert submission.double(2) == 4, "wrong"
    x = 1
    text = """
    A message in several lines, which is meant for students.
    """
    assert submission.name_of_it() == "something"
'''


def test_code_lines() -> None:
    """They are the long lines that are neither comments nor docstrings nor texts over several lines."""
    assert code_lines(SOURCE) == {
        'assert submission.double(2) == 4, "wrong"',
        'assert submission.name_of_it() == "something"',
    }
