# outcome: raised
import subprocess


def attack():
    subprocess.run(["/bin/sh", "-c", "id"], check=True)
