# Changes the interpreter, the libraries and the root for those who come later.
# expect: ok
# stdout: refused
import os, sys

targets = ['/' , '/usr', '/usr/bin', '/bin', '/lib', '/lib64', '/etc', '/dev', '/usr/lib', os.path.dirname(os.__file__), os.path.dirname(sys.executable)]
for folder in targets:
    try:
        with open(folder + '/planted.py', 'w') as file:
            file.write('print("@MARK@")')
        print('ESCAPED: wrote in', folder)
    except OSError as error:
        print('refused', error.errno)
for path in (sys.executable, os.__file__, '/bin/sh', '/usr/bin/python3', os.__file__.replace('os.py', 'json/__init__.py')):
    for flags in (os.O_WRONLY, os.O_RDWR | os.O_TRUNC, os.O_WRONLY | os.O_APPEND):
        try:
            os.open(path, flags)
            print('ESCAPED: opened', path)
        except OSError as error:
            print('refused', error.errno)
