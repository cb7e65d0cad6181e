# Equality that cannot be talked into: an object of the learner's that says it equals whatever it is held against is found out by holding
# it against something else. What it cannot find out is an object written for exactly these tests.
import random
from operator import contains, eq, ge, gt, le, lt, ne

SCALARS = frozenset((int, float, complex, str, bytes, bytearray, bool, type(None), type(...), range, type, type(len)))
CONTAINERS = frozenset((list, tuple, dict, set, frozenset))
# Types of the tests' own that equal more than they hold, as `unittest.mock.ANY` does: the program has others.
TRUSTED = set()
# Of a container, so many places are tried, and it is searched so deep and so far for objects that may lie.
PLACES, DEPTH, ELEMENTS = 20, 20, 20_000

LIES = "A value the program made says that it equals anything, or compares in any direction."


class Sentinel:
    """Equals nothing but itself."""

    __slots__ = ()


def elements_of(value):
    if type(value) is dict:
        return [*value.keys(), *value.values()]
    return value


def is_foreign(value, depth=DEPTH, budget=None):
    """Whether it is, or holds, an object whose comparison may be the learner's work."""
    budget = [ELEMENTS] if budget is None else budget
    kind = type(value)
    if kind in SCALARS or kind in TRUSTED:
        return False
    budget[0] -= 1
    if kind not in CONTAINERS or depth == 0 or budget[0] < 0:
        return True
    for element in elements_of(value):
        if type(element) not in SCALARS and is_foreign(element, depth - 1, budget):
            return True
    return False


def others(value, depth=DEPTH):
    """Groups of values like this one, each different in one place. Whoever equals all of a group does not look at that place."""
    kind = type(value)
    step = random_step()
    if kind is bool:
        yield [not value]
    elif kind in (int, float, complex):
        yield [value + 1, value + step]
    elif kind is str:
        yield [value + "\u0001x", str(step) + value]
    elif kind is bytes:
        yield [value + b"\x01x", str(step).encode() + value]
    elif depth > 0 and kind in (list, tuple):
        yield [kind([*value, Sentinel()])]
        for at in range(min(len(value), PLACES)):
            for group in others(value[at], depth - 1):
                yield [kind([*value[:at], other, *value[at + 1 :]]) for other in group]
    elif depth > 0 and kind is dict:
        yield [{**value, Sentinel(): 1}]
        for key in [*value][:PLACES]:
            for group in others(value[key], depth - 1):
                yield [{**value, key: other} for other in group]
    elif kind in (set, frozenset):
        yield [value | {Sentinel()}]
    else:
        yield [Sentinel()]


random_step = (lambda source: lambda: source.randint(1000, 1_000_000))(random.Random())


def truth(function, *operands):
    """Whether a comparison holds; not when it raises, as an honest `__eq__` may for objects of another kind."""
    try:
        return bool(function(*operands))
    except Exception:
        return False


def equals_anything(value, other):
    """Whether `value`, which is said to equal `other`, would equal anything."""
    if truth(eq, value, Sentinel()):
        return True
    return any(all(truth(eq, value, different) for different in group) for group in others(other))


def check_equal(first, second):
    if first is second and not is_foreign(first):
        return
    if is_foreign(first) and equals_anything(first, second):
        raise AssertionError(LIES)
    if is_foreign(second) and equals_anything(second, first):
        raise AssertionError(LIES)


def check_member(member, container):
    if is_foreign(container) and type(container) not in CONTAINERS and truth(contains, container, Sentinel()):
        raise AssertionError(LIES)
    if type(container) not in CONTAINERS:
        return
    for element in [*container][:ELEMENTS]:
        if element is not member and (is_foreign(element) or is_foreign(member)) and truth(eq, element, member):
            check_equal(element, member)


def check_order(first, second, opposite):
    if not (is_foreign(first) or is_foreign(second)):
        return
    if truth(opposite, first, second):
        raise AssertionError(LIES)
    for value in (first, second):
        if is_foreign(value) and truth(lt, value, Sentinel()) and truth(gt, value, Sentinel()):
            raise AssertionError(LIES)


OPERATORS = {
    "Eq": (eq, check_equal),
    "NotEq": (ne, None),
    "In": (lambda member, container: member in container, check_member),
    "NotIn": (lambda member, container: member not in container, None),
    "Lt": (lt, lambda first, second: check_order(first, second, gt)),
    "LtE": (le, None),
    "Gt": (gt, lambda first, second: check_order(first, second, lt)),
    "GtE": (ge, None),
}
SIGNS = {"Eq": "==", "NotEq": "!=", "In": "in", "NotIn": "not in", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">="}


def compare(first, second, name):
    """`first == second` and the like, as the tests write it, held to what it says."""
    function, check = OPERATORS[name]
    result = function(first, second)
    if check is not None and truth(bool, result):
        check(first, second)
    return result


def assert_comparison(first, second, name):
    """`assert first == second`, which says what it compared."""
    if not compare(first, second, name):
        raise AssertionError(f"{shown(first)} {SIGNS[name]} {shown(second)} is not true")


def shown(value):
    try:
        text = repr(value)
    except Exception:
        text = object.__repr__(value)
    return text if len(text) <= 300 else f"{text[:297]}..."


def check_almost(original, self, first, second, args, kwargs):
    if not is_foreign(first) and not is_foreign(second):
        return
    for step in (random_step(), -random_step()):
        honest, given = (second, first) if is_foreign(first) else (first, second)
        try:
            original(self, given, honest + step, *args, **kwargs)
        except Exception:
            return
    raise AssertionError(LIES)


def check_instance(value, classes):
    if not issubclass(type(value), classes):
        raise AssertionError(LIES)


def check_counts(first, second):
    if not (is_foreign(first := [*first]) or is_foreign(second := [*second])):
        return
    for element in [*first, *second][:ELEMENTS]:
        if is_foreign(element) and equals_anything(element, element):
            raise AssertionError(LIES)


def guard_assertions(case):
    """Makes the assertions of this TestCase hold what they say against objects that lie."""
    equalities = "assertEqual assertSequenceEqual assertListEqual assertTupleEqual assertSetEqual assertDictEqual assertMultiLineEqual"
    for name in equalities.split():
        guard(case, name, check_equal)
    guard(case, "assertIn", check_member)
    guard(case, "assertLess", lambda first, second: check_order(first, second, gt))
    guard(case, "assertGreater", lambda first, second: check_order(first, second, lt))
    guard(case, "assertIsInstance", check_instance)
    guard(case, "assertCountEqual", check_counts)
    almost = case.assertAlmostEqual

    def assertAlmostEqual(self, first, second, *args, **kwargs):
        almost(self, first, second, *args, **kwargs)
        check_almost(almost, self, first, second, args, kwargs)

    case.assertAlmostEqual = assertAlmostEqual


def guard(case, name, check):
    original = getattr(case, name)

    def assertion(self, first, second, *args, **kwargs):
        original(self, first, second, *args, **kwargs)
        check(first, second)

    assertion.__name__ = assertion.__qualname__ = name
    setattr(case, name, assertion)
