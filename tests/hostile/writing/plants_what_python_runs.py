# outcome: passed
# It plants sitecustomize, .pth files, conftest.py and changed byte code beside the libraries.
import importlib.util
import os
import sysconfig

import torch

from attempts import TARGETS, refused


def write(path):
    with open(path, "wb") as file:
        return file.write(b"import os; os.abort()")


def attack():
    folders = {*TARGETS["folders"], sysconfig.get_path("purelib"), sysconfig.get_path("stdlib"), *torch.__path__}
    names = ("sitecustomize.py", "usercustomize.py", "conftest.py", f"{TARGETS['mark']}.pth", "pytest.ini")
    paths = [os.path.join(folder, name) for folder in sorted(folders) for name in names]
    paths += [torch.__file__, os.__file__, importlib.util.cache_from_source(os.__file__)]
    return [refused(path, lambda path=path: write(path)) for path in paths]
