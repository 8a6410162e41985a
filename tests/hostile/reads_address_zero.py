# outcome: crashed
import ctypes


def attack():
    ctypes.string_at(0)
