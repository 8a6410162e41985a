# outcome: raised
# It returns an object whose class answers every question about itself with an exception.
class Meta(type):
    def __getattribute__(cls, name):
        raise SystemExit("100 points")

    def __instancecheck__(cls, other):
        return True


class Trap(metaclass=Meta):
    def __getattribute__(self, name):
        raise SystemExit("100 points")

    def __eq__(self, other):
        return True

    __hash__ = None


def attack():
    return Trap()
