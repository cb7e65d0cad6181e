# A function that is called and leaves through the floor.
# expect: ok | runtime_error
# call: answer []
# no-value
import os


def answer():
    os._exit(0)
