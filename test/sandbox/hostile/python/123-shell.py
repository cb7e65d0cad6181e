# A shell, in case there is one.
# expect: ok
# stdout: looked
import os, subprocess

for command in ('cat @CANARY_FILE@', 'id; cat /etc/shadow', 'curl http://127.0.0.1:@TCP_PORT@/@MARK@', 'exec 5<>/dev/tcp/127.0.0.1/@TCP_PORT@; echo @MARK@ >&5'):
    print(os.system(command), flush=True)
    for shell in ('/bin/sh', '/bin/bash', '/usr/bin/busybox', '/bin/dash'):
        try:
            subprocess.run([shell, '-c', command], timeout=2)
        except OSError:
            pass
print('looked')
