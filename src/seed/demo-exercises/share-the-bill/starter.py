bill = float(input())
tip = float(input())
friends = int(input())
