"""A worker's first moments: open its files, build its wall, say so, work."""

import os
import socket
from collections.abc import Callable, Sequence

from grader.untrusted.opened import FILES
from grader.untrusted.scratch import ScratchError
from grader.untrusted.worker import work
from grader.wire.frame import receive_frame, send_frame
from grader.wire.message import Failed, Ready, Setup, pack, unpack_request

# Windows would translate line ends otherwise.
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)


def start_worker(
    channel: socket.socket, enclose: Callable[[Setup], list[str]], given: Sequence[int] = ()
) -> None:
    """Take the setup and the files, `enclose`, and answer requests until the wire closes.

    The files that the setup names come as descriptors, `given` in its order; without a wall they are opened
    here. `enclose` builds the wall and returns the names of its layers; it raises OSError where it cannot.
    """
    header, _ = receive_frame(channel)
    setup = unpack_request(header)
    if not isinstance(setup, Setup):
        return
    try:
        opened = given or [os.open(path, _READ) for path in setup.files.values()]
        FILES.update(zip(setup.files, opened, strict=True))
        layers = enclose(setup)
    except OSError as error:
        send_frame(channel, pack(Failed(reason=str(error), scratch=isinstance(error, ScratchError))))
        return
    # Only now, because torch starts its threads at once, and a wall binds the one thread that builds it.
    _bound_threads(setup.torch_threads)
    if setup.cuda:
        from grader.untrusted.resident import hold_training_set  # noqa: PLC0415  (it needs torch)

        hold_training_set(setup.cuda_memory_bytes if setup.walled else None)
    send_frame(channel, pack(Ready(layers=layers)))
    work(channel)


def _bound_threads(count: int) -> None:
    import torch  # noqa: PLC0415  (a server has it already; a lone worker loads it here)

    torch.set_num_threads(count)
