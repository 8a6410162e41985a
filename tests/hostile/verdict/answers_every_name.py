# slug: conv_no_padding
# fails: every check
# A module that has every attribute there is, each a function that returns itself. An object is no answer.
class Yes:
    def __getattr__(self, name):
        return self

    def __call__(self, *args, **kwargs):
        return self


def __getattr__(name):
    return Yes()
