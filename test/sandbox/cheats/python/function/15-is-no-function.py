class total:
    def __init__(self, numbers):
        self.value = sum(numbers)

    def __json__(self):
        return self.value
