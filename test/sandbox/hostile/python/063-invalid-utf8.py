# Overlong forms, lone continuation bytes, surrogates in UTF-8, a character cut in the middle at the end.
# expect: ok
# stdout: begin
# stdout: end
import os

os.write(1, b'begin \xc0\xaf \xe0\x80\xaf \x80\xbf \xed\xa0\x80\xed\xb0\x80 \xf8\x88\x80\x80\x80 \xff end \xe2\x82')
