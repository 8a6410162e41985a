"""Something that stays in the worker: its attributes and calls cross the wall, and nothing else does."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, NoReturn, Protocol

_TYPE_LENGTH = 80


class Conversation(Protocol):
    """What a handle needs of the session it came from."""

    def get(self, handle: "Handle", name: str) -> Any:
        """An attribute of what the handle stands for."""

    def call(self, handle: "Handle", /, *args: Any, **kwargs: Any) -> Any:
        """What calling it returns."""

    def call_each(self, handle: "Handle", cases: Sequence[Sequence[Any]]) -> Iterator[Any]:
        """What calling it returns for each case, in turn."""


class Reference(NamedTuple):
    """Where a handle points: the session it belongs to, its number there, the worker's name for its type."""

    session: Conversation
    number: int
    type: str


def _refuses(self: "Handle", *_operands: object) -> NoReturn:
    raise AssertionError(f"a `{type_name(self)}` object came back where plain data was expected")


class Handle:
    """Stands for an object in the worker; its attributes and calls go through the session.

    Operators, comparison, truth, length, iteration, conversion and use in a torch or numpy function would let
    the student's methods answer what the judge asks itself, so each of them raises AssertionError: the check
    fails with a line that says what came back.
    """

    # A name that Python treats as special, because every other name is an attribute of the worker's object.
    __slots__ = ("__reference__",)
    __reference__: Reference

    def __init__(self, session: Conversation, number: int, type: str) -> None:  # noqa: A002  (the wire's word)
        object.__setattr__(self, "__reference__", Reference(session, number, _shown(type)))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            # Python and its libraries probe for these; `Session.get` reads them where a test means to.
            raise AttributeError(name)
        return self.__reference__.session.get(self, name)

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        """Call the worker's object."""
        return self.__reference__.session.call(self, *args, **kwargs)

    def __setattr__(self, name: str, value: object) -> None:
        raise TypeError(f"{name!r} cannot be set: attributes of an object in the worker are read-only here")

    def __repr__(self) -> str:
        return f"<{type_name(self)} in the worker>"

    @classmethod
    def __torch_function__(cls, *_call: object) -> NoReturn:
        """Torch asks this when a handle is among a function's arguments."""
        raise AssertionError("an object came back where a tensor was expected")

    __array__: Callable[..., NoReturn] = _refuses
    __bool__ = __len__ = __iter__ = __next__ = __reversed__ = __hash__ = _refuses
    __int__ = __float__ = __complex__ = __index__ = __bytes__ = _refuses
    __neg__ = __pos__ = __abs__ = __invert__ = __round__ = __trunc__ = __floor__ = __ceil__ = _refuses
    __contains__ = __getitem__ = __setitem__ = __delitem__ = __enter__ = __exit__ = _refuses
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuses
    __add__ = __sub__ = __mul__ = __matmul__ = __truediv__ = __floordiv__ = __mod__ = __divmod__ = _refuses
    __pow__ = __lshift__ = __rshift__ = __and__ = __or__ = __xor__ = _refuses
    __radd__ = __rsub__ = __rmul__ = __rmatmul__ = __rtruediv__ = __rfloordiv__ = __rmod__ = _refuses
    __rdivmod__ = __rpow__ = __rlshift__ = __rrshift__ = __rand__ = __ror__ = __rxor__ = _refuses


def call_each(function: Callable[..., Any], cases: Sequence[Sequence[Any]]) -> Iterator[Any]:
    """What the function returns for each case, in turn; one in the worker is asked about many at once.

    Raises:
        StudentFault: in the turn of the case in which it raised.
    """
    if isinstance(function, Handle):
        return function.__reference__.session.call_each(function, cases)
    return (function(*case) for case in cases)


def type_name(handle: Handle) -> str:
    """The worker's name for the type of its object: good for messages, not for verdicts."""
    return handle.__reference__.type


def _shown(name: str) -> str:
    # The student chooses this text; it stands in messages of one line.
    return "".join(
        letter if letter.isprintable() and letter != "`" else "?" for letter in name[:_TYPE_LENGTH]
    )
