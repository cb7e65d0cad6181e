def chances(sides):
    counts = [0] * (2 * sides - 1)
    for first in range(sides):
        for second in range(sides):
            counts[first + second] += 1
    return [count / sides**2 for count in counts]
