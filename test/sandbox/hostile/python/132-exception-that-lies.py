# An exception whose text, name and formatting fail, hang or lie.
# expect: runtime_error
class Liar(Exception):
    def __str__(self):
        raise Liar

    __repr__ = __str__
    __name__ = property(lambda self: 1 / 0)

    def __getattribute__(self, name):
        raise SystemExit(0) if name == '__notes__' else Liar if False else AttributeError(name)


raise Liar from Liar()
