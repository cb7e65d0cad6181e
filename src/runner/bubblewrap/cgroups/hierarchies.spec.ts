import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hierarchies } from './hierarchies.js';

const mount = (path: string, type: string, options: string, root = '/') =>
  `36 25 0:31 ${root} ${path} rw,nosuid shared:9 - ${type} ${type} rw,${options}`;

describe('The hierarchies of control groups', () => {
  it('are found in version 2', () => {
    const [only, ...others] = hierarchies(mount('/sys/fs/cgroup', 'cgroup2', 'nsdelegate'), '0::/system.slice/lectern.service\n');
    assert.deepEqual(only, { version: 2, controllers: [], mount: '/sys/fs/cgroup', own: '/sys/fs/cgroup/system.slice/lectern.service' });
    assert.equal(others.length, 0);
  });

  it('are found in version 1, controllers together or apart', () => {
    const mounts = [mount('/sys/fs/cgroup/memory', 'cgroup', 'memory'), mount('/sys/fs/cgroup/cpu,cpuacct', 'cgroup', 'cpu,cpuacct')].join(
      '\n',
    );
    const found = hierarchies(mounts, '4:memory:/box/7\n3:cpu,cpuacct:/\n2:pids:/\n');
    assert.deepEqual(
      found.map(({ controllers, own }) => [controllers.join(), own]),
      [
        ['memory', '/sys/fs/cgroup/memory/box/7'],
        ['cpu,cpuacct', '/sys/fs/cgroup/cpu,cpuacct'],
      ],
    );
  });

  it('are seen from inside a container, which shows its own part of them', () => {
    const shown = hierarchies(mount('/sys/fs/cgroup/memory', 'cgroup', 'memory', '/docker/abc'), '4:memory:/docker/abc/inner\n');
    assert.equal(shown[0]?.own, '/sys/fs/cgroup/memory/inner');
    const outside = hierarchies(mount('/sys/fs/cgroup', 'cgroup2', ''), '0::/../../other\n');
    assert.equal(outside[0]?.own, '/sys/fs/cgroup');
    assert.deepEqual(hierarchies('', '0::/\n'), []);
  });
});
