# A number that is not one when it is written.
# expect: ok | runtime_error
# call: answer []
# no-value
class Odd(int):
    def __repr__(self):
        raise SystemExit(0)

    __str__ = __repr__


def answer():
    return [float('nan'), float('inf'), Odd(3)]
