def encode(text, shift):
    result = []
    for letter in text:
        if "a" <= letter <= "z":
            start = ord("a")
        elif "A" <= letter <= "Z":
            start = ord("A")
        else:
            result.append(letter)
            continue
        result.append(chr((ord(letter) - start + shift) % 26 + start))
    return "".join(result)
