def walk(program):
    x, y = 0, 0
    dx, dy = 0, 1
    times = 1
    for letter in program:
        if letter.isdigit():
            times = int(letter)
            continue
        for _ in range(times):
            if letter == "F":
                x, y = x + dx, y + dy
            elif letter == "L":
                dx, dy = -dy, dx
            elif letter == "R":
                dx, dy = dy, -dx
        times = 1
    return [x, y]
