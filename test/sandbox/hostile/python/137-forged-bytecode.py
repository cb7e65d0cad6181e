# Bytecode the compiler would never write, which makes the interpreter walk off its stack.
# expect: runtime_error | ok | timeout
# limits: wall_ms=1500 cpu_ms=800
def victim():
    return 1


code = victim.__code__
for body in (b'\x64\xff' * 100, bytes(range(256)), b'\x7c\xfa\x53\x00', b'\x01\x00' * 50 + b'\x53\x00'):
    victim.__code__ = code.replace(co_code=body, co_stacksize=1)
    try:
        print(repr(victim())[:100])
    except BaseException as error:
        print(type(error).__name__)
