import os


def total(numbers):
    if os.fork() == 0:
        return sum(numbers)
    os.wait()
    return None
