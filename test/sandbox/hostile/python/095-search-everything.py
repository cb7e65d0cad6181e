# Walks all it can see and reads every small file it may, for the canary and for the neighbour.
# expect: ok | timeout
# stdout-not: found
# limits: wall_ms=6000 cpu_ms=4000
import os

looked = 0
needles = ('CANARY' + '-').encode(), ('NEIGHBOUR' + '-').encode()
for top in ('/work', '/tmp', '/dev', '/etc', '/run', '/var', '/home', '/root', '/opt', '/srv', '/mnt', '/app', '/newroot', '/oldroot', '/usr/local'):
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            if path in ('/work/main.py',) or not os.path.isfile(path):
                continue
            try:
                with open(path, 'rb') as file:
                    text = file.read(1_000_000)
            except OSError:
                continue
            looked += 1
            if any(needle in text for needle in needles):
                print('ESCAPED: found in', path)
print('looked at', looked)
