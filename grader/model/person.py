"""Who a student is outside the grader."""

import msgspec


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a roster; what is not known is empty.

    Attributes:
        student: whose submissions are graded, as `Submission.student` says it.
        name: for people; may hold commas, accents, anything.
        email: what Moodle and Gradescope tell people apart by.
        number: the institution's own number (Canvas: SIS User ID, Moodle: ID number).
        login: the name of the account (Canvas: SIS Login ID, GitHub: the user name).
        account: the platform's own number for the account (Canvas: ID, Moodle: Identifier).
    """

    student: str
    name: str = ""
    email: str = ""
    number: str = ""
    login: str = ""
    account: str = ""
