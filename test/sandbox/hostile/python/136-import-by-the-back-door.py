# Every way to import that does not say import.
# expect: ok
# stdout: refused
attempts = [
    lambda: __import__('o' + 's').listdir('/etc'),
    lambda: getattr(__builtins__, '__import__')('posix').listdir('/root'),
    lambda: [c for c in ().__class__.__base__.__subclasses__() if c.__name__ == 'FileLoader'][0]('x', '/etc/shadow').get_data('/etc/shadow'),
    lambda: [c for c in object.__subclasses__() if c.__name__ == '_wrap_close'][0].__init__.__globals__['popen']('cat /etc/shadow').read() or 1 / 0,
    lambda: __loader__.get_data('@CANARY_FILE@'),
    lambda: exec("import sys; sys.modules['os'].stat('@CANARY_FILE@')"),
    lambda: (lambda: 0).__globals__['__builtins__'].open('@CANARY_FILE@').read(),
    lambda: __import__('linecache').getlines('@CANARY_FILE@')[0],
    lambda: __import__('runpy').run_path('@CANARY_FILE@'),
    lambda: __import__('codecs').open('/etc/passwd').read(),
]
for attempt in attempts:
    try:
        print('ESCAPED:', attempt())
    except Exception as error:
        print('refused', type(error).__name__)
