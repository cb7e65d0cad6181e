# Looks at every object the collector knows for secrets, paths of the host and other people's sources.
# expect: ok
# stdout: looked
# limits: wall_ms=5000 cpu_ms=3000
import gc

words = ['NEIGH' + 'BOUR-', 'CAN' + 'ARY-', '@RUNNER' + '_SOCKET@', 'Bear' + 'er ']
seen = 0
for thing in gc.get_objects():
    values = list(thing.values()) if type(thing) is dict else list(thing) if type(thing) in (list, tuple) else []
    for value in values:
        if type(value) in (str, bytes) and value is not words:
            seen += 1
            text = value if type(value) is str else value.decode('latin1')
            if any(word in text for word in words[:2]) and 'gc.get_objects' not in text and text not in words:
                print('ESCAPED:', text[:100])
print('looked', seen > 0)
