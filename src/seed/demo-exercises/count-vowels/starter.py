def vowels(text):
    pass
