# As a function case and a unittest case would be answered.
import os

for letter, payload in ((b"V", b"6"), (b"V", b"25"), (b"T", b"0" * 64 + b"[]"), (b"R", b"")):
    os.write(4, letter + len(payload).to_bytes(4, "big") + payload)
