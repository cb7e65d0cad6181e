# A file of the host anybody there may read, by its name.
# expect: ok
# stdout: refused
import glob, os

for path in ('@CANARY_FILE@', '/work/../..@CANARY_FILE@', '/proc/1/root@CANARY_FILE@', '/proc/self/cwd/../..@CANARY_FILE@'):
    try:
        print('ESCAPED:', open(path).read())
    except OSError as error:
        print('refused', error.errno)
print(glob.glob('@CANARY_DIR@/*'))
