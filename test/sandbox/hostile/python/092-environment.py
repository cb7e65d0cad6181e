# What the parent's environment held.
# expect: ok
# stdout: looked
import os, sys

text = repr(dict(os.environ)) + repr(dict(os.environb))
for word in ('@ENV_NAME@', 'DATABASE', 'SECRET', 'TOKEN', 'LECTERN', 'JWT', 'PASSWORD', 'AWS_', 'NODE_', 'npm_', 'HOSTNAME', 'LD_'):
    if word in text:
        print('ESCAPED:', word, text)
print('looked', sorted(os.environ))
