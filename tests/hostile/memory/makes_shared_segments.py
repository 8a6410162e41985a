# outcome: passed
# It makes segments, queues and semaphores that would outlive it.
import _posixshmem
import multiprocessing.shared_memory
import multiprocessing.synchronize
import os

from attempts import TARGETS, all_refused, refused


def attack():
    calls = [("shmget", 0, 2**20, 0o1777), ("shmget", 4711, 2**20, 0o1777), ("msgget", 0, 0o1777), ("semget", 0, 4, 0o1777), ("mq_open", TARGETS["mark"].encode(), os.O_CREAT | os.O_RDWR, 0o600, None)]
    return [
        *all_refused(calls),
        refused("POSIX segment", lambda: _posixshmem.shm_open(f"/{TARGETS['mark']}", os.O_CREAT | os.O_RDWR, 0o600)),
        refused("segment", lambda: multiprocessing.shared_memory.SharedMemory(create=True, size=2**20)),
        refused("semaphore", lambda: multiprocessing.get_context("fork").Semaphore()),
    ]
