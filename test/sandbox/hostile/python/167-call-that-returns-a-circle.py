# A list that holds itself.
# expect: ok | runtime_error
# call: answer []
# no-value
def answer():
    circle = []
    circle.append(circle)
    return circle
