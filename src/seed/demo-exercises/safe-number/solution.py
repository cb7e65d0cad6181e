import sys

for line in sys.stdin:
    text = line.strip()
    try:
        number = int(text)
    except ValueError:
        print(f"Not a number: {text}")
    else:
        print(2 * number)
        break
else:
    print("Gave up")
