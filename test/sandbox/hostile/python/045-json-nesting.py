# A million open brackets.
# expect: runtime_error | memory_exceeded
import json

json.loads('[' * 1_000_000)
print('ESCAPED: parsed')
