def total(numbers):
    return str(sum(numbers))
