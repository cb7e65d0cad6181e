def chances(sides):
    pass
