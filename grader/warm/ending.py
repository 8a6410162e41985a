"""How a process ended."""

import msgspec


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """The signal that killed it (0: none), its exit code, its CPU time, its peak of resident memory."""

    signal: int
    code: int
    cpu_s: float
    peak_bytes: int
