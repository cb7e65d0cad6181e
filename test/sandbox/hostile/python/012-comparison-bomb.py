# Comparing two equal nested lists doubles the work on each level.
# expect: timeout | runtime_error
# limits: wall_ms=1000 cpu_ms=500
left, right = [], []
for _ in range(60):
    left, right = [left, left], [right, right]
print(left == right)
