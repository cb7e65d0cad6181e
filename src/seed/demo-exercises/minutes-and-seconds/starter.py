total = int(input())
