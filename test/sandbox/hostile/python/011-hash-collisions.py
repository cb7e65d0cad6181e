# Keys which all have the same hash make a dictionary quadratic.
# expect: timeout
# limits: wall_ms=1000 cpu_ms=500
import sys

step = sys.hash_info.modulus
table = {}
for index in range(200_000):
    table[index * step] = None
print('ESCAPED: filled')
