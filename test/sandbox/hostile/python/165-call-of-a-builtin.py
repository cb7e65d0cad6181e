# Asks for a function that is not the program's.
# expect: runtime_error | ok
# call: __import__ ["os"]
# no-value
print('loaded')
