# outcome: passed
# It answers, and prints on from a thread, into whatever comes after.
import threading
import time


def late():
    for _ in range(100):
        time.sleep(0.001)
        print("test_parameter_count PASSED")


def attack():
    threading.Thread(target=late, daemon=True).start()
    return 1
