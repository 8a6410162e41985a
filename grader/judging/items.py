"""What pytest collected, as the checks it stands for."""

from collections.abc import Sequence
from typing import Any

import pytest

from grader.model.errors import CourseError
from grader.model.exercise import Check
from grader.model.limits import OwnLimits
from grader.model.outcome import Visibility

# (name, what its arguments are) of every mark a check may bear.
MARKS = (
    ("points(n)", "what the check is worth"),
    ("visibility(name)", "who sees its result: visible, hidden, after_due_date or after_published"),
    ("requires(*names)", "checks before this one that must pass first"),
    ("time_limit(seconds)", "wall-clock seconds for this check"),
    ("rehearsed()", "may be run once before anybody's work is there, and what it finds out is kept"),
    ("limits(**limits)", "what this check's own worker may use, other than the exercise's limits"),
)
_NEVER = ("skip", "skipif", "xfail")


def read_checks(items: Sequence[pytest.Item]) -> tuple[Check, ...]:
    """The checks of a collected file, in its order.

    Raises:
        CourseError: a check lacks its points or its docstring, a mark does not say what it must, or a check
            that students see requires one that they do not.
    """
    checks: list[Check] = []
    for item in items:
        check = _read_check(item)
        if any(check.name == other.name for other in checks):
            raise _wrong(item, "there are two checks of this name")
        for name in check.requires:
            if not any(meets(other.name, name) for other in checks):
                raise _wrong(item, f"it requires {name!r}, and no check of that name stands before it")
            if is_visible(check) and not all(
                is_visible(other) for other in checks if meets(other.name, name)
            ):
                raise _wrong(
                    item,
                    f"it requires {name!r}; a visible check cannot require one that students do not see: it "
                    "would tell how that ended",
                )
        checks.append(check)
    return tuple(checks)


def is_visible(check: Check) -> bool:
    """Whether students see how the check ended at once, and not later or never."""
    return check.visibility is Visibility.VISIBLE


def meets(name: str, required: str) -> bool:
    """Whether a check is one that is required: by its name, or by that of its function for all parameters."""
    return required in (name, name.partition("[")[0])


def _read_check(item: pytest.Item) -> Check:
    for mark in _NEVER:
        if item.get_closest_marker(mark) is not None:
            raise _wrong(
                item, f"a check cannot be marked {mark}: it would be silent, and silence earns nothing"
            )
    description = " ".join((getattr(getattr(item, "obj", None), "__doc__", None) or "").split())
    if not description:
        raise _wrong(item, "it needs a docstring, the description that students read")
    # Parametrised checks share a docstring; the parameter tells students which is which.
    case = item.name.partition("[")[2].removesuffix("]")
    return Check(
        name=item.name,
        description=f"{description} ({case})" if case else description,
        points=_positive(item, "points"),
        visibility=_visibility(item),
        requires=tuple(name for mark in item.iter_markers("requires") for name in map(str, mark.args)),
        time_limit_s=_positive(item, "time_limit") if item.get_closest_marker("time_limit") else None,
        limits=_limits(item),
    )


def _positive(item: pytest.Item, mark: str) -> float:
    value = _argument(item, mark)
    if type(value) not in (int, float) or not 0 < value < float("inf"):
        raise _wrong(item, f"pytest.mark.{mark} takes one number above 0, not {value!r}")
    return float(value)


def _limits(item: pytest.Item) -> OwnLimits:
    found = item.get_closest_marker("limits")
    if found is None:
        return OwnLimits()
    known = OwnLimits.__struct_fields__
    unknown = [
        *map(repr, found.args),
        *(f"{n}={v!r}" for n, v in found.kwargs.items() if n not in known or v is None),
    ]
    if unknown or not found.kwargs:
        raise _wrong(
            item,
            f"pytest.mark.limits takes {', '.join(f'{name}=…' for name in known)}, not "
            f"{', '.join(unknown) or 'nothing'}; wall-clock time is pytest.mark.time_limit's",
        )
    try:
        return OwnLimits(**found.kwargs)
    except CourseError as error:
        raise _wrong(item, f"pytest.mark.limits: {error}") from error


def _visibility(item: pytest.Item) -> Visibility:
    if item.get_closest_marker("visibility") is None:
        return Visibility.VISIBLE
    value = _argument(item, "visibility")
    try:
        return Visibility(value)
    except ValueError as error:
        known = ", ".join(Visibility)
        raise _wrong(item, f"there is no visibility {value!r}; it takes one of {known}") from error


def _argument(item: pytest.Item, mark: str) -> Any:
    found = item.get_closest_marker(mark)
    if found is None or len(found.args) != 1 or found.kwargs:
        raise _wrong(item, f"it needs pytest.mark.{mark} with one argument")
    return found.args[0]


def _wrong(item: pytest.Item, reason: str) -> CourseError:
    return CourseError(f"{item.path}: {item.name}: {reason}")
