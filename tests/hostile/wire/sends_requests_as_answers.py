# outcome: broke_protocol
# It sends the grader a request of the grader's own: to load a program.
import os

from grader.wire.message import Load, pack

from attempts import frame, wire


def attack():
    os.write(wire(), frame(pack(Load(filename="x.py", source=b"import os; os._exit(0)"))))
