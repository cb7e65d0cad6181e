import unittest

from main import Account


class AccountTest(unittest.TestCase):
    def test_starts_empty(self):
        account = Account("Ada")
        self.assertEqual(account.owner, "Ada")
        self.assertEqual(account.balance, 0)

    def test_deposit_and_withdraw(self):
        account = Account("Ada")
        account.deposit(30)
        account.withdraw(5)
        self.assertEqual(account.balance, 25)

    def test_refuses_what_is_no_amount(self):
        account = Account("Ada")
        for amount in (0, -1):
            with self.assertRaises(ValueError):
                account.deposit(amount)
            with self.assertRaises(ValueError):
                account.withdraw(amount)
        self.assertEqual(account.balance, 0)

    def test_never_below_zero(self):
        account = Account("Ada")
        account.deposit(10)
        with self.assertRaises(ValueError):
            account.withdraw(11)
        self.assertEqual(account.balance, 10)

    def test_accounts_are_separate(self):
        first, second = Account("Ada"), Account("Alan")
        first.deposit(1)
        self.assertEqual(second.balance, 0)

    def test_as_text(self):
        account = Account("Ada")
        account.deposit(25)
        self.assertEqual(str(account), "Ada: 25")
