# The mark before code is no error.
# expect: ok | runtime_error | compile_error
# replace-all: "\ufeffprint('marked')\n"
