# A loop that never ends.
# expect: timeout
# limits: wall_ms=900 cpu_ms=500
while True:
    pass
