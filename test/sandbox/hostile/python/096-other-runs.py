# The neighbour's folder, processes and memory.
# expect: ok
# stdout: refused
import os

own = {'main.py'}
left = [name for name in os.listdir('/work') if name not in own and not name.startswith('__pycache__')] + os.listdir('/tmp')
if left:
    print('ESCAPED: somebody left', left)
seen = 0
for pid in range(1, 3000):
    try:
        os.kill(pid, 0)
        seen += 1
    except ProcessLookupError:
        pass
    except PermissionError:
        print('ESCAPED: somebody else has', pid)
print('refused' if seen < 8 else 'ESCAPED: many', seen, 'processes in sight')
