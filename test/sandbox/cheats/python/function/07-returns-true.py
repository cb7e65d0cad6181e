def total(numbers):
    return True
