import sys

for number in range(100):
    sys.stdout.write(f"{number}\r\x1b[2K")
sys.stdout.write("\x00\x08\x7f\ufeff\u200b")
