for number in range(-1000, 1000):
    print(number)
