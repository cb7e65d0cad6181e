import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus } from '../learning/support.js';
import { decided, echoExercise, submissionOf, submit } from '../submissions/support.js';
import { SwitchedRunner } from '../submissions/switched-runner.js';
import { Clients, type LiveClient } from './support.js';

describe('what becomes of a submission', () => {
  let runner: SwitchedRunner;
  let api: TestServer;
  let second: TestServer;
  let worker: TestServer;
  let world: World;
  const clients = new Clients(() => api.url);

  before(async () => {
    runner = await SwitchedRunner.start();
    api = await startTestServer({ plugins: [], role: 'api' });
    second = await startTestServer({ plugins: [], role: 'api', database: api.database });
    worker = await startTestServer({ plugins: [], role: 'worker', runner, database: api.database });
    world = await twoTenants(api);
  });
  after(async () => {
    clients.close();
    await worker.close();
    await second.close();
    await api.close();
    await runner.close();
  });

  it('is shown while it waits and while its tests run', async () => {
    const { alpha } = world;
    const exerciseId = await echoExercise(alpha.teacher.client);
    const live = await clients.of(alpha.student, {}, second.url);
    const shown = (id: string): string[] =>
      live.of('submission_update').flatMap((submission) => (submission.id === id ? [submission.status as string] : []));
    runner.away = true;
    const { id } = await expectStatus(202, submit(alpha.student, exerciseId, 'import time\ntime.sleep(1)\nprint(input())')).then(
      ({ body }) => body,
    );
    await eventually(() => shown(id).length > 0);
    assert.deepEqual(new Set(shown(id)), new Set(['queued']));
    runner.away = false;
    await eventually(() => shown(id).includes('evaluated'), 20_000);
    assert.deepEqual([...new Set(shown(id))], ['queued', 'running', 'evaluated']);
  });

  it('is shown to its learner, whoever evaluates it, and to nobody else', async () => {
    const { alpha, beta } = world;
    const exerciseId = await echoExercise(alpha.teacher.client);
    const own = [await clients.of(alpha.student), await clients.of(alpha.student, { transports: ['polling'] }, second.url)];
    const others = [await clients.of(alpha.teacher), await clients.of(alpha.parent), await clients.of(beta.student, {}, second.url)];
    const last = (live: LiveClient): Json => live.of('submission_update').at(-1);
    const shown = (check: (submission: Json) => boolean): Promise<unknown> =>
      eventually(() => own.every((live) => last(live) !== undefined && check(last(live))));

    const { id } = await expectStatus(202, submit(alpha.student, exerciseId, 'print(input())')).then(({ body }) => body);
    await decided(alpha.student, id);
    await shown(({ status, score }) => status === 'evaluated' && score === 100);
    for (const live of own) assert.deepEqual(last(live), await submissionOf(alpha.student, id));
    const secret = last(own[0] as LiveClient).results.find(({ hidden }: Json) => hidden);
    assert.deepEqual(
      [secret.passed, secret.stdout ?? null, secret.expected_output ?? null],
      [true, null, null],
      'a hidden test stays hidden',
    );

    const evaluate = (input: object) => expectStatus(200, alpha.teacher.client.put(`/submissions/${id}/evaluate`, input));
    await evaluate({ score: 40 });
    await shown(({ score, trust }) => score === 40 && trust === 'staff');
    await evaluate({ feedback: 'Look again.' });
    await shown(({ feedback }) => feedback === 'Look again.');
    await evaluate({ status: 'queued' });
    await shown(({ status, score }) => status === 'evaluated' && score === 100);
    const tests = [{ name: 'three', input: 'three', expected_output: '3' }];
    await expectStatus(200, alpha.teacher.client.patch(`/exercises/${exerciseId}`, { test_cases: tests }));
    await expectStatus(202, alpha.teacher.client.post(`/exercises/${exerciseId}/regrade`, {}));
    await shown(({ score, exercise_version: version }) => score === 0 && version > 1);
    for (const live of others) {
      await live.settled();
      assert.deepEqual(live.of('submission_update'), []);
    }
  });
});
