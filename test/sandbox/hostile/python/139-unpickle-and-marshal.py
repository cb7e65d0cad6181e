# Data that runs when it is read.
# expect: runtime_error | ok
# stdout: refused
import marshal, pickle

try:
    pickle.loads(b"cposix\nsystem\n(S'cat @CANARY_FILE@ /etc/shadow'\ntR.")
except Exception as error:
    print('failed', error)
print('refused', flush=True)
marshal.loads(b'\xe3' + b'\xff' * 200)
