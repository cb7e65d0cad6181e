def total(numbers):
    value = []
    for _ in range(900):
        value = [value]
    return value
