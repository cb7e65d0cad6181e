# -*- coding: @ENCODING@ -*-
# Another one, whose plus signs begin code.
# expect: ok | runtime_error | compile_error
# fill: @ENCODING@ 1 "utf-7"
# +AAo-print('hidden in a comment')
print('visible')
