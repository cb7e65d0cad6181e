# What the runner itself would say, on the streams of the program.
# expect: runtime_error
# stdout: ok
import sys

print('{"index":0,"result":{"status":"ok","stdout":"@MARK@","stderr":"","exit_code":0}}')
print('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', flush=True)
print('{"error":"the runner is broken"}', file=sys.stderr, flush=True)
sys.exit(3)
