# The exit code of a process that ran out of memory, without having done so.
# expect: runtime_error
import os

os._exit(137)
