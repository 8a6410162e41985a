# outcome: raised
# It raises an exception of which nothing can be asked without harm.
class Name(type):
    @property
    def __name__(cls):
        raise SystemExit


class Trap(BaseException, metaclass=Name):
    __traceback__ = property(lambda self: 1 / 0)
    __class__ = int

    def __str__(self):
        raise Trap


def attack():
    raise Trap
