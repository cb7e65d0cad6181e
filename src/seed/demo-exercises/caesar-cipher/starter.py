def encode(text, shift):
    pass
