def moving_average(values, width):
    return [sum(values[start : start + width]) / width for start in range(len(values) - width + 1)]
