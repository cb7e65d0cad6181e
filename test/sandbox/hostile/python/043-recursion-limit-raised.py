# The interpreter's limit is lifted; the stack's is not.
# expect: runtime_error | memory_exceeded | timeout
# limits: wall_ms=3000 cpu_ms=2000 memory_mb=64
import sys

sys.setrecursionlimit(10 ** 9)


class Deep:
    def __getattr__(self, name):
        return getattr(self, name + 'x'[:0]) or self


Deep().bottom
print('ESCAPED: came back')
