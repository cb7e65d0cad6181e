total = int(input())
minutes, seconds = divmod(total, 60)
print(f"{minutes}:{seconds:02}")
