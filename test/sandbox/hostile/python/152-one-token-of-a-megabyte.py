# A name of nine hundred thousand letters.
# expect: ok | runtime_error | compile_error | memory_exceeded
# fill: @LETTERS@ 900000 "n"
@LETTERS@ = 1
