# A pipe where a file was: opening it hangs whoever does, here itself.
# expect: timeout
# limits: wall_ms=700
import os

os.mkfifo('/work/result')
try:
    os.unlink('/work/main.py')
    os.mkfifo('/work/main.py')
except OSError:
    pass
open('/work/result').read()
