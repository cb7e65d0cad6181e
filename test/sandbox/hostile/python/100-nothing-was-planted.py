# Whether what another program planted is found here.
# expect: ok
# stdout: clean
# stdout-not: planted
import os, sys

import json, io, encodings

for module in (json, io, encodings):
    if module.__file__.startswith(('/work', '/tmp')):
        print('ESCAPED: planted', module.__file__)
print('clean', [name for name in os.listdir('/work') if name != 'main.py'])
