# -*- coding: @ENCODING@ -*-
# An encoding in which the comment below is code.
# expect: ok | runtime_error | compile_error
# fill: @ENCODING@ 1 "raw_unicode_escape"
# \u000aprint('hidden in a comment')
print('visible')
