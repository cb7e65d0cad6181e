# The module that is running, imported under its name: it runs again inside itself.
# expect: ok | runtime_error
import sys

sys.path.insert(0, '/work')
depth = getattr(sys, 'depth', 0)
sys.depth = depth + 1
if depth < 5:
    sys.modules.pop('main', None)
    try:
        import main
    except ImportError as error:
        print('refused', error)
print('depth', depth)
