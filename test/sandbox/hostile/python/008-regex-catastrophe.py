# A pattern whose matching takes exponential time.
# expect: timeout
# limits: wall_ms=1000 cpu_ms=500
import re

re.match(r'(a+)+$', 'a' * 60 + 'b')
print('ESCAPED: matched')
