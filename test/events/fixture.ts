import assert from 'node:assert/strict';
import { z } from 'zod';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { ConsumerRegistry } from '../../src/platform/events/consumer-registry.js';
import { ParkedRedriver } from '../../src/platform/events/parked-redriver.js';
import { type DomainEvent, defineEvent } from '../../src/sdk/events.js';
import { newId } from '../../src/sdk/ids.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import { eventually } from '../../src/testing/eventually.js';
import type { TestServer } from '../../src/testing/test-server.js';

export const probed = defineEvent({
  name: 'probe.thing-done.v1',
  topic: 'system-events',
  schema: z.object({ n: z.int(), by: z.string().optional() }),
});

export type Probed = z.output<typeof probed.schema>;

/** A tenant, past the API. */
export const addTenant = async (server: TestServer, slug: string): Promise<string> => {
  const id = newId();
  await server.sql('INSERT INTO core.tenants (id, slug, name) VALUES ($1, $2, $2)', [id, slug]);
  return id;
};

/** Where handlers of these tests leave their effects, in the transaction of the event. */
export const prepareEffects = async (server: TestServer): Promise<void> => {
  await server.sql(`
    CREATE SCHEMA probe;
    GRANT USAGE ON SCHEMA probe TO lectern_app;
    CREATE TABLE probe.effect (position bigint GENERATED ALWAYS AS IDENTITY, tenant_id uuid NOT NULL
      DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid, consumer text NOT NULL, key text NOT NULL, n integer NOT NULL);
    GRANT SELECT, INSERT ON probe.effect TO lectern_app`);
};

export const publish = async (server: TestServer, tenantId: string, key: string, ...numbers: number[]): Promise<void> => {
  const uow = server.get(UnitOfWork);
  for (const n of numbers) {
    await runForTenant(tenantId, () => uow.run(() => Promise.resolve(uow.publish(probed, { key, data: { n } }))));
  }
};

export interface Effect {
  readonly tenant_id: string;
  readonly consumer: string;
  readonly key: string;
  readonly n: number;
}

export const effects = (server: TestServer, consumer: string): Promise<Effect[]> =>
  server.sql<Effect>('SELECT tenant_id, consumer, key, n FROM probe.effect WHERE consumer = $1 ORDER BY position', [consumer]);

/** A consumer of the core that writes an effect and then does what the test wants. */
export const addConsumer = (
  server: Pick<TestServer, 'get'>,
  name: string,
  then: (event: DomainEvent<Probed>) => Promise<void> | void = () => undefined,
): string => {
  const uow = server.get(UnitOfWork);
  const id = `core:${name}`;
  server.get(ConsumerRegistry).add({
    id,
    pluginId: undefined,
    event: probed,
    whenOff: 'drop',
    handle: async (event) => {
      const message = event as DomainEvent<Probed>;
      await uow.em.query('INSERT INTO probe.effect (consumer, key, n) VALUES ($1, $2, $3)', [id, event.key, message.data.n]);
      await then(message);
    },
  });
  return id;
};

/** Makes parked events due now, so that no test waits for a back-off. */
export const hurry = async (server: TestServer): Promise<void> => {
  await server.sql('UPDATE core.parked_event SET next_attempt_at = now() WHERE next_attempt_at > now()');
  server.get(ParkedRedriver).wake();
};

export const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Publishes for some keys in two tenants at once: two consumers have every event once, in order of key, in the tenant it belongs to. */
export const assertEachOnceInOrder = async (server: TestServer, tenants: readonly string[], deadlineMs?: number): Promise<void> => {
  const consumers = ['Order.first', 'Order.second'].map((name) => addConsumer(server, name));
  const keys = [newId(), newId(), newId()];
  const lines = keys.flatMap((key) => tenants.map((tenant) => ({ key, tenant })));
  await Promise.all(lines.map(({ key, tenant }) => publish(server, tenant, key, ...numbers(15))));
  for (const consumer of consumers) {
    const done = await eventually(async () => {
      const rows = await effects(server, consumer);
      return rows.length >= 15 * lines.length ? rows : undefined;
    }, deadlineMs);
    assert.equal(done.length, 15 * lines.length);
    for (const { key, tenant } of lines) {
      const own = done.filter((row) => row.key === key && row.tenant_id === tenant);
      assert.deepEqual(
        own.map(({ n }) => n),
        numbers(15),
      );
    }
  }
  await eventually(async () => (await server.sql('SELECT 1 FROM core.outbox')).length === 0);
};
