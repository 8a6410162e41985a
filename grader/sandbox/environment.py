"""The environment a worker's interpreter starts with: made up, not inherited."""

import os

_PASSED_ON = ("LD_LIBRARY_PATH", "SYSTEMROOT", "CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES")


def clean_environment() -> dict[str, str]:
    """What torch and Python must find set before they are imported, and nothing of the instructor's.

    torch asks for the user's name and home, which a worker does not have; threads other than the first would
    make the process unfit for forking; a fixed hash seed makes a run repeatable.
    """
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return passed_on | {
        "PATH": "/usr/bin:/bin",
        "HOME": "/nonexistent",
        "TMPDIR": "/nonexistent",
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "MPLBACKEND": "agg",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_WAIT_POLICY": "passive",
        "TORCHDYNAMO_DISABLE": "1",
        # torch makes this folder when it is imported, so it must be one that is there.
        "TORCHINDUCTOR_CACHE_DIR": "/",
        "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
    }
