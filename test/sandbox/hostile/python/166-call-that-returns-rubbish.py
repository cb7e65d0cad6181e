# A value that is no JSON.
# expect: ok | runtime_error
# call: answer []
# no-value
def answer():
    return object()
