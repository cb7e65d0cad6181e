from math import gcd


class Ratio:
    pass
