# Leaves folders that nobody may enter or list, with files in them.
# expect: ok
# stdout: left
import os

for folder in ('/work', '/tmp'):
    os.makedirs(folder + '/closed/inner', exist_ok=True)
    open(folder + '/closed/inner/file', 'w').close()
    os.chmod(folder + '/closed/inner', 0)
    os.chmod(folder + '/closed', 0)
print('left')
