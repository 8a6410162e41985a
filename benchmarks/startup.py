"""A walled worker against a cold `python -c "import torch"`: python benchmarks/startup.py [ROUNDS]."""

import subprocess
import sys

from measure import heading, in_turns, ratio, show

from grader.model.limits import Limits
from grader.sandbox.standard import StandardSandbox

WORKERS_PER_ROUND = 10


def main() -> None:
    """Measure in turns, and print the ratio of the medians."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    sandbox = StandardSandbox([])
    try:
        sandbox.wait_ready()

        def cold() -> None:
            subprocess.run([sys.executable, "-c", "import torch"], check=True)

        def warm() -> None:
            for _ in range(WORKERS_PER_ROUND):
                with sandbox.start(Limits(), files={}):
                    pass

        cold_s, warm_s = in_turns([cold, warm], rounds)
    finally:
        sandbox.close()
    heading()
    cold_middle = show('cold start: python -c "import torch"', cold_s)
    warm_middle = show(
        "walled worker, started, ready and ended", [each / WORKERS_PER_ROUND for each in warm_s]
    )
    ratio("cold / walled worker", cold_middle / warm_middle, "100")


if __name__ == "__main__":
    main()
