# Dies with a core dump as large as it may be.
# expect: runtime_error
import os, resource

try:
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
except (OSError, ValueError):
    pass
hoard = bytearray(b'@MARK@') * 1000
os.abort()
