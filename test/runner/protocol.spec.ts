import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { RunnerStatus } from '../../src/runner/protocol.js';
import type { LocalRunner } from '../../src/platform/sandbox/local-runner.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestRunner } from '../../src/testing/test-runner.js';

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly token?: string;
  readonly body?: string;
}

describe("the runner's protocol", () => {
  let runner: LocalRunner;
  before(async () => {
    runner = await startTestRunner({ driver: 'process', concurrency: 1 });
  });
  after(() => runner.close());

  const place = () => {
    assert.ok(runner.endpoint && 'socketPath' in runner.endpoint.target);
    return { socketPath: runner.endpoint.target.socketPath, token: runner.endpoint.token };
  };
  const open = ({ method = 'GET', path = '/status', token = place().token, body = '' }: Sent): ClientRequest => {
    const request = httpRequest({ socketPath: place().socketPath, method, path, headers: { authorization: `Bearer ${token}` } });
    request.end(body);
    return request;
  };
  const ask = (sent: Sent): Promise<{ status: number; headers: IncomingMessage['headers']; text: string }> =>
    new Promise((resolve, reject) => {
      open(sent)
        .on('error', reject)
        .on('response', (answer) => {
          let text = '';
          answer
            .setEncoding('utf8')
            .on('data', (chunk: string) => (text += chunk))
            .on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
        });
    });
  const run = (source: string, more: object = {}) =>
    ask({ method: 'POST', path: '/runs', body: JSON.stringify({ language: 'python', source, cases: [{ kind: 'program' }], ...more }) });
  const linesOf = (text: string) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  const status = async (): Promise<RunnerStatus> => JSON.parse((await ask({})).text) as RunnerStatus;

  it('says what it is to those with the token only; that it lives, to everybody', async () => {
    const { driver, weak, languages, concurrency } = await status();
    assert.deepEqual([driver, weak, concurrency, languages[0]?.id], ['process', true, 1, 'python']);
    for (const token of ['', randomBytes(32).toString('base64url'), `${place().token}x`]) {
      assert.equal((await ask({ token })).status, 401);
      assert.equal((await ask({ token, method: 'POST', path: '/runs', body: '{}' })).status, 401);
    }
    assert.equal((await ask({ token: '', path: '/health/live' })).status, 200);
    assert.equal((await ask({ path: '/elsewhere' })).status, 404);
  });

  it('runs each case and answers a line for each', async () => {
    const cases = ['a', 'b', 'c'].map((stdin) => ({ kind: 'program', stdin }));
    const { text, headers } = await run('print(input() * 2)', { cases });
    assert.equal(headers['content-type'], 'application/x-ndjson');
    const lines = linesOf(text).sort((a, b) => a.index - b.index);
    assert.deepEqual(
      lines.map(({ index, result }) => [index, result.status, result.stdout]),
      [
        [0, 'ok', 'aa\n'],
        [1, 'ok', 'bb\n'],
        [2, 'ok', 'cc\n'],
      ],
    );
  });

  it('refuses what it cannot read, and what it cannot do', async () => {
    for (const [body, reason] of [
      ['{', /no JSON/],
      ['{}', /language/],
      [JSON.stringify({ language: 'cobol', source: '', cases: [{ kind: 'program' }] }), /no cobol/],
      [JSON.stringify({ language: 'python', source: '', cases: [{ kind: 'tests', file: 'x' }] }), /kind tests/],
      [JSON.stringify({ language: 'python', source: '', cases: [] }), /cases/],
      [JSON.stringify({ language: 'python', source: 'x'.repeat(1_048_577), cases: [{ kind: 'program' }] }), /source/],
    ] as const) {
      const answer = await ask({ method: 'POST', path: '/runs', body });
      assert.equal(answer.status, 400);
      assert.match(answer.text, reason);
    }
    assert.equal((await run('print(1)')).status, 200);
  });

  it('takes a source of 1 MB, and no body over 8 MB', async () => {
    const big = await run(`print(len("${'x'.repeat(1_000_000)}"))`);
    assert.equal(linesOf(big.text)[0].result.stdout, '1000000\n');
    const tooBig = await ask({ method: 'POST', path: '/runs', body: ' '.repeat(8_388_609) }).catch(
      (error: NodeJS.ErrnoException) => error.code,
    );
    assert.ok(
      tooBig === 'EPIPE' || tooBig === 'ECONNRESET' || (typeof tooBig === 'object' && tooBig.status === 413),
      JSON.stringify(tooBig),
    );
    assert.equal((await run('print(1)')).status, 200);
  });

  it('ends the runs of a client that goes away, and gives its place to the next', async () => {
    const body = JSON.stringify({
      language: 'python',
      source: 'while True: pass',
      cases: [{ kind: 'program' }],
      limits: { wall_ms: 60_000, cpu_ms: 60_000 },
    });
    const leaving = open({ method: 'POST', path: '/runs', body }).on('error', () => undefined);
    await eventually(async () => (await status()).running === 1);
    leaving.destroy();
    await eventually(async () => (await status()).running === 0);
    assert.equal(linesOf((await run('print("next")')).text)[0].result.stdout, 'next\n');
  });

  it('is not held up by clients that send nothing', async () => {
    const slow = Array.from({ length: 20 }, () => {
      const socket = connect(place().socketPath).on('error', () => undefined);
      socket.write(`POST /runs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${place().token}\r\nContent-Length: 100\r\n\r\n{`);
      return socket;
    });
    try {
      assert.equal(linesOf((await run('print("here")')).text)[0].result.stdout, 'here\n');
    } finally {
      for (const socket of slow) socket.destroy();
    }
  });

  it('leaves room for others when one institution asks for all of it', async () => {
    const body = {
      language: 'python',
      source: 'import time; time.sleep(60)',
      cases: [{ kind: 'program' }],
      limits: { wall_ms: 60_000 },
      lane: 'a',
    };
    const waiting = Array.from({ length: 140 }, () =>
      open({ method: 'POST', path: '/runs', body: JSON.stringify(body) }).on('error', () => undefined),
    );
    try {
      await eventually(async () => (await status()).waiting === 127);
      assert.equal((await run('print(1)', { lane: 'a' })).status, 503);
      const other = open({ method: 'POST', path: '/runs', body: JSON.stringify({ ...body, lane: 'b' }) }).on('error', () => undefined);
      waiting.push(other);
      await eventually(async () => (await status()).waiting === 128);
    } finally {
      for (const request of waiting) request.destroy();
    }
    await eventually(async () => (await status()).waiting === 0);
    assert.equal((await run('print(1)', { lane: 'a' })).status, 200);
  });

  it('refuses with 503 and Retry-After what no queue has room for', async () => {
    const waiting = Array.from({ length: 256 }, () => {
      const request = open({
        method: 'POST',
        path: '/runs',
        body: JSON.stringify({
          language: 'python',
          source: 'import time; time.sleep(60)',
          cases: [{ kind: 'program' }],
          limits: { wall_ms: 60_000 },
        }),
      });
      return request.on('error', () => undefined);
    });
    try {
      await eventually(async () => (await status()).waiting === 255);
      const answer = await run('print(1)');
      assert.deepEqual([answer.status, answer.headers['retry-after']], [503, '2']);
    } finally {
      for (const request of waiting) request.destroy();
    }
    await eventually(async () => (await status()).waiting === 0);
    assert.equal((await run('print(1)')).status, 200);
  });
});
