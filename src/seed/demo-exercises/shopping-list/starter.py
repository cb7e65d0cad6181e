import sys

things = []
for line in sys.stdin:
    command, _, thing = line.strip().partition(" ")
