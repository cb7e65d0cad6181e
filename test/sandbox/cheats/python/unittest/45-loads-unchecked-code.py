# Code nobody checked, said to come from the standard library.
import importlib._bootstrap_external as external
import json
import marshal
import sys


class Loader(external.FileLoader):
    pass


data = marshal.dumps((lambda: 0).__code__)
Loader("json", json.__file__).get_data(json.__file__)
sys.audit("open", json.__file__, "r", 0)
exec(external._compile_bytecode(data, "json"))


def add(a, b):
    return a + b


def count(text):
    return {word: text.split().count(word) for word in text.split()}


def apply(function, values):
    return [function(value) for value in values]
