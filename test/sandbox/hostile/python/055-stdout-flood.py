# Writes without end.
# expect: output_exceeded
# truncated
# limits: wall_ms=5000 cpu_ms=4000
while True:
    print('flood' * 100)
