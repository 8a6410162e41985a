# outcome: passed
# It asks for files by the handles of their file systems, past every path.
import ctypes

from attempts import TARGETS, all_refused


def attack():
    path = ctypes.c_char_p(TARGETS["secrets"][0].encode())
    handle = (ctypes.c_uint * 34)(128, 1)
    mount = ctypes.c_int()
    return all_refused([
        ("name_to_handle_at", -100, path, handle, ctypes.byref(mount), 0),
        ("open_by_handle_at", -100, handle, 0),
        ("open_tree", -100, path, 0),
        ("cachestat", 0, None, None, 0),
    ])
