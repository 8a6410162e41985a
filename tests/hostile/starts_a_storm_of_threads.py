# outcome: raised
import threading

threading.stack_size(2**15)


def attack():
    never = threading.Event()
    while True:
        threading.Thread(target=never.wait, daemon=True).start()
