"""What a student handed in."""

import hashlib

import msgspec


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """One student's work on one exercise, as bytes; nothing of it has been executed or decoded.

    `problem` says in one line why there is nothing to grade (not handed in, too large, unreadable); then
    `source` is empty and every check is `not_run`.
    """

    student: str
    slug: str
    filename: str
    source: bytes = b""
    problem: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 over the file's name, its bytes and its problem."""
        filename, problem = (text.encode("utf-8", "surrogatepass") for text in (self.filename, self.problem))
        parts = (filename, self.source, problem)
        return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something in a student's folder that is not a submission, and what to do about it."""

    student: str
    path: str
    message: str


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """Everything found in a folder of submissions; one `Submission` for every student × exercise."""

    submissions: tuple[Submission, ...]
    findings: tuple[Finding, ...] = ()
