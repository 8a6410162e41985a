"""Part of a check's points, with the reason for the rest."""


class PartialCredit(Exception):  # noqa: N818  (hidden tests raise it to award something, not to report an error)
    """Ends a check that earned `fraction` of its points; the check did not pass.

    Attributes:
        fraction: in [0, 1); whoever earned everything lets the check pass.
        message: for the student, what was missing.
    """

    def __init__(self, fraction: float, message: str) -> None:
        if not 0.0 <= fraction < 1.0:
            raise ValueError(
                f"a credit of {fraction} is not in [0, 1); a check that earned all its points returns"
            )
        if not message.strip():
            raise ValueError("partial credit needs a message that says what was missing")
        super().__init__(message)
        self.fraction = fraction
        self.message = message
