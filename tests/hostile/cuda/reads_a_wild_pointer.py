# outcome: raised
# The device is told to copy from an address that nobody mapped.
import ctypes

import torch


def attack():
    target = torch.zeros(1024, device="cuda")
    driver = ctypes.CDLL("libcuda.so.1")
    copied = driver.cuMemcpyDtoD_v2(
        ctypes.c_uint64(target.data_ptr()), ctypes.c_uint64(0xDEAD0000000), ctypes.c_size_t(4096)
    )
    if copied != 0:
        raise RuntimeError(f"the driver refused: {copied}")
    return target.sum().item()
