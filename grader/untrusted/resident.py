"""The training set on a GPU, and batches of it that are there already when a student moves them.

What a student does with a batch means what it always meant: until it is moved, it is a tensor in memory. Only
that nobody has looked at it yet; whoever does is given the rows from memory, from then on for good.
"""

import functools
from collections.abc import Callable, Iterator
from typing import Any, Self

import torch
from torch import Tensor
from torch.utils._pytree import tree_map_only

from grader.untrusted.batches import Batches, Images, open_training_set
from grader.untrusted.opened import FILES

_METADATA = frozenset({
    *(getattr(Tensor, name).__get__ for name in ("shape", "dtype", "device", "ndim", "layout", "is_cuda")),
    Tensor.size, Tensor.dim, Tensor.numel, Tensor.nelement, Tensor.__len__, Tensor.is_floating_point,
})  # fmt: skip
_RESHAPES = frozenset({Tensor.reshape, Tensor.view, Tensor.flatten, torch.reshape, torch.flatten})
_MOVES = frozenset({Tensor.to, Tensor.cuda})


# The training set on the first device, once it is there; before any of the student's code is here.
HELD: list[Images] = []


class Rows:
    """Some rows of a tensor that lies both in memory and on a device.

    Attributes:
        device: which one.
        dtype, shape: as of any tensor.
    """

    def __init__(self, here: Tensor, there: Tensor, indices: Tensor, indices_there: Tensor) -> None:
        self.device = there.device
        self.dtype = there.dtype
        self.shape = (len(indices), *there.shape[1:])
        self._here, self._there = here, there
        self._indices, self._indices_there = indices, indices_there
        self._copy: Tensor | None = None

    @property
    def touched(self) -> bool:
        """Whether they were asked for in memory; then that copy is what counts, whatever was done to it."""
        return self._copy is not None

    def in_memory(self) -> Tensor:
        """The one copy in memory; pinned where that lets it be moved faster."""
        if self._copy is None:
            pinned = self.device.type == "cuda"
            copy = torch.empty(self.shape, dtype=self.dtype, device="cpu", pin_memory=pinned)
            self._copy = torch.index_select(self._here, 0, self._indices, out=copy)
        return self._copy

    def on_device(self) -> Tensor:
        """A new copy on the device."""
        return self._there.index_select(0, self._indices_there)


class Unmoved(Tensor):
    """Rows as a tensor in memory that nobody has looked at."""

    def __new__(cls, rows: Rows, shape: tuple[int, ...]) -> Self:
        """The rows in their own shape, or in another."""
        make: Any = getattr(Tensor, "_make_wrapper_subclass")  # noqa: B009  (torch's way to such classes has this name)
        made: Self = make(cls, shape, dtype=rows.dtype, device=torch.device("cpu"))
        return made

    def __init__(self, rows: Rows, shape: tuple[int, ...]) -> None:
        self.rows = rows
        self.seen_as = shape
        self._plain: Tensor | None = None

    def plain(self) -> Tensor:
        """The tensor in memory that this stands for, always the same."""
        if self._plain is None:
            self._plain = self.rows.in_memory().view(self.seen_as)
        return self._plain

    def answer(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What the function gives without a look at the rows; NotImplemented where it takes one."""
        if self.rows.touched:
            return NotImplemented
        if function in _METADATA:
            with torch._C.DisableTorchFunctionSubclass():  # noqa: SLF001  (torch has no other name for it)
                return function(self, *args, **kwargs)
        if function in _MOVES and self._goes_there(function, args, kwargs):
            moved = self.rows.on_device()
            return moved if self.seen_as == self.rows.shape else moved.view(self.seen_as)
        if function in _RESHAPES and not kwargs:
            shape = _reshaped(function, self.seen_as, args)
            return NotImplemented if shape is None else Unmoved(self.rows, shape)
        return NotImplemented

    @classmethod
    def __torch_function__(
        cls, function: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Move, reshape and tell sizes without looking; anything else is done to the tensor in memory."""
        kwargs = kwargs or {}
        if args and isinstance(args[0], Unmoved):
            answer = args[0].answer(function, args[1:], kwargs)
            if answer is not NotImplemented:
                return answer
        return function(*_plain(args), **_plain(kwargs))

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]  # torch calls it so, whatever its stub says
        cls, function: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """The same for what torch asks without its Python functions."""
        return function(*_plain(args), **_plain(kwargs or {}))

    def _goes_there(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
        """Whether these are the arguments of a move to the device, and of nothing more than a move."""
        if len(args) > 1 or not kwargs.keys() <= {"device", "non_blocking"} - ({"device"} if args else set()):
            return False
        where = args[0] if args else kwargs.get("device", "cuda" if function is Tensor.cuda else None)
        if type(where) is int:
            where = torch.device("cuda", where)
        elif isinstance(where, str):
            where = torch.device(where)
        held = self.rows.device
        if not isinstance(where, torch.device) or where.type != held.type:
            return False
        if where.index is None and held.index is not None:
            return torch.cuda.current_device() == held.index
        return where.index == held.index


class ResidentBatches(Batches):
    """Batches whose rows lie on a device, too; the same rows in the same order as without."""

    def __init__(self, dataset: Images, there: Images, batch_size: int, seed: int | None = None) -> None:
        super().__init__(dataset, batch_size, seed)
        self._opened = (dataset.data, dataset.targets)
        self._there = there

    def __iter__(self) -> Iterator[list[Tensor]]:
        images, labels = self._there.data, self._there.targets
        order = self._order()
        # Waits, so that the numbers are there for whatever stream asks for them.
        order_there = order.to(images.device)
        for indices, there in zip(
            torch.split(order, self.batch_size), torch.split(order_there, self.batch_size), strict=True
        ):
            if self._is_changed():
                yield self._batch(indices)
            else:
                yield [
                    _unmoved(Rows(self.dataset.data, images, indices, there)),
                    _unmoved(Rows(self.dataset.targets, labels, indices, there)),
                ]

    def _is_changed(self) -> bool:
        """Whether a student has put something else into the data set, or has written into it."""
        held = (self.dataset.data, self.dataset.targets)
        return any(one is not opened or one._version for one, opened in zip(held, self._opened, strict=True))  # noqa: SLF001  (torch has no public name for it)


def hold_training_set(memory_bytes: int | None) -> None:
    """Put the training set that this worker was given on the first device, beside what a program may take.

    Where there is no room for it batches come from memory, as they do without a device.

    Args:
        memory_bytes: what a program may take of the device; None for all of it.
    """
    if "train_images" not in FILES or not torch.cuda.is_available():
        return
    device, whole = torch.device("cuda", 0), open_training_set()
    if memory_bytes is not None:
        bound_memory(device, memory_bytes + 2 * whole.data.nbytes)
    try:
        HELD.append(Images(whole.data.to(device), whole.targets.to(device)))
        torch.cuda.synchronize(device)
    except RuntimeError:
        HELD.clear()
        torch.cuda.empty_cache()
    if memory_bytes is not None:
        bound_memory(device, memory_bytes + torch.cuda.memory_reserved(device))


def bound_memory(device: torch.device, memory_bytes: int) -> None:
    """Have torch's allocator refuse more than this on a device."""
    whole_bytes = torch.cuda.get_device_properties(device).total_memory
    torch.cuda.set_per_process_memory_fraction(min(1.0, memory_bytes / whole_bytes), device)


def _unmoved(rows: Rows) -> Unmoved:
    return Unmoved(rows, rows.shape)


def _plain(values: Any) -> Any:
    return tree_map_only(Unmoved, Unmoved.plain, values)


def _reshaped(
    function: Callable[..., Any], shape: tuple[int, ...], args: tuple[Any, ...]
) -> tuple[int, ...] | None:
    """The shape that it would have; None where that is torch's to say, or is no matter of shape alone."""
    if not all(type(one) is int or isinstance(one, (tuple, torch.Size)) for one in args):
        return None
    try:
        return _shape_after(function, shape, args)
    except (RuntimeError, IndexError, TypeError):
        return None


@functools.lru_cache(maxsize=64)
def _shape_after(
    function: Callable[..., Any], shape: tuple[int, ...], args: tuple[Any, ...]
) -> tuple[int, ...]:
    return tuple(function(torch.empty(shape, device="meta"), *args).shape)
