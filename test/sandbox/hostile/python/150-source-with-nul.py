# A NUL in the middle of a line.
# expect: runtime_error | compile_error | ok
# fill: @NUL@ 1 "\u0000"
print('before')@NUL@; print('ESCAPED: after')
