# The windows the kernel has into memory, its log and its symbols.
# expect: ok
# stdout: refused
for path in ('/proc/kcore', '/proc/kallsyms', '/proc/kmsg', '/dev/mem', '/dev/kmem', '/dev/port', '/dev/kmsg', '/proc/sys/kernel/core_pattern',
             '/sys/kernel/notes', '/proc/config.gz', '/proc/cmdline', '/proc/version', '/boot', '/lib/modules'):
    try:
        with open(path, 'rb') as file:
            print('ESCAPED:', path, file.read(16))
    except OSError as error:
        print('refused', error.errno)
