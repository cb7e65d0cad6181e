while True:
    print(" ")
