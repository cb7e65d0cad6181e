def rotate(items, places):
    pass
