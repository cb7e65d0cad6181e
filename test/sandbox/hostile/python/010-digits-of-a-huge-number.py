# Lifts the interpreter's own guard against slow conversions first.
# expect: timeout | memory_exceeded
# limits: wall_ms=1000 cpu_ms=500
import sys

sys.set_int_max_str_digits(0)
number = int('9' * 8_000_000)
print(len(str(number)))
