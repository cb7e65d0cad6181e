# Half of a character, which the output's encoding refuses.
# expect: ok | runtime_error
import sys

sys.stdout.reconfigure(errors='surrogatepass')
print('\ud800 half \udfff')
