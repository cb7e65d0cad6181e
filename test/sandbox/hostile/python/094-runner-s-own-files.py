# Where the runner's code, socket, staging and token might lie.
# expect: ok
# stdout: refused
import os

for path in ('@RUNNER_DIR@', '@RUNNER_SOCKET@', '@PROJECT@', '@PROJECT@/package.json', '@PROJECT@/src/runner.ts', '@PROJECT@/dist/src/runner.js',
             '/tmp/lectern', '/run/lectern', '/var/lib/lectern', '/app', '/usr/local', '/usr/src', '/workspace'):
    try:
        seen = os.listdir(path) if os.path.isdir(path) else os.stat(path)
        print('ESCAPED:', path, seen)
    except OSError as error:
        print('refused', error.errno)
