"""A connection to a dask cluster."""

import logging
import threading
from collections.abc import Callable
from typing import Any

import msgspec
from distributed import Client

from grader.model.errors import JudgeError, UsageError
from grader_dask.tasks import GPU

CONNECT_S = 20.0
_FAREWELL_S = 5.0


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A dask worker: its id, which no other process ever has, where it is, and what it offers at once."""

    id: str
    address: str
    threads: int
    gpus: int


class Cluster:
    """A scheduler and its workers.

    Args:
        address: the scheduler's, as dask writes it (`tcp://HOST:PORT`).

    Raises:
        UsageError: no scheduler answers there.
    """

    def __init__(self, address: str, *, connect_s: float = CONNECT_S) -> None:
        self.address = address
        # What dask logs is for whoever looks after a cluster; a grader's user is told by errors and `notify`.
        for name in [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            self.client = Client(address, timeout=connect_s, set_as_default=False, name="grader")
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            reason = str(error).partition("\n")[0] or type(error).__name__
            raise UsageError(
                f"no dask scheduler answers at {address} ({reason}); start one with `dask scheduler`, and "
                "see that this machine may connect to it"
            ) from error

    def members(self) -> list[Member]:
        """The workers there are now.

        Raises:
            JudgeError: the scheduler is gone.
        """
        # Asked of a connection that is lost, dask would try for long to make it anew.
        self.raise_if_gone()
        info = self.client.scheduler_info(n_workers=-1)
        self.raise_if_gone()
        return [
            Member(
                id=worker["id"],
                address=address,
                threads=worker["nthreads"],
                gpus=int(worker["resources"].get(GPU, 0)),
            )
            for address, worker in info["workers"].items()
        ]

    def raise_if_gone(self) -> None:
        """Raise `JudgeError` where the connection to the scheduler has been lost.

        A connection that dask made anew is of no use: whatever was asked before was forgotten with the first.
        """
        if self.client.status != "running":
            raise JudgeError(
                f"the dask scheduler at {self.address} is gone; what is recorded is kept, and the same "
                "command goes on once there is a scheduler again"
            )

    def close(self, farewell: Callable[[], Any]) -> None:
        """Do a last thing, as far as the cluster still answers, and let go of it."""
        if self.client.status == "running":
            # One worker that is cut off would otherwise be waited for.
            last = threading.Thread(target=farewell, daemon=True)
            last.start()
            last.join(_FAREWELL_S)
        self.client.close(timeout=_FAREWELL_S)
