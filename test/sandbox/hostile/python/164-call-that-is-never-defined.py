# Calls what is not there.
# expect: runtime_error
# call: answer [1]
# no-value
def question(number):
    return number
