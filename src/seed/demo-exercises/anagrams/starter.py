def groups(words):
    pass
