def moving_average(values, width):
    pass
