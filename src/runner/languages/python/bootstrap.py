# Waits inside the sandbox, the interpreter loaded, for the one case it will ever run. Descriptor 3 brings it, descriptor 4 takes frames:
# a letter, the length as four bytes, the payload. R: ready. V: the value of a call, as JSON. T: the report of a file of tests.
import sys

LONGEST_VALUE = 1 << 20


def parse(text):
    """Reads JSON without the module for it, which loads regular expressions and half the library besides."""
    try:
        from _json import make_scanner
    except ImportError:
        from json import loads

        return loads(text)

    class Plain:
        strict = True
        object_hook = object_pairs_hook = None
        parse_float = float
        parse_int = int
        parse_constant = float
        memo = {}

    return make_scanner(Plain)(text, 0)[0]


def main():
    import _sitebuiltins
    import builtins
    import os
    import resource
    import select

    for name in ("exit", "quit"):
        setattr(builtins, name, _sitebuiltins.Quitter(name, "Ctrl-D (i.e. EOF)"))

    def write_frame(letter, payload):
        view = memoryview(letter + len(payload).to_bytes(4, "big") + payload)
        while view:
            view = view[os.write(4, view) :]

    def read_exactly(count):
        parts = []
        while count > 0:
            part = os.read(3, min(count, 1 << 20))
            if not part:
                os._exit(0)
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    os.umask(0o022)
    os.set_inheritable(3, False)
    os.set_inheritable(4, False)
    # Line by line, so that what was printed before a kill is not lost in a buffer.
    sys.stdout.reconfigure(line_buffering=True)

    write_frame(b"R", b"")
    # What nearly every program imports is there before its time begins. Loading it takes as long as the interpreter itself did, so where
    # cases come so fast that nobody waits for long, each program loads what it needs.
    seconds = 0.1
    for name in ("types", "re", "json", "collections", "itertools", "functools", "math", "string", "random"):
        if select.select([3], [], [], seconds)[0]:
            break
        seconds = 0
        __import__(name)
    case = parse(read_exactly(int.from_bytes(read_exactly(4), "big")).decode("utf-8", "surrogatepass"))
    os.close(3)

    resource.setrlimit(resource.RLIMIT_CPU, (case["cpu_seconds"], case["cpu_seconds"] + 1))
    with open("/work/main.py", "w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        file.write(case["source"])
    sys.argv = ["main.py"]
    sys.path.insert(0, "/work")
    # Only a program that is run for itself is the main one: a function of it is called as if it had been imported.
    name = "__main__" if case["kind"] == "program" else "main"
    program = type(sys)(name)
    program.__file__ = "/work/main.py"
    program.__builtins__ = builtins
    sys.modules[name] = program
    return case, program, write_frame


def show(error):
    """Prints a traceback as the interpreter would, without the frames of this file."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_frame.f_code.co_filename == __file__:
        traceback = traceback.tb_next
    sys.excepthook(type(error), error.with_traceback(traceback), traceback)


def load(case, program):
    exec(compile(case["source"], "/work/main.py", "exec", dont_inherit=True), program.__dict__)


def call(case, program, write_frame):
    import json
    import os

    dumps, getpid, me = json.dumps, os.getpid, os.getpid()
    load(case, program)
    name = case["function"]
    function = program.__dict__.get(name)
    if not callable(function):
        raise SystemExit(f"The program defines no function {name}.")
    value = function(*case["arguments"])
    try:
        text = dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise SystemExit(f"What {name} returned is no JSON value: {error}") from None
    if len(text) > LONGEST_VALUE:
        raise SystemExit(f"What {name} returned is too long: {len(text)} bytes of JSON, {LONGEST_VALUE} at most.")
    # A copy that the program forked off and let run on has nothing to say.
    if getpid() == me:
        write_frame(b"V", text.encode())


def tests(case, program, write_frame):
    """The harness runs the file of tests (`case["file"]`) against the program and reports with a T frame, authenticated by `case["secret"]`."""
    path = "/run/tests_harness.py"
    harness = {"__name__": "tests_harness", "__file__": path}
    with open(path, encoding="utf-8") as file:
        exec(compile(file.read(), path, "exec", dont_inherit=True), harness)
    harness["run"](case, program, write_frame)


def run(case, program, write_frame):
    kind = case["kind"]
    if kind == "call":
        call(case, program, write_frame)
    elif kind == "tests":
        tests(case, program, write_frame)
    else:
        load(case, program)


try:
    run(*main())
except SystemExit:
    raise
except BaseException as error:
    show(error)
    raise SystemExit(1)
