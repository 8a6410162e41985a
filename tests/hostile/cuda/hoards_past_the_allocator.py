# outcome: out_of_memory
# The driver itself is asked, and torch's allocator knows nothing of it.
import ctypes

import torch

BYTES = 2**28


def attack():
    torch.zeros(1, device="cuda")
    driver = ctypes.CDLL("libcuda.so.1")
    pointer = ctypes.c_uint64()
    while driver.cuMemAlloc_v2(ctypes.byref(pointer), ctypes.c_size_t(BYTES)) == 0:
        driver.cuMemsetD8_v2(pointer, ctypes.c_ubyte(1), ctypes.c_size_t(BYTES))
    raise torch.OutOfMemoryError("CUDA out of memory")
