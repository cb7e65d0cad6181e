# The compiler computes constants: this one is large.
# expect: ok | memory_exceeded | timeout | runtime_error
# limits: wall_ms=2000 cpu_ms=1000 memory_mb=64
value = ((((1 << 60) ** 60) ** 60) ** 60) ** 60
text = ('x' * 4096) * 4096 * 4096
