# A string that never ends.
# expect: runtime_error | compile_error
# stderr: SyntaxError
print("""
