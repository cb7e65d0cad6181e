# Sequences that would reprogram the terminal of whoever reads the log.
# expect: ok
# stdout: title
print('\x1b]0;title\x07\x1b[2J\x1b[H\x1bP+q544e\x1b\\\x1b]52;c;ZWNobw==\x07\x9b31m\x1b[6n\x08\x08\r\x1b[?1049h')
