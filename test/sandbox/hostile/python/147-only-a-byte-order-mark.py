# A mark of byte order and nothing behind it.
# expect: ok | runtime_error | compile_error
# replace-all: "\ufeff"
