# An expression so long that walking it is recursion.
# expect: runtime_error | compile_error | memory_exceeded | ok
# fill: @MINUS@ 100000 "-"
value = @MINUS@1
