"""The registry every command starts from."""

from grader.execution import plugin as executors
from grader.intake import folder as intakes
from grader.registry import Registry
from grader.report import plugin as reporters
from grader.sandbox import plugin as sandboxes


def full_registry(*more: object) -> Registry:
    """The parts that ship and `more`, as plugins, with whatever else is installed."""
    return Registry([sandboxes, executors, intakes, reporters, *more])
