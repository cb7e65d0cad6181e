# Hooks that are called on every import, audit and unraisable error.
# expect: ok | runtime_error | timeout
# limits: wall_ms=1500 cpu_ms=800
import sys


def spread(*arguments):
    sys.unraisablehook = sys.excepthook = sys.displayhook = spread
    raise ValueError


sys.addaudithook(lambda *a: None)
sys.settrace(spread)
sys.setprofile(None)
sys.excepthook = spread
object.__del__ if hasattr(object, '__del__') else None
import decimal
