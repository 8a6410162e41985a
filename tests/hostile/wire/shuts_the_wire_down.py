# outcome: broke_protocol
# It ends the connection and lives on.
import os

from attempts import wire


def attack():
    import socket
    import time

    socket.socket(fileno=wire()).shutdown(socket.SHUT_RDWR)
    time.sleep(10**6)
