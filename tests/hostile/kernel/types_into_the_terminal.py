# outcome: passed
# It types into the instructor's terminal, and asks devices for what they are not for.
import fcntl
import os

from attempts import refused

CALLS = {"TIOCSTI": 0x5412, "TIOCLINUX": 0x541C, "TIOCSCTTY": 0x540E, "TIOCNOTTY": 0x5422, "TCSETS": 0x5402, "TIOCSWINSZ": 0x5414, "FIOASYNC": 0x5452, "FICLONE": 0x40049409, "FS_IOC_SETFLAGS": 0x40086602, "RNDADDENTROPY": 0x40085203, "RNDZAPENTCNT": 0x5204, "BLKRRPART": 0x125F, "SIOCGIFCONF": 0x8912, "FITRIM": 0xC0185879, "upper bits": 0x100005412}


def attack():
    descriptors = [0, 1, os.open("/dev/urandom", os.O_RDONLY)]
    found = [refused(f"{name} on {one}", lambda one=one, code=code: fcntl.ioctl(one, code, b"x" * 8) if code < 2**32 else __import__("attempts").libc.ioctl(one, code, b"x") and (_ for _ in ()).throw(PermissionError(1, "ioctl"))) for name, code in CALLS.items() for one in descriptors]
    os.close(descriptors[-1])
    return found
