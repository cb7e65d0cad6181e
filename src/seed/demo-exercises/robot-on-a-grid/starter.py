def walk(program):
    pass
