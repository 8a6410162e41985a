# outcome: cpu_limit
# It computes only while the kernel looks, so that it is charged far more than it uses; that is no kill from outside.
# limits: cpu_s=1
import signal
import time

PERIOD = 0.004


def compute(phase, times):
    for _ in range(times):
        now = time.monotonic()
        start = (int(now / PERIOD) + 1) * PERIOD + phase
        time.sleep(start - now)
        while time.monotonic() < start + PERIOD / 4:
            pass


def charged():
    return 10_000 - signal.getitimer(signal.ITIMER_PROF)[0]


def ratio(phase):
    before, used = charged(), time.process_time()
    compute(phase, 25)
    return (charged() - before) / (time.process_time() - used)


def attack():
    signal.setitimer(signal.ITIMER_PROF, 10_000)
    phase = max((eighth * PERIOD / 8 for eighth in range(8)), key=ratio)
    while True:
        compute(phase, 100)
