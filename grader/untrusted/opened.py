"""The files a worker was given: opened read-only before the wall, and readable through it."""

# Name to descriptor; filled once, before any of the student's code is here.
FILES: dict[str, int] = {}
