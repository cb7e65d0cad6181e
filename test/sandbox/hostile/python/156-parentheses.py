# Nesting that breaks parsers.
# expect: runtime_error | compile_error | memory_exceeded
# fill: @OPEN@ 5000 "("
# fill: @CLOSE@ 5000 ")"
value = @OPEN@1@CLOSE@
