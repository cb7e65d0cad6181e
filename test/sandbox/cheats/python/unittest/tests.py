import random
import unittest

from main import add, apply, count


def test_plainly():
    assert add(40, 2) == 42


class Adding(unittest.TestCase):
    def test_small(self):
        self.assertEqual(add(2, 3), 5)

    def test_random(self):
        for _ in range(5):
            first, second = random.randint(0, 10**6), random.randint(0, 10**6)
            self.assertEqual(add(first, second), first + second)

    def test_almost(self):
        self.assertAlmostEqual(add(0.1, 0.2), 0.3)


class Counting(unittest.TestCase):
    def doubled(self, number):
        return 2 * number

    def test_words(self):
        self.assertEqual(count("a b a"), {"a": 2, "b": 1})
        self.assertIn("a", count("a b a"))

    def test_function(self):
        self.assertEqual(apply(lambda number: number + 1, [1, 2]), [2, 3])

    def test_method(self):
        self.assertListEqual(apply(self.doubled, [1, 2]), [2, 4])

    def test_members(self):
        self.assertCountEqual(apply(str, [1, 2]), ["2", "1"])
