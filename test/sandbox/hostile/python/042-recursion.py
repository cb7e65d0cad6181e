# No end condition, the interpreter's own limit.
# expect: runtime_error
# stderr: RecursionError
def again(depth):
    return again(depth + 1) + 1


again(0)
