def pack(text):
    result = []
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or text[at] != text[start]:
            result.append(f"{at - start}{text[start]}")
            start = at
    return "".join(result)


def unpack(short):
    result = []
    digits = ""
    for character in short:
        if character.isdigit():
            digits += character
        else:
            result.append(character * int(digits))
            digits = ""
    return "".join(result)
