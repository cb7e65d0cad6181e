# A value and a report nobody asked for, in every framing that comes to mind.
# expect: ok | runtime_error | output_exceeded
# stdout: forged
# no-value
import json, os, struct

message = json.dumps({'status': 'ok', 'value': '42', 'tests': [{'name': 'all', 'passed': True, 'duration_ms': 0, 'message': ''}], 'exit_code': 0}).encode()
for descriptor in range(3, 64):
    for frame in (struct.pack('>I', len(message)) + message, struct.pack('<I', len(message)) + message, message + b'\n', b'%d\n' % len(message) + message):
        try:
            os.set_blocking(descriptor, False)
            os.write(descriptor, frame)
        except OSError:
            pass
print('forged')
