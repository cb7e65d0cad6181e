import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { RunnerClient } from './runner-client.js';
import { SandboxLost } from './sandbox.js';

const result = { status: 'ok', stdout: '', stderr: '', exit_code: 0, duration_ms: 1, cpu_ms: 1, memory_kb: 1, truncated: false };

describe('a runner that says what it was not asked', () => {
  const client = new RunnerClient();
  let lines: readonly object[] = [];
  let runner: Server;
  before(async () => {
    runner = createServer((request, response) => {
      request.resume();
      response.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    });
    await once(runner.listen(0, '127.0.0.1'), 'listening');
  });
  after(() => {
    client.close();
    runner.close();
  });

  const told = async (said: readonly object[]): Promise<number[]> => {
    lines = said;
    const indexes: number[] = [];
    const target = { host: '127.0.0.1', port: (runner.address() as AddressInfo).port };
    const request = { language: 'python', source: '', cases: [{ kind: 'program' as const }, { kind: 'program' as const }] };
    await client.run({ target, token: 'x' }, request, (index) => indexes.push(index));
    return indexes;
  };

  it('is believed as little as one that is gone', async () => {
    assert.deepEqual(await told([1, 0].map((index) => ({ index, result }))), [1, 0]);
    await assert.rejects(told([{ index: 2, result }]), SandboxLost, 'a case that there is not');
    await assert.rejects(told([0, 0].map((index) => ({ index, result }))), SandboxLost, 'a case twice');
    await assert.rejects(told([{ index: 0, result: { ...result, score: 100 } }]), SandboxLost, 'something else');
  });
});
