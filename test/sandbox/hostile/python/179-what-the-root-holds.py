# Everything in the sandbox that is not the interpreter's: nothing, and nothing of it can be written to.
# expect: ok
# stdout: looked
import os

known = {'bin', 'dev', 'lib', 'lib64', 'run', 'tmp', 'usr', 'work'}
strange = set(os.listdir('/')) - known
if strange:
    print('ESCAPED:', strange)
writable = []
for folder, folders, names in os.walk('/'):
    if folder.startswith(('/work', '/tmp')):
        continue
    writable += [path for path in [folder, *(os.path.join(folder, name) for name in names)] if os.access(path, os.W_OK) and not path.startswith('/dev/')]
print('ESCAPED: may write ' + repr(writable[:5]) if writable else 'looked')
