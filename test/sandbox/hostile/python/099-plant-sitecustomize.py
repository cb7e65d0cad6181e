# Files an interpreter loads by itself, for the run after this one and for its own child.
# expect: ok
# stdout: done
import os, site, subprocess, sys

code = 'print("planted code runs")\n'
for folder in ['/work', '/tmp', '/work/lib', *sys.path, site.getusersitepackages()]:
    for name in ('sitecustomize.py', 'usercustomize.py', 'evil.pth', 'encodings.py', 'io.py', 'json.py'):
        try:
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, name), 'w') as file:
                file.write(code)
        except OSError:
            pass
print('done')
