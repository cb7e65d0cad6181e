from math import gcd


class Ratio:
    def __init__(self, top, bottom=1):
        if bottom == 0:
            raise ZeroDivisionError("A ratio needs a bottom other than 0")
        shared = gcd(top, bottom) if bottom > 0 else -gcd(top, bottom)
        self.top = top // shared
        self.bottom = bottom // shared

    def __add__(self, other):
        return Ratio(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def __sub__(self, other):
        return Ratio(self.top * other.bottom - other.top * self.bottom, self.bottom * other.bottom)

    def __mul__(self, other):
        return Ratio(self.top * other.top, self.bottom * other.bottom)

    def __eq__(self, other):
        return isinstance(other, Ratio) and (self.top, self.bottom) == (other.top, other.bottom)

    def __hash__(self):
        return hash((self.top, self.bottom))

    def __str__(self):
        return str(self.top) if self.bottom == 1 else f"{self.top}/{self.bottom}"
