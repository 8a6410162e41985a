"""What a process has used."""

import os
import subprocess
import sys
import threading

from grader.sandbox.usage import Usage, processor_s, usage_of


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
    assert before.mapped_bytes >= 2**20


def test_a_process_that_is_gone_has_used_nothing() -> None:
    """After its end nothing is known of a process, and nobody fails for it."""
    process = subprocess.Popen([sys.executable, "-S", "-c", ""])
    process.wait()
    assert usage_of(process.pid) == Usage()
    assert processor_s(process.pid) is None
