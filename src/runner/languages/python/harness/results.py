# What each test said. A test has passed when it was begun and ended, succeeded, and nothing was held against it.
import sys
import time

MESSAGE = 4000


def is_expected_to_fail(test):
    method = getattr(test, getattr(test, "_testMethodName", ""), None)
    return any(getattr(part, "__unittest_expecting_failure__", False) for part in (test, method))


class Verdicts:
    """Collects what unittest tells, by test; read only when all is over."""

    def __init__(self, tests, raised, finished, check):
        self.tests = [(test.id(), test) for test in tests]
        self.raised, self.finished = raised, finished
        self.may_raise = frozenset(key for key, test in self.tests if is_expected_to_fail(test))
        self.begun, self.ended, self.succeeded, self.problems, self.times = [], [], [], [], []
        self.class_problems = []
        self.check = check

    def problem_of(self, key, test):
        for failed, message in self.problems:
            if failed == key:
                return message
        home = f"{type(test).__module__}.{type(test).__qualname__}"
        for name, message in self.class_problems:
            if home in name or name.endswith(f"({type(test).__module__})"):
                return message
        if key not in self.begun:
            return "The test did not run."
        if key in self.raised and key not in self.may_raise:
            return "The test failed."
        if key not in self.may_raise and key not in self.finished:
            return "The test did not come to its end."
        if self.begun.count(key) == 1 and self.ended.count(key) == 1 and self.succeeded.count(key) == 1:
            return None
        return "The test did not run."

    def report(self, name_of):
        names = [name_of(test)[:200] for _, test in self.tests]
        taken = {}
        lines = []
        for (key, test), name in zip(self.tests, names):
            if names.count(name) > 1:
                name = f"{type(test).__name__[:200]}.{name}"
            taken[name] = taken.get(name, 0) + 1
            if taken[name] > 1:
                name = f"{name} ({taken[name]})"
            problem = self.problem_of(key, test)
            duration = sum(spent for timed, spent in self.times if timed == key)
            lines.append({"name": name, "passed": problem is None, "duration_ms": duration, "message": (problem or "")[:MESSAGE]})
        return lines


def watch_methods(case, raised_by, finished_by):
    """What a test method does is noted beneath unittest, whose own notes hang on the test and could be changed through it."""
    raised, finished, original = raised_by.append, finished_by.append, case._callTestMethod

    def _callTestMethod(self, method):
        try:
            result = original(self, method)
        except BaseException:
            raised(self.id())
            raise
        finished(self.id())
        return result

    case._callTestMethod = _callTestMethod


def watch_async_methods(case, is_coroutine, raised_by, finished_by):
    """The event loop is shared with the program: whether a test came to its end only the test itself knows."""
    raised, finished, original = raised_by.append, finished_by.append, case._callTestMethod

    def _callTestMethod(self, method):
        async def watched():
            try:
                result = await method()
            except BaseException:
                raised(self.id())
                raise
            finished(self.id())
            return result

        if is_coroutine(method):
            return original(self, watched)
        result = original(self, method)
        finished(self.id())
        return result

    case._callTestMethod = _callTestMethod


def result_class(unittest, verdicts, describe):
    """A TestResult that hands everything on at once and keeps nothing to be changed later."""
    begun, ended, succeeded = verdicts.begun.append, verdicts.ended.append, verdicts.succeeded.append
    problems, class_problems, times = verdicts.problems.append, verdicts.class_problems.append, verdicts.times.append
    check, clock, cases = verdicts.check, time.perf_counter, unittest.case.TestCase
    started = [0.0]

    def fail(test, message):
        # Held against it first: putting it into words may run code of the learner's.
        if isinstance(test, cases):
            position = len(verdicts.problems)
            problems((test.id(), "The test failed."))
            verdicts.problems[position] = (test.id(), message())
        else:
            class_problems((str(test), message()))

    class Result(unittest.TestResult):
        __slots__ = ()

        def startTest(self, test):
            begun(test.id())
            started[0] = clock()
            self.tamper(test)

        def stopTest(self, test):
            self.tamper(test)
            times((test.id(), round((clock() - started[0]) * 1000, 3)))
            ended(test.id())

        def tamper(self, test):
            changed = check(test)
            if changed is not None:
                fail(test, lambda: f"The program changed {changed}, which tests rely on.")

        def addSuccess(self, test):
            succeeded(test.id())

        def addExpectedFailure(self, test, err):
            succeeded(test.id())

        def addUnexpectedSuccess(self, test):
            fail(test, lambda: "The test passed, but was expected to fail.")

        def addError(self, test, err):
            fail(test, lambda: describe(err))

        addFailure = addError

        def addSubTest(self, test, subtest, err):
            if err is not None:
                fail(test, lambda: f"{subtest._subDescription()}: {describe(err)}")

        def addSkip(self, test, reason):
            # A skipped subtest comes by itself, the test it belongs to goes on.
            whole = getattr(test, "test_case", test)
            fail(whole, lambda: f"Skipped: {reason}")

        def addDuration(self, test, elapsed):
            pass

    return Result


def describer(learner_file, test_file, test_lines, extract):
    """Puts an exception into words: what it says, the learner's line it came from, the line of the tests that found it."""

    def text_of(kind, error):
        try:
            said = str(error)
        except BaseException:
            said = "(its message cannot be shown)"
        if kind is AssertionError:
            return said or "The assertion does not hold."
        return f"{kind.__name__}: {said}" if said else kind.__name__

    def describe(err):
        kind, error, traceback = err
        own = test = None
        for frame in extract(traceback):
            if frame.filename == learner_file:
                own = frame.lineno
            elif frame.filename == test_file:
                test = frame.lineno
        text = text_of(kind, error)
        if own is not None:
            text = f"{text} (line {own})" if "\n" not in text else f"{text}\n(line {own})"
        if test is not None and 0 < test <= len(test_lines):
            text = f"{text}\n{test_lines[test - 1].strip()}"
        return text

    return describe
