"""The files of a new exercise; @SLUG@, @TITLE@ and @QUOTED@ (the title as Python text) are filled in."""

README = """\
# `@SLUG@`: @TITLE@

TODO: say in a few sentences what this is about, and why it is worth knowing.

## The formula

TODO: the formula, where it comes from, and a picture of it (an .svg or .png file beside this one).

    y = 2x

## What to write

- `double(x)`: TODO: what comes in, what goes out, and which error it raises when.

## How it is graded

TODO: what the hidden tests look at, in words.
"""

SOLUTION = '''\
"""TODO: what this file is about; students read this line."""


def double(x):
    """Return twice x. TODO: say here all that a student must know of the function."""
    # BEGIN SOLUTION
    # TODO: the solution. What stands between the two markers is left out of what students get.
    return 2 * x
    # END SOLUTION
'''

HIDDEN = '''\
"""TODO: what is examined. Students never get this file."""

import pytest

from grader.judging.expect import expect_int


@pytest.mark.points(1)
def test_case(submission):
    """TODO: the case of the assignment; students read this line: twice 21 is 42."""
    expect_int(submission.double(21), 42, case="double(21)")


@pytest.mark.points(2)
def test_random(submission, rng):
    """TODO: many cases against a reference of your own."""
    for _ in range(50):
        x = rng.randrange(-1000, 1000)
        hints = {x + 2: "this adds two; it should double"}
        expect_int(submission.double(x), x + x, case=f"double({x})", hints=hints)
'''

WRONG = """\
# fails: test_case, test_random
# TODO: one mistake that students really make; the first line names the checks that do not pass.
# TODO: at least five files like this one, so that each check has a mistake that it catches.
def double(x):
    return x + 2
"""

PUBLIC = '''\
"""TODO: quick checks that students have; they help, and give nothing away."""

import pytest

from grader.judging.expect import expect_int


@pytest.mark.points(1)
def test_two(submission):
    """TODO: a case that is easily done by hand: twice two is four."""
    expect_int(submission.double(2), 4, case="double(2)")
'''

EXERCISE = '''\
"""Offers the exercise `@SLUG@`."""

from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise


@hookimpl
def grader_exercises(course):
    """TODO: `order` is the exercise's place in the course; `trains=True` where a network is trained."""
    return [Exercise(slug="@SLUG@", title=@QUOTED@, order=0)]
'''
