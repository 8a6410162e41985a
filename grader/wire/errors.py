"""What can be wrong with bytes."""


class WireError(Exception):
    """The other side sent bytes that are no frame, no message or no value."""


class WireClosed(Exception):  # noqa: N818  (it says what happened)
    """The other side is gone."""


class NotPlain(TypeError):  # noqa: N818  (it says what is wrong)
    """A value has no form on the wire."""
