import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { EventDelivery } from '../../src/platform/events/event-delivery.js';
import type { StoredEvent } from '../../src/platform/events/stored-event.js';
import { newId } from '../../src/sdk/ids.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addConsumer, addTenant, effects, hurry, prepareEffects, probed } from './fixture.js';

/** What a broker may do with events: bring them twice, together, late, or to two workers at once. */
describe('events that arrive', () => {
  let server: TestServer;
  let alpha: string;
  let beta: string;

  before(async () => {
    server = await startTestServer();
    await prepareEffects(server);
    alpha = await addTenant(server, 'alpha');
    beta = await addTenant(server, 'beta');
  });
  after(() => server.close());

  const event = (key: string, n: number, tenant = alpha): StoredEvent => ({
    id: newId(),
    tenant_id: tenant,
    position: String(n),
    name: probed.name,
    topic: probed.topic,
    key,
    subject_id: null,
    request_id: null,
    traceparent: null,
    data: { n },
    occurred_at: new Date(),
  });
  const deliver = (...events: StoredEvent[]) => server.get(EventDelivery).deliver(events);
  const had = async (consumer: string, key: string) => (await effects(server, consumer)).filter((row) => row.key === key).map(({ n }) => n);
  /** On a busy machine they may be set aside first. */
  const comes = async (consumer: string, key: string, expected: readonly number[]): Promise<void> => {
    await eventually(async () => (await had(consumer, key)).length >= expected.length);
    assert.deepEqual(await had(consumer, key), expected);
  };
  const parked = (consumer: string) => server.sql('SELECT 1 FROM core.parked_event WHERE consumer = $1', [consumer]);

  test('twice, in one batch or in several, take effect once, for each institution', async () => {
    const consumer = addConsumer(server, 'Twice.heard');
    const [one, two, theirs] = [event('twice', 1), event('twice', 2), event('twice', 1, beta)];
    await deliver(one, one, two, theirs, one, two);
    await deliver(one, theirs);
    await deliver(two);
    await eventually(async () => (await effects(server, consumer)).length >= 3 && (await parked(consumer)).length === 0);
    const rows = (await effects(server, consumer)).map((row) => `${row.tenant_id === alpha ? 'alpha' : 'beta'} ${row.n}`);
    assert.deepEqual(rows.sort(), ['alpha 1', 'alpha 2', 'beta 1']);
  });

  test('together and out of order are put in order', async () => {
    const consumer = addConsumer(server, 'Order.mended');
    await deliver(...[10, 9, 3, 1, 2].map((n) => event('mixed', n)));
    await comes(consumer, 'mixed', [1, 2, 3, 9, 10]);
  });

  test('behind a later one that waits come before it', async () => {
    let broken = true;
    const consumer = addConsumer(server, 'Late.before', ({ key }) => {
      if (broken && key === 'late') throw new Error('not yet');
    });
    await deliver(event('late', 5));
    await eventually(async () => (await parked(consumer)).length === 1);
    await deliver(event('late', 4), event('late', 6));
    broken = false;
    await eventually(async () => {
      await hurry(server);
      return (await had(consumer, 'late')).length === 3;
    });
    await comes(consumer, 'late', [4, 5, 6]);
    await eventually(async () => (await parked(consumer)).length === 0);
  });

  test('together, of which a later one fails, do not let it come before the earlier', async () => {
    let failing = true;
    const consumer = addConsumer(server, 'Later.fails', ({ key, data }) => {
      if (failing && key === 'later' && data.n === 2) throw new Error('not yet');
    });
    await deliver(event('later', 1), event('later', 2), event('later', 3));
    const waiting = await server.sql<{ n: number; attempts: number }>(
      `SELECT (data ->> 'n')::int AS n, attempts FROM core.parked_event WHERE consumer = $1 AND (data ->> 'n')::int > 1 ORDER BY position`,
      [consumer],
    );
    assert.deepEqual(
      waiting.map(({ n }) => n),
      [2, 3],
    );
    await comes(consumer, 'later', [1]);
    failing = false;
    await eventually(async () => {
      await hurry(server);
      return (await parked(consumer)).length === 0;
    });
    await comes(consumer, 'later', [1, 2, 3]);
  });

  test('at two workers at once take effect once, in order', async () => {
    const consumer = addConsumer(server, 'Both.once');
    const batch = Array.from({ length: 40 }, (_, index) => event(`both-${index % 4}`, index + 1));
    await Promise.all([deliver(...batch), deliver(...batch.slice(10)), deliver(...batch)]);
    await eventually(async () => (await effects(server, consumer)).length === 40 && (await parked(consumer)).length === 0);
    for (const key of ['both-0', 'both-1', 'both-2', 'both-3']) {
      const numbers = await had(consumer, key);
      assert.deepEqual(
        numbers,
        numbers.toSorted((a, b) => a - b),
      );
    }
  });

  test('for an institution that is gone, or of a version nobody knows, hold up nobody', async () => {
    const consumer = addConsumer(server, 'Gone.others');
    const unknown = { ...event('known', 1), name: 'probe.thing-done.v9' };
    await deliver(event('known', 2, newId()), unknown, event('known', 3));
    await comes(consumer, 'known', [3]);
    const letters = await server.sql('SELECT tenant_id, consumer, name FROM core.dead_letter WHERE source_id = $1', [unknown.id]);
    assert.deepEqual(letters, [{ tenant_id: alpha, consumer: 'core:unknown-event', name: 'probe.thing-done.v9' }]);
  });
});
