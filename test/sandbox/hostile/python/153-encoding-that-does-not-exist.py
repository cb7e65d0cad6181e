# -*- coding: @ENCODING@ -*-
# A cookie naming no encoding; it stands in the second line.
# expect: runtime_error | compile_error | ok
# fill: @ENCODING@ 1 "lectern-9000"
print('decoded')
