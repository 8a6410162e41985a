# outcome: thread_limit
# It starts threads until it is stopped.
import _thread

_thread.stack_size(2**15)


def attack():
    never = _thread.allocate_lock()
    never.acquire()
    while True:
        _thread.start_new_thread(never.acquire, ())
