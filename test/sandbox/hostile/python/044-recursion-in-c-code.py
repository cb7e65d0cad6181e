# Deep nesting walked by C code: a literal, a repr, a pickle.
# expect: runtime_error | memory_exceeded
# limits: wall_ms=8000 cpu_ms=2000 memory_mb=64
import pickle, sys

sys.setrecursionlimit(10 ** 8)
nest = []
for _ in range(600_000):
    nest = [nest]
print(len(pickle.dumps(nest)), len(repr(nest)))
