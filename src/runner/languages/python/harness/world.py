# A world of its own for the tests: copies of `unittest` and of what it is made of, which no import of the learner's program reaches, with
# built-in functions of their own. Whoever patches `unittest.TestCase`, `re.compile` or `builtins.len` patches other ones.
import builtins
import sys
from types import ModuleType

COPIED = frozenset(
    "unittest re sre_compile sre_parse sre_constants difflib pprint traceback contextlib functools collections operator reprlib enum"
    " types linecache keyword json".split()
)
# Exceptions and containers that programs and tests exchange must be the same to both, so all other modules are shared.


def nothing(*_args, **_kwargs):
    """Stands for what a file of tests may call at its end (`unittest.main()`) and the harness does instead."""


class World:
    def __init__(self, private_builtins):
        self.modules = {}
        self.closed = False
        self.builtins = private_builtins
        self.shared_import = builtins.__import__
        self.builtins["__import__"] = self.import_module
        self.find = sys.modules["_frozen_importlib"]._find_spec
        for name, members in (
            ("unittest.main", ("main", "TestProgram")),
            ("unittest.signals", ("installHandler", "registerResult", "removeResult", "removeHandler")),
        ):
            stub = self.modules[name] = ModuleType(name)
            for member in members:
                setattr(stub, member, nothing)

    def load(self, name):
        if name in self.modules:
            return self.modules[name]
        parent, _, child = name.rpartition(".")
        path = getattr(self.load(parent), "__path__", ()) if parent else None
        spec = self.find(name, path) if path != () else None
        if spec is None:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        code = spec.loader.get_code(name)
        if code is None:
            return self.shared_import(name, fromlist=("*",))
        module = self.modules[name] = ModuleType(name)
        module.__spec__, module.__loader__, module.__file__ = spec, spec.loader, spec.origin
        module.__builtins__ = self.builtins
        module.__package__ = spec.parent
        if spec.submodule_search_locations is not None:
            module.__path__ = spec.submodule_search_locations
        self.execute(code, module)
        if parent:
            setattr(self.modules[parent], child, module)
        return module

    def close(self):
        """From here on whoever finds modules may be the learner's: nothing more is copied."""
        self.closed = True

    def execute(self, code, module):
        # Some modules look themselves up while they are made.
        public = sys.modules.get(module.__name__)
        sys.modules[module.__name__] = module
        try:
            exec(code, module.__dict__)
        finally:
            if public is None:
                del sys.modules[module.__name__]
            else:
                sys.modules[module.__name__] = public

    def import_module(self, name, globals=None, locals=None, fromlist=(), level=0):
        if level:
            base = globals["__package__"].rsplit(".", level - 1)[0]
            name = f"{base}.{name}" if name else base
        root = name.partition(".")[0]
        if root not in COPIED or (self.closed and name not in self.modules):
            return self.shared_import(name, globals, locals, fromlist, 0)
        module = self.load(name)
        if not fromlist:
            return self.modules[root]
        for member in fromlist:
            if member != "*" and not self.closed and not hasattr(module, member) and hasattr(module, "__path__"):
                self.load(f"{name}.{member}")
        return module
