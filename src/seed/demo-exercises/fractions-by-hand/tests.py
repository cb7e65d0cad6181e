import unittest

from main import Ratio


class RatioTest(unittest.TestCase):
    def same(self, ratio, top, bottom):
        self.assertEqual((ratio.top, ratio.bottom), (top, bottom))

    def test_lowest_terms(self):
        self.same(Ratio(6, 8), 3, 4)
        self.same(Ratio(0, 5), 0, 1)

    def test_sign_is_at_the_top(self):
        self.same(Ratio(2, -4), -1, 2)
        self.same(Ratio(-2, -4), 1, 2)

    def test_bottom_of_zero(self):
        with self.assertRaises(ZeroDivisionError):
            Ratio(1, 0)

    def test_adds_and_subtracts(self):
        self.same(Ratio(1, 10) + Ratio(2, 10), 3, 10)
        self.same(Ratio(1, 2) - Ratio(1, 3), 1, 6)

    def test_multiplies(self):
        self.same(Ratio(2, 3) * Ratio(3, 4), 1, 2)

    def test_compares(self):
        self.assertEqual(Ratio(1, 2), Ratio(2, 4))
        self.assertNotEqual(Ratio(1, 2), Ratio(1, 3))

    def test_as_text(self):
        self.assertEqual(str(Ratio(1, -2)), "-1/2")
        self.assertEqual(str(Ratio(4, 2)), "2")
