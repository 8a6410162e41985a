"""What a process has used."""

import os
import subprocess
import sys
import threading
from pathlib import Path

from grader.sandbox.usage import Usage, processor_s, usage_of

# It bears the name of a figure, and ends its first thread while another one goes on.
_HEADLESS = """
import ctypes, sys, threading
held = b"x" * 2**26
def go_on():
    print("alone", flush=True)
    sys.stdin.readline()
libc = ctypes.CDLL(None)
libc.prctl(15, b"\\x0bRssAnon:x", 0, 0, 0)
threading.Thread(target=go_on).start()
libc.pthread_exit(None)
"""
# With each line it reads it goes one step on: it maps memory, writes to it, and lets it go.
_MAPPING = """
import mmap, sys
def step():
    print("done", flush=True)
    sys.stdin.readline()
step()
held = mmap.mmap(-1, 2**26, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
step()
for at in range(0, len(held), mmap.PAGESIZE):
    held[at] = 1
step()
held.close()
step()
"""


def test_a_live_process_is_counted() -> None:
    """Its processor time grows as it computes, and a thread more is one more."""
    before_s, before = processor_s(os.getpid()), usage_of(os.getpid())
    assert before_s is not None
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    assert usage_of(os.getpid()).threads == before.threads + 1
    ended.set()
    thread.join()
    while processor_s(os.getpid()) == before_s:
        pass


def test_mapped_memory_is_told_from_written_memory() -> None:
    """Memory is mapped before it is written to, and once it is let go, only the most ever mapped is told."""
    with subprocess.Popen(
        [sys.executable, "-S", "-c", _MAPPING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        steps = []
        for _ in range(4):
            assert process.stdout.readline() == "done\n"
            steps.append(usage_of(process.pid))
            process.stdin.write("\n")
            process.stdin.flush()
    begun, mapped, written, let_go = steps
    # What Python maps and writes meanwhile for itself is far less than half of the 64 MiB.
    half = 2**25
    assert mapped.mapped_bytes - begun.mapped_bytes > half
    assert mapped.written_bytes - begun.written_bytes < half
    assert written.written_bytes - mapped.written_bytes > half
    assert written.resident_bytes - mapped.resident_bytes > half
    assert written.written_bytes - let_go.written_bytes > half
    assert let_go.mapped_bytes >= mapped.mapped_bytes


def test_a_process_that_is_gone_has_used_nothing() -> None:
    """After its end nothing is known of a process, and nobody fails for it."""
    process = subprocess.Popen([sys.executable, "-S", "-c", ""])
    process.wait()
    assert usage_of(process.pid) == Usage()
    assert processor_s(process.pid) is None


def test_a_process_without_its_first_thread_is_counted() -> None:
    """What the other threads hold is told, and no name of a thread is taken for a figure."""
    with subprocess.Popen(
        [sys.executable, "-S", "-c", _HEADLESS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "alone\n"
        # The kernel may take a moment to end the first thread, and there is nothing to wait for it by.
        while "zombie" not in Path(f"/proc/{process.pid}/status").read_text(encoding="ascii"):
            pass
        used = usage_of(process.pid)
        process.kill()
    assert min(used.mapped_bytes, used.written_bytes, used.resident_bytes) >= 2**26
