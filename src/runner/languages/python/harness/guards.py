# What keeps the harness out of the learner's reach within one interpreter: stack frames and functions of the tests show nothing of
# themselves, and whatever would look at memory itself ends the process, so that there is no report.
import gc
import io
import os
import sys
import types
from types import FrameType, FunctionType, MethodType

FORBIDDEN = (
    "gc.get_",
    "ctypes",
    "sys._current_",
    "sys.settrace",
    "sys.setprofile",
    "sys.monitoring",
    "sys.addaudithook",
    "sqlite3.enable_load_extension",
    "sqlite3.load_extension",
    "setopencodehook",
    "cpython.PyInterpreterState_New",
    "cpython._PySys_ClearAuditHooks",
)
FORBIDDEN_MODULES = frozenset(("ctypes", "_ctypes", "_interpreters", "gc"))
FORBIDDEN_KINDS = ("_test", "_xx")
FUNCTION_PARTS = ("__code__", "__defaults__", "__kwdefaults__")


class Guards:
    """`hidden_globals` and `hidden_classes` hold ids of what belongs to the harness and the tests, and lives as long as the process."""

    def __init__(self, file_name):
        self.hidden_globals = set()
        self.hidden_classes = set()
        self.hidden_names = {file_name}
        self.subclasses = type.__dict__["__subclasses__"]
        self.globals_of = FrameType.__dict__["f_globals"].__get__
        self.function_globals = FunctionType.__dict__["__globals__"].__get__
        self.code_of = FrameType.__dict__["f_code"].__get__
        self.frame = sys._getframe
        self.end = os._exit
        self.write = os.write
        self.last_opened, self.checking, self.read_file = "", False, io.open
        folders = {os.path.dirname(os.__file__)}
        folders.update(path for path in sys.path if path.startswith(sys.base_prefix))
        self.libraries = tuple(folder + "/" for folder in folders)
        # The one place of the standard library that makes code of code.
        self.makers = (types.coroutine.__code__,)

    def hide_stack(self):
        """Everything that runs now belongs to the harness."""
        frame = self.frame()
        while frame is not None:
            self.hidden_globals.add(id(frame.f_globals))
            frame = frame.f_back

    def all_classes(self):
        found, waiting = {id(object): object}, [object]
        while waiting:
            for cls in self.subclasses(waiting.pop()):
                if id(cls) not in found:
                    found[id(cls)] = cls
                    waiting.append(cls)
        return found

    def is_hidden_class(self, cls):
        return id(cls) in self.hidden_classes or type.__dict__["__module__"].__get__(cls) in self.hidden_names

    def hide_parts(self):
        """Replaces what frames, functions and classes tell of themselves. Parts of the learner's own stay as they are."""
        hidden, globals_of, function_globals, subclasses = self.hidden_globals, self.globals_of, self.function_globals, self.subclasses
        locals_of, back_of, builtins_of = (FrameType.__dict__[name].__get__ for name in ("f_locals", "f_back", "f_builtins"))
        closure_of = FunctionType.__dict__["__closure__"].__get__
        # Functions tell theirs from 3.10 on.
        function_builtins = getattr(FunctionType.__dict__.get("__builtins__"), "__get__", None)
        is_hidden_class = self.is_hidden_class

        def f_globals(frame):
            real = globals_of(frame)
            return {"__name__": real.get("__name__")} if id(real) in hidden else real

        def f_locals(frame):
            return {} if id(globals_of(frame)) in hidden else locals_of(frame)

        def f_builtins(frame):
            return {} if id(globals_of(frame)) in hidden else builtins_of(frame)

        def f_back(frame):
            back = back_of(frame)
            return None if back is None or id(globals_of(back)) in hidden else back

        def __globals__(function):
            real = function_globals(function)
            return {} if id(real) in hidden else real

        def __closure__(function):
            return None if id(function_globals(function)) in hidden else closure_of(function)

        def __builtins__(function):
            return {} if id(function_globals(function)) in hidden else function_builtins(function)

        self_of, reduce_method = MethodType.__dict__["__self__"].__get__, MethodType.__dict__["__reduce__"]

        def __self__(method):
            owner = self_of(method)
            return None if is_hidden_class(type(owner)) else owner

        def __reduce__(method):
            if is_hidden_class(type(self_of(method))):
                raise TypeError("A method of a test cannot be copied")
            return reduce_method(method)

        def __subclasses__(cls):
            return [found for found in subclasses(cls) if not is_hidden_class(found)]

        replace(FrameType, {name.__name__: property(name) for name in (f_globals, f_locals, f_builtins, f_back)})
        replace(FunctionType, {"__globals__": property(__globals__), "__closure__": property(__closure__), "__builtins__": property(__builtins__)})
        replace(MethodType, {"__self__": property(__self__), "__reduce__": __reduce__})
        replace(type, {"__subclasses__": __subclasses__})

    def keep_from_garbage(self):
        """What is here now is never collected, so that it is not found among what the collector was told to keep."""
        gc.freeze()

    def forbid(self, what):
        self.write(2, f"{what} is not possible where tests run.\n".encode("utf-8", "replace"))
        self.end(71)

    def watch(self):
        """From here on looking at memory ends the process. A hook like this one cannot be removed."""
        forbid, is_library = self.forbid, self.is_library

        def hook(event, args):
            if event == "open":
                if not self.checking:
                    self.last_opened = args[0]
            elif event.startswith(FORBIDDEN):
                forbid(event)
            elif event == "import":
                # `gc` is there already: who imports it anew wants what was taken out of it.
                root = args[0].partition(".")[0]
                if root in FORBIDDEN_MODULES or root.startswith(FORBIDDEN_KINDS) or (args[1] is not None and not is_library(args[1])):
                    forbid(f"The import of {args[0]}")
            elif event == "marshal.loads":
                # Compiled code is not checked by the interpreter: only that of the standard library is loaded.
                if not self.is_in_library(args[0]):
                    forbid(event)
            elif event == "code.__new__":
                if self.code_of(self.frame(1)) not in self.makers:
                    forbid("Making code of code")
            elif event == "compile":
                self.check_name(args[1])
            elif event in ("object.__getattr__", "object.__setattr__", "object.__delattr__"):
                self.check_attribute(event, *args[:2])

        def set_debug(*_flags):
            forbid("gc.set_debug")

        gc.set_debug = set_debug
        self.keep_from_garbage()
        sys.addaudithook(hook)

    def is_in_library(self, compiled):
        """Whether this is what the file that was opened last holds after its header (PEP 552)."""
        if not self.is_library(self.last_opened):
            return False
        self.checking = True
        try:
            with self.read_file(self.last_opened, "rb") as file:
                return file.read()[16:] == bytes(compiled)
        finally:
            self.checking = False

    def is_library(self, path):
        return isinstance(path, str) and path.startswith(self.libraries) and ".." not in path

    def check_name(self, name):
        """Code may not be made under a name that would let it pass for a part of the interpreter, of its library or of the tests."""
        if not isinstance(name, str):
            return
        if name.startswith("<frozen") or name in self.hidden_names:
            self.forbid("Making code under this name")
        if name.startswith(self.libraries) and not self.code_of(self.frame(2)).co_filename.startswith("<frozen importlib"):
            self.forbid("Making code under this name")

    def check_attribute(self, event, value, name):
        if type(value) is not FunctionType or name not in FUNCTION_PARTS:
            return
        is_hidden = id(self.function_globals(value)) in self.hidden_globals
        # Two frames up is whoever asks: this function was called by the hook, and the hook by them.
        asking = self.frame(2)
        is_known = id(self.globals_of(asking)) in self.hidden_globals or self.code_of(asking).co_filename.startswith(self.libraries)
        if event == "object.__getattr__":
            if is_hidden and not is_known:
                self.forbid(f"Reading {name} of the tests")
        elif is_hidden or (name == "__code__" and not is_known):
            self.forbid(f"Changing {name}")


def replace(kind, parts):
    """Built-in classes refuse new attributes; the dictionary behind them does not."""
    (namespace,) = gc.get_referents(kind.__dict__)
    namespace.update({name: part for name, part in parts.items() if name in namespace})
    # Or the interpreter remembers what it looked up before.
    getattr(sys, "_clear_type_cache", lambda: None)()


class Snapshot:
    """What the tests share with the program, as it was before the program began."""

    def __init__(self, modules):
        self.kept = []
        for module in modules:
            self.keep(module.__name__, vars(module))
            for name, value in [*vars(module).items()]:
                if type(value) is type and value.__module__ == module.__name__ and value.__flags__ & (1 << 9):
                    self.keep(f"{module.__name__}.{name}", value.__dict__)

    def keep_class(self, cls):
        # What tests keep on their class besides is their own affair.
        methods = {key: value for key, value in cls.__dict__.items() if type(value) is FunctionType}
        self.kept.append((cls.__name__, cls.__dict__, methods))

    def keep(self, name, namespace):
        self.kept.append((name, namespace, {key: value for key, value in namespace.items() if key not in ("_", "__warningregistry__")}))

    def changed(self, is_ours, test, case):
        """The name of something that is not what it was, unless the tests themselves put something in its place."""
        for name, value in vars(test).items():
            if name in case.__dict__ and not name.startswith("_test") and not is_ours(value):
                return f"the test's {name}"
        missing = self
        for name, namespace, before in self.kept:
            for key, value in before.items():
                now = namespace.get(key, missing)
                if now is not value and (now is missing or not is_ours(now)):
                    return f"{name}.{key}"
        return None
