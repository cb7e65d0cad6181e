# A chain of fifty thousand attributes.
# expect: runtime_error | compile_error | memory_exceeded
# fill: @DOTS@ 50000 ".a"
value = None@DOTS@
