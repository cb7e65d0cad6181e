# Runs one learner's program inside WebAssembly. The value of this file is the function the host calls with the case as JSON; it answers
# as JSON how the program ended.


def make():
    import _sitebuiltins
    import builtins
    import io
    import json
    import os
    import sys
    import types

    PROGRAM = "/work/main.py"
    LONGEST_VALUE = 1 << 20

    for name in ("exit", "quit"):
        setattr(builtins, name, _sitebuiltins.Quitter(name, "Ctrl-D (i.e. EOF)"))
    os.environ.clear()
    os.environ.update({"HOME": "/work", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"})
    os.makedirs("/work", exist_ok=True)
    os.chdir("/work")

    # The bridge to the host: nothing of it is left to be imported, and asking for it anew finds nothing.
    bridge = ("js", "pyodide", "pyodide_js", "_pyodide", "_pyodide_core")
    for module in [module for module in sys.modules if module.split(".")[0] in bridge]:
        del sys.modules[module]
    sys.meta_path[:] = [finder for finder in sys.meta_path if not type(finder).__module__.startswith("_pyodide")]
    for module in bridge:
        sys.modules[module] = None

    def show(error):
        traceback = error.__traceback__
        while traceback is not None and traceback.tb_frame.f_code.co_filename != PROGRAM:
            traceback = traceback.tb_next
        sys.excepthook(type(error), error.with_traceback(traceback), traceback)

    def load(case, name):
        program = types.ModuleType(name)
        program.__file__ = PROGRAM
        program.__builtins__ = builtins
        sys.modules[name] = program
        exec(compile(case["source"], PROGRAM, "exec", dont_inherit=True), program.__dict__)
        return program

    def call(case, dumps):
        function = getattr(load(case, "main"), case["function"], None)
        if not callable(function):
            raise SystemExit(f"The program defines no function {case['function']}.")
        value = function(*case["arguments"])
        try:
            text = dumps(value, allow_nan=False)
        except (TypeError, ValueError, RecursionError) as error:
            raise SystemExit(f"What {case['function']} returned is no JSON value: {error}") from None
        if len(text) > LONGEST_VALUE:
            raise SystemExit(f"What {case['function']} returned is too long: {len(text)} bytes of JSON, {LONGEST_VALUE} at most.")
        return text

    def run(text):
        dumps = json.dumps
        case = json.loads(text)
        with open(PROGRAM, "w", encoding="utf-8", errors="surrogatepass", newline="") as file:
            file.write(case["source"])
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
        sys.argv = ["main.py"]
        sys.path.insert(0, "/work")
        code, value, out_of_memory = 0, None, False
        try:
            if case["kind"] == "call":
                value = call(case, dumps)
            else:
                load(case, "__main__")
        except SystemExit as leaving:
            if isinstance(leaving.code, int):
                code = leaving.code & 0xFF
            elif leaving.code is not None:
                print(leaving.code, file=sys.stderr)
                code = 1
        except MemoryError as error:
            code, out_of_memory = 1, True
            show(error)
        except BaseException as error:
            code = 1
            show(error)
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (AttributeError, OSError, ValueError):
                # Closed or replaced by the program itself.
                code = code or 1
        return dumps({"exit_code": code, "value": value, "out_of_memory": out_of_memory})

    return run


make()
