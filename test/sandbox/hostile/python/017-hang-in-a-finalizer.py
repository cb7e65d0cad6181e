# An object of a module that hangs when the interpreter tears it down.
# expect: timeout
# limits: wall_ms=900 cpu_ms=500
class Undead:
    def __del__(self):
        while True:
            pass


undead = Undead()
print('done')
