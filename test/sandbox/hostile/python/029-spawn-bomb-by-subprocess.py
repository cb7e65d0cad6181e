# The same bomb through the library: each child starts two of itself.
# expect: ok | timeout | runtime_error | memory_exceeded
# limits: wall_ms=1500 cpu_ms=800
import subprocess, sys

bomb = 'import subprocess,sys\nfor _ in (1,2):\n subprocess.Popen([sys.executable,"-c",sys.argv[1],sys.argv[1]])\nwhile True: pass'
try:
    subprocess.run([sys.executable, '-c', bomb, bomb])
except OSError as error:
    print('refused', error.errno)
