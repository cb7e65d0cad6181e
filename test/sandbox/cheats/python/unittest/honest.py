def add(a, b):
    return a + b


def count(text):
    return {word: text.split().count(word) for word in text.split()}


def apply(function, values):
    return [function(value) for value in values]
