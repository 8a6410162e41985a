"""What can be wrong with bytes."""


class WireError(Exception):
    """The other side sent bytes that are no frame, no message or no value."""


class WireClosed(Exception):
    """The other side is gone."""


class NotPlain(TypeError):
    """A value has no form on the wire."""
