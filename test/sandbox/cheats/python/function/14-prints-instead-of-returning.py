def total(numbers):
    print(sum(numbers))
