# A value of a hundred megabytes.
# expect: ok | runtime_error | output_exceeded | memory_exceeded
# call: answer []
# no-value
# limits: wall_ms=6000 cpu_ms=4000
def answer():
    return ['giant'] * 5_000_000
