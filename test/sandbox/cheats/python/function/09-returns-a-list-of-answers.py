def total(numbers):
    return list(range(100))
