# Runs a file of tests against the learner's program, in the program's own process, and reports how each went. The program may do
# whatever it likes, but not say that a test has passed: the report is sealed with a key that is gone before the program begins, by a
# thread whose stack it never stands on.
import _thread
import ast
import os
import sys
import warnings
from types import CodeType, ModuleType

TESTS = "/work/tests.py"
LEARNER = ("main", "solution")
FIXTURES = frozenset(("load_tests", "setUpModule", "tearDownModule"))
RELIED_ON = "builtins math json re random itertools functools collections string io os types operator copy enum time".split()
# Functions and nothing besides: a copy of the module does for tests what the module does.
COPYABLE = frozenset("math cmath json re random string itertools functools operator collections statistics copy heapq bisect textwrap".split())
BLOCK = 64


def sealer(secret):
    """HMAC-SHA256 (RFC 2104) of which only the two keyed states are kept, from which the key cannot be computed."""
    try:
        from _sha2 import sha256
    except ImportError:
        try:
            from _sha256 import sha256
        except ImportError:
            from hashlib import sha256
    padded = secret.ljust(BLOCK, b"\0")
    inner, outer = (sha256(bytes(byte ^ mask for byte in padded)) for mask in (0x36, 0x5C))

    def seal(text):
        first, second = inner.copy(), outer.copy()
        first.update(text)
        second.update(first.digest())
        return second.hexdigest().encode() + text

    return seal


class Rewriter(ast.NodeTransformer):
    """Comparisons of the tests are made by the harness, and an `assert` says what it compared."""

    def __init__(self, names):
        self.names = names

    def call(self, function, node, compared):
        name = type(compared.ops[0]).__name__
        arguments = [compared.left, compared.comparators[0], ast.Constant(name)]
        return ast.copy_location(ast.Call(ast.Constant(function), arguments, []), node)

    def is_simple(self, node):
        return isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]).__name__ in self.names

    def visit_Compare(self, node):
        self.generic_visit(node)
        return self.call("\0compare", node, node) if self.is_simple(node) else node

    def visit_Assert(self, node):
        if node.msg is not None or not self.is_simple(node.test):
            return self.generic_visit(node)
        self.generic_visit(node.test)
        return ast.copy_location(ast.Expr(self.call("\0assert", node, node.test)), node)


def compiled(source, assertions):
    tree = ast.parse(source, TESTS)
    imports = imported_names(tree)
    tree = ast.fix_missing_locations(Rewriter(assertions["OPERATORS"]).visit(tree))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        code = compile(tree, TESTS, "exec", dont_inherit=True, optimize=0)
    functions = {"\0compare": assertions["compare"], "\0assert": assertions["assert_comparison"]}

    def bound(code):
        constants = (
            bound(value) if isinstance(value, CodeType) else functions.get(value, value) if isinstance(value, str) else value
            for value in code.co_consts
        )
        return code.replace(co_consts=tuple(constants))

    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return bound(code), imports, used


def imported_names(tree):
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def import_beforehand(names, world):
    """What the tests import is there, and remembered as it is, before the program can change it."""
    for name in sorted(names):
        root = name.partition(".")[0]
        if root in LEARNER:
            continue
        try:
            world.load(name) if root == "unittest" else world.shared_import(name)
        except ImportError:
            # Either a member rather than a module, or an error the tests will meet themselves.
            pass


def copies_of(names, source):
    """Modules of functions as they are now, for tests that put nothing into them for the program to find."""
    if "mock" in source or "patch" in source:
        return {}
    copies = {}
    for name in COPYABLE.intersection(names):
        module = sys.modules.get(name)
        if isinstance(module, ModuleType):
            copies[name] = ModuleType(name)
            copies[name].__dict__.update(vars(module))
    return copies


def importer_for(tests, world, used, copies):
    shared, private = world.shared_import, world.import_module

    def import_for_tests(name, globals=None, locals=None, fromlist=(), level=0):
        root = name.partition(".")[0]
        if root == "unittest":
            return private(name, globals, locals, fromlist, level)
        if name in copies and level == 0:
            return copies[name]
        if root not in LEARNER:
            return shared(name, globals, locals, fromlist, level)
        module = sys.modules["solution"] = shared("main")
        if not fromlist or "*" not in fromlist:
            return module
        # `import *` brings what the program defines, and takes nothing away from the tests.
        names = getattr(module, "__all__", None) or [name for name in vars(module) if not name.startswith("_")]
        taken = FIXTURES.union(tests.__dict__)
        confusing = sorted(used.intersection(names, world.builtins).difference(taken))
        if confusing:
            raise ImportError(f"The program defines {confusing[0]}, which the tests take for the built-in one: they have to import it by name")
        passed_on = ModuleType("main")
        passed_on.__dict__.update({name: getattr(module, name) for name in names if name not in taken})
        return passed_on

    return import_for_tests


def collect(unittest, tests):
    """All tests of the file, plain functions named `test…` too."""
    suite = unittest.TestLoader().loadTestsFromModule(tests)
    for name, value in [*vars(tests).items()]:
        code = getattr(value, "__code__", None)
        if name.startswith("test") and isinstance(code, CodeType) and code.co_filename == TESTS and code.co_argcount == 0:
            suite.addTest(unittest.FunctionTestCase(value, description=name))
    return suite


def flattened(suite, kind):
    for test in suite:
        if isinstance(test, kind):
            yield from flattened(test, kind)
        else:
            yield test


def name_of(test):
    # A file that cannot be loaded is told by a test of its own.
    return getattr(test, "_testMethodName", None) if not hasattr(test, "_testFunc") else test._testFunc.__name__


def still_holds(unittest, assertions):
    """Whether assertions still fail for what is wrong."""
    case = unittest.TestCase()
    wrong = (
        lambda: case.assertEqual(1, 2),
        lambda: case.assertEqual([1], [2]),
        lambda: case.assertEqual("a", "b"),
        lambda: case.assertTrue(False),
        lambda: case.assertFalse(True),
        lambda: case.assertIn(1, [2]),
        lambda: case.assertIsNone(1),
        lambda: case.assertRaises(ValueError, int, "1"),
        lambda: case.assertRegex("a", "b"),
        lambda: case.assertAlmostEqual(1, 2),
        lambda: case.fail("on purpose"),
        lambda: assertions["assert_comparison"](1, 2, "Eq"),
    )
    for attempt in wrong:
        try:
            attempt()
        except AssertionError:
            continue
        return False
    return True


def report_when_done(done, seal, write, make_report, json_dumps, end):
    done.acquire()
    report = make_report()
    if report is None:
        end(70)
    payload = seal(json_dumps(report).encode("utf-8", "replace"))
    left = memoryview(b"T" + len(payload).to_bytes(4, "big") + payload)
    while left:
        left = left[write(4, left) :]
    end(0)


def prepare(source, tests, part, private_builtins):
    """All that the harness needs, made before there is anything of the learner's."""
    guards_part, world_part, assertions, results = (part(name) for name in ("guards", "world", "assertions", "results"))
    guards = guards_part["Guards"](TESTS)
    before = guards.all_classes()
    world = world_part["World"](private_builtins)
    unittest, traceback, json = world.load("unittest"), world.load("traceback"), world.load("json")
    # It clears frames of the exceptions tests expect; nothing of ours depends on it.
    traceback.clear_frames = world_part["nothing"]
    code, imports, used = compiled(source, assertions)
    import_beforehand(imports | {"unittest._log"}, world)
    if "Async" in source:
        world.load("unittest.async_case")
    importer = importer_for(tests, world, used, copies_of(imports, source))
    world.close()
    if "unittest.mock" in world.modules:
        assertions["TRUSTED"].add(type(world.modules["unittest.mock"].ANY))
    assertions["guard_assertions"](unittest.case.TestCase)
    shared = {*RELIED_ON, *(name for name in imports if name.partition(".")[0] not in ("unittest", *LEARNER))} - {"sys"}
    snapshot = guards_part["Snapshot"]([module for name in sorted(shared) if isinstance(module := sys.modules.get(name), ModuleType)])
    notes = [], []
    results["watch_methods"](unittest.case.TestCase, *notes)
    snapshot.keep_class(unittest.case.TestCase)
    if "unittest.async_case" in world.modules:
        asynchronous = world.modules["unittest.async_case"].IsolatedAsyncioTestCase
        results["watch_async_methods"](asynchronous, sys.modules["inspect"].iscoroutinefunction, *notes)
        snapshot.keep_class(asynchronous)
    guards.hidden_classes.update(guards.all_classes().keys() - before.keys())
    for namespace in (guards_part, world_part, assertions, results, *(vars(module) for module in world.modules.values())):
        guards.hidden_globals.add(id(namespace))
    guards.hide_stack()
    tests.__file__ = TESTS
    tests.__builtins__ = {**world.builtins, "__import__": importer}
    guards.hidden_globals.add(id(vars(tests)))
    guards.hidden_names.add("tests")
    return guards, unittest, traceback, json, code, assertions, results, snapshot, notes


def run(case, part, private_builtins):
    secret, source = bytes.fromhex(case.pop("secret")), case.pop("file")
    case.clear()
    tests = ModuleType("tests")
    try:
        guards, unittest, traceback, json, code, assertions, results, snapshot, notes = prepare(source, tests, part, private_builtins)
    except SyntaxError as error:
        raise SystemExit(f"The test file cannot be read: {error}") from None
    done, never = _thread.allocate_lock(), _thread.allocate_lock()
    done.acquire()
    never.acquire()

    is_ours = ownership(guards)
    extract = traceback.extract_tb
    lines = source.splitlines()
    describe = results["describer"]("/work/main.py", TESTS, lines, lambda tb: extract(tb, limit=-200))
    holder = []

    def make_report():
        if not holder or not still_holds(unittest, assertions):
            return None
        return holder[0].report(name_of)

    cases = unittest.case.TestCase
    sys.modules.pop("main", None)
    sys.modules["__main__"] = ModuleType("__main__")
    sys.dont_write_bytecode = True
    end = os._exit
    arguments = (done, sealer(secret), os.write, make_report, json.dumps, end)
    _thread.start_new_thread(report_when_done, arguments)
    del secret, arguments
    guards.hide_parts()
    guards.watch()

    try:
        exec(code, vars(tests))
        suite = collect(unittest, tests)
    except BaseException as error:
        fail_to_load(error, guards, end)
    found = [*flattened(suite, unittest.suite.BaseTestSuite)]
    verdicts = results["Verdicts"](found, *notes, lambda test: snapshot.changed(is_ours, test, cases))
    for kind in {type(test) for test in found}:
        snapshot.keep_class(kind)
    holder.append(verdicts)
    guards.keep_from_garbage()
    suite.run(results["result_class"](unittest, verdicts, describe)())
    try:
        sys.stdout.flush()
    except BaseException:
        pass
    done.release()
    never.acquire()


def ownership(guards):
    """Whether a value is one the tests made: a mock, or a function of theirs."""

    def is_ours(value):
        code_owner = getattr(value, "__func__", value)
        if type(code_owner).__name__ == "function" and id(guards.function_globals(code_owner)) in guards.hidden_globals:
            return True
        return any(id(kind) in guards.hidden_classes for kind in type(value).__mro__)

    return is_ours


def fail_to_load(error, guards, end):
    """The program, or the file of tests, does not even load: says why, as the interpreter would, and ends without a report."""
    try:
        traceback = error.__traceback__
        while traceback is not None and id(guards.globals_of(traceback.tb_frame)) in guards.hidden_globals:
            following = traceback.tb_next
            if following is None:
                break
            traceback = following
        if isinstance(error, SystemExit):
            os.write(2, b"The program ended before the tests began.\n")
        else:
            sys.__excepthook__(type(error), error.with_traceback(traceback), traceback)
        sys.stdout.flush()
    finally:
        end(1)
