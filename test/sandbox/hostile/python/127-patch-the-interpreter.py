# Breaks the builtins the bootstrap may use after it.
# expect: ok | runtime_error
import builtins, io, json, os, sys

real = os.write
for name in ('print', 'open', 'len', 'str', 'repr', 'isinstance', 'Exception', 'BaseException', 'compile', 'exec', '__import__'):
    setattr(builtins, name, lambda *a, **k: os._exit(0))
json.dumps = json.loads = lambda *a, **k: '{"status":"ok","value":"1"}'
sys.stdout = sys.stderr = None
sys.excepthook = lambda *a: real(1, b'hooked\n')
raise KeyError('x')
