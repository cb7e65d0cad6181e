print("." * 10_000_000)


def add(a, b):
    return None


count = apply = add
