# Twice as long each time.
# expect: memory_exceeded
# limits: wall_ms=4000 cpu_ms=3000 memory_mb=64
text = 'lectern'
while True:
    text += text
