"""Which of several graders is at a job: the one that holds the job's lock in PostgreSQL."""

import hashlib

import sqlalchemy as sa

_NUMBER_BYTES = 8


class AdvisoryClaims:
    """Jobs that this grader is at, and no other that writes to the same database.

    Each is an advisory lock, which ends with the connection that holds it: no crash leaves one behind.
    """

    def __init__(self) -> None:
        self._held: set[str] = set()

    def take(self, connection: sa.Connection, key: str) -> bool:
        """Whether the job is now this grader's, and was no one's before."""
        # The same connection would be given a lock as often as it asks, and would have to return it as often.
        if key not in self._held and connection.scalar(sa.select(sa.func.pg_try_advisory_lock(lock_of(key)))):
            self._held.add(key)
            return True
        return False

    def give_back(self, connection: sa.Connection, key: str) -> None:
        """Let go of a job; one that is not this grader's stays as it is."""
        if key in self._held:
            self._held.remove(key)
            connection.execute(sa.select(sa.func.pg_advisory_unlock(lock_of(key))))


def lock_of(name: str) -> sa.ColumnElement[int]:
    """The number, of 64 bits with a sign, that PostgreSQL knows a lock of ours by."""
    digest = hashlib.sha256(f"grader {name}".encode("utf-8", "surrogatepass")).digest()
    number = int.from_bytes(digest[:_NUMBER_BYTES], "big", signed=True)
    return sa.cast(number, sa.BigInteger)
