"""What a worker may use."""

import msgspec

MIB = 1024 * 1024


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds on one worker; the memory counts on top of what the warm interpreter already holds."""

    load_s: float = 10.0
    call_s: float = 10.0
    cpu_s: int = 900
    memory_bytes: int = 3072 * MIB
    output_bytes: int = 1 * MIB
    threads: int = 64
    torch_threads: int = 1
    open_files: int = 64
