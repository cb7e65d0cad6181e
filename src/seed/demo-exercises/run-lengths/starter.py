def pack(text):
    pass


def unpack(short):
    pass
