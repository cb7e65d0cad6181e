# Brings its tools along from the package index.
# expect: ok
# stdout: refused
import subprocess, sys

for arguments in (['-m', 'pip', 'install', 'requests'], ['-m', 'ensurepip'], ['-m', 'venv', '/work/venv']):
    try:
        answer = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=4)
        print('refused' if answer.returncode else 'made', answer.stderr[-80:])
    except (OSError, subprocess.TimeoutExpired) as error:
        print('refused', error)
