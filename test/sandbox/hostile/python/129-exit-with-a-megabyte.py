# What is given to exit is printed.
# expect: output_exceeded | runtime_error
# limits: output_bytes=65536
raise SystemExit('x' * 1_000_000)
