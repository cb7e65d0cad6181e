bill = float(input())
tip = float(input())
friends = int(input())
share = bill * (1 + tip / 100) / friends
print(f"{share:.2f}")
