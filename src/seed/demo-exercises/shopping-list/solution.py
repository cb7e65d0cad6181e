import sys

things = []
for line in sys.stdin:
    command, _, thing = line.strip().partition(" ")
    if command == "add":
        things.append(thing)
    elif command == "drop":
        if thing in things:
            things.remove(thing)
        else:
            print(f"No {thing} on the list")
    elif command == "save":
        with open("list.txt", "w") as file:
            file.write("\n".join(things))
    elif command == "load":
        with open("list.txt") as file:
            things = file.read().split("\n")
        things = [thing for thing in things if thing]
    elif command == "show":
        print(", ".join(things) or "(empty)")
