# Where the bootstrap comes in for a file of tests. All parts of the harness are made with built-in functions of their own: those that the
# program may replace are never called by them.
import builtins
import os


def run(case, program, write_frame):
    private = dict(vars(builtins))
    folder = os.path.join(os.path.dirname(__file__), "harness")

    def part(name):
        """A file of the harness, in a namespace that stands in no list of modules."""
        path = os.path.join(folder, f"{name}.py")
        namespace = {"__name__": f"harness.{name}", "__file__": path, "__builtins__": private}
        with open(path, encoding="utf-8") as file:
            exec(compile(file.read(), path, "exec", dont_inherit=True), namespace)
        return namespace

    part("run")["run"](case, part, private)
