# As much source as the runner takes.
# expect: ok | memory_exceeded | timeout
# stdout: end
# limits: wall_ms=10000 cpu_ms=8000 memory_mb=512
# fill: @STATEMENTS@ 55000 "answer = 41 + 1\n"
@STATEMENTS@
print('end')
