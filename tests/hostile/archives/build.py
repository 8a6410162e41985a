"""Builds hostile containers: by what each is, the file it is handed in as, and its bytes."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping

SLUG = "conv_no_padding"
PROGRAM = b"def output_size(i, k):\n    return None\n"
MIB = 2**20


def archives() -> Mapping[str, tuple[str, bytes]]:
    """Every one of them; nothing in them may earn a point, and none may cost another student anything."""
    return {
        "bomb": ("work.zip", zipped({f"{SLUG}.py": bytes(200 * MIB)})),
        "many bombs": ("work.zip", zipped({f"{number}.py": b"#" * (MIB - 1) for number in range(400)})),
        "overlapping bomb": ("work.zip", overlapping(400)),
        "nested": ("work.zip", nested(12)),
        "many entries": ("work.zip", zipped({f"{number}.py": b"" for number in range(60_000)})),
        "many programs": ("work.zip", zipped({f"{number}.py": b"@a\n" * 9_000 for number in range(499)})),
        "climbs": ("work.zip", zipped({f"../../../{SLUG}.py": PROGRAM, f"../{SLUG}.py": PROGRAM})),
        "absolute": ("work.zip", zipped({f"/etc/{SLUG}.py": PROGRAM, f"C:\\{SLUG}.py": PROGRAM})),
        "link": ("work.zip", special(0o120777, b"/etc/passwd")),
        "device": ("work.zip", special(0o020666, b"")),
        "block device": ("work.zip", special(0o060666, b"")),
        "socket": ("work.zip", special(0o140777, b"")),
        "encrypted": ("work.zip", flagged(1)),
        "wrong checksum": ("work.zip", damaged()),
        "false sizes": ("work.zip", false_sizes()),
        "zip64 that lies": ("work.zip", false_zip64()),
        "duplicate names": ("work.zip", duplicates()),
        "controls in names": ("work.zip", zipped({f"a\n\x1b[2J\x07\u202e{SLUG}.py": b"", "b\r=1.py": b""})),
        "nul in a name": ("work.zip", zipped({f"{SLUG}.pyX.png": PROGRAM}).replace(b".pyX", b".py\0")),
        "digits without end": ("work.zip", zipped({"9" * 60_000 + ".py": PROGRAM})),
        "long names": ("work.zip", zipped({f"{number}{'x' * 60_000}.py": PROGRAM for number in range(99)})),
        "long comment": ("work.zip", commented()),
        "half": ("work.zip", zipped({f"{SLUG}.py": PROGRAM})[:70]),
        "no zip": ("work.zip", b"PK\x03\x04" + b"\xff" * 1000),
        "directory on top": ("work.zip", zipped({f"{SLUG}.py/": b"", f"{SLUG}.py/x/": b""})),
        "huge outputs": (f"{SLUG}.ipynb", notebook("pass", output="x" * (100 * MIB))),
        "deep json": (f"{SLUG}.ipynb", b'{"nbformat": 4, "cells": ' + b"[" * MIB),
        "laughs": (f"{SLUG}.ipynb", laughs()),
        "no text": (f"{SLUG}.ipynb", b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": 7}]}'),
        "many cells": (f"{SLUG}.ipynb", notebook(*["x = 1"] * 20_000)),
        "half a character": (f"{SLUG}.ipynb", notebook("x = '\ud800'\nraise ValueError(x)")),
        "large numbers": (f"{SLUG}.ipynb", b'{"nbformat": ' + b"9" * 100_000 + b"}"),
        "deep program": (f"{SLUG}.py", b"x = " + b"(" * 400_000),
        "deep operators": (f"{SLUG}.py", b"x = " + b"-" * 900_000),
    }  # fmt: skip


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method, compresslevel=1) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def special(mode: int, content: bytes) -> bytes:
    """A zip whose member is no regular file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        member = zipfile.ZipInfo(f"{SLUG}.py")
        member.external_attr = mode << 16
        archive.writestr(member, content)
    return made.getvalue()


def flagged(bits: int) -> bytes:
    """A zip whose directory sets flags of its member: 1 is encryption."""
    made = bytearray(zipped({f"{SLUG}.py": PROGRAM}))
    made[made.index(b"PK\x01\x02") + 8] |= bits
    return bytes(made)


def damaged() -> bytes:
    """A zip whose member is another than its checksum says."""
    return zipped({f"{SLUG}.py": PROGRAM}, zipfile.ZIP_STORED).replace(b"None", b"True")


def false_sizes() -> bytes:
    """A zip whose directory says that 8 MiB are 10 bytes."""
    made = bytearray(zipped({f"{SLUG}.py": bytes(8 * MIB)}))
    struct.pack_into("<L", made, made.index(b"PK\x01\x02") + 24, 10)
    return bytes(made)


def false_zip64() -> bytes:
    """A zip whose ending points to a directory of 2⁶³ entries far behind its end."""
    made = zipped({f"{SLUG}.py": PROGRAM})
    at = made.index(b"PK\x05\x06")
    ending = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 2**63, 2**63, 2**62, 2**62)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    last = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return made[:at] + ending + locator + last


def overlapping(count: int) -> bytes:
    """A zip in which many names share one compressed kernel, so that it unpacks to far more than it is."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = bytes(MIB - 1)
    kernel = packer.compress(content) + packer.flush()
    checksum = zlib.crc32(content)
    local, directory = b"", b""
    for number in range(count):
        name = f"{number}.py".encode()
        if not number:
            local = struct.pack(
                "<4sHHHHHLLLHH",
                b"PK\x03\x04",
                20,
                0,
                8,
                0,
                0,
                checksum,
                len(kernel),
                len(content),
                len(name),
                0,
            )
            local += name + kernel
        directory += (
            struct.pack(
                "<4sHHHHHHLLLHHHHHLL",
                b"PK\x01\x02",
                20,
                20,
                0,
                8,
                0,
                0,
                checksum,
                len(kernel),
                len(content),
                len(name),
                0,
                0,
                0,
                0,
                0,
                0,
            )
            + name
        )
    return (
        local
        + directory
        + struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(local), 0)
    )


def nested(depth: int) -> bytes:
    """A zip in a zip in a zip."""
    made = zipped({f"{SLUG}.py": PROGRAM})
    for _ in range(depth):
        made = zipped({"work.zip": made})
    return made


def duplicates() -> bytes:
    """A zip with one name twice, so that readers disagree on which of the two is the work."""
    return zipped({f"{SLUG}.py": b"", f"{SLUG}.pz": PROGRAM}).replace(b".pz", b".py")


def commented() -> bytes:
    """A zip whose comment is full of what begins an entry."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("nothing.txt", b"")
        archive.comment = b"PK\x01\x02PK\x05\x06" * 8_000
    return made.getvalue()


def notebook(*cells: str, output: str = "") -> bytes:
    """A notebook of these code cells, the first with an output."""
    outputs = [{"output_type": "stream", "name": "stdout", "text": output}] if output else []
    made = [
        {
            "cell_type": "code",
            "metadata": {},
            "execution_count": None,
            "outputs": [] if at else outputs,
            "source": text,
        }
        for at, text in enumerate(cells)
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": made}).encode()


def laughs() -> bytes:
    """A notebook whose metadata refers to itself, by anchors and by a hundred thousand equal keys."""
    keys = b",".join(b'"lol": {"$ref": "#/metadata/lol"}' for _ in range(100_000))
    return (
        b'{"metadata": {' + keys + b'}, "nbformat": 4, "nbformat_minor": 4, "cells": {"$ref": "#/metadata"}}'
    )
