print(sum(int(number) for number in input().split()))
