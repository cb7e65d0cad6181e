# A chain of a hundred thousand causes to print.
# expect: runtime_error | output_exceeded | memory_exceeded | timeout
# limits: wall_ms=3000 cpu_ms=2000
error = None
for _ in range(100_000):
    following = ValueError('next')
    following.__cause__ = error
    error = following
raise error
