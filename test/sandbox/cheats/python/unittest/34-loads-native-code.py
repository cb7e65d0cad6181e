# As an extension module, and as compiled code that was never checked.
import importlib.machinery
import importlib.util
import marshal
import types

with open("/work/evil.so", "wb") as file:
    file.write(b"\x7fELF" + b"\0" * 1000)
try:
    loader = importlib.machinery.ExtensionFileLoader("evil", "/work/evil.so")
    importlib.util.module_from_spec(importlib.util.spec_from_loader("evil", loader))
except ImportError:
    pass
code = (lambda: 0).__code__
exec(marshal.loads(marshal.dumps(code)))
exec(code.replace(co_code=code.co_code * 2))


def add(a, b):
    return None


count = apply = add
