import { CompressionTypes, Kafka, logLevel, Partitioners } from 'kafkajs';
import type { House } from './events-house.js';
import { fillOutbox } from './events-relay.js';

const BATCH = 256;

interface Row {
  readonly id: string;
  readonly position: string;
  readonly key: string;
  readonly data: unknown;
}

/** The least a relay can do: reads a batch in order, hands it on, deletes it, commits. No shards, no tenants, one connection. */
const relay = async (house: House, events: number, handOn: (rows: readonly Row[]) => Promise<void>): Promise<number> => {
  await fillOutbox(house, events);
  const client = await house.sql.connect();
  const startedAt = performance.now();
  try {
    for (;;) {
      await client.query('BEGIN');
      const { rows } = await client.query<Row>('SELECT id, position, key, data FROM core.outbox ORDER BY position LIMIT $1', [BATCH]);
      if (rows.length > 0) await handOn(rows);
      await client.query('DELETE FROM core.outbox WHERE position = ANY($1::bigint[])', [rows.map(({ position }) => position)]);
      await client.query('COMMIT');
      if (rows.length === 0) return events / ((performance.now() - startedAt) / 1000);
    }
  } finally {
    client.release();
  }
};

/** Events a second into the broker, with the same acknowledgement. */
export const bareToKafka = async (house: House, brokers: string, topic: string, events: number): Promise<number> => {
  const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ idempotent: true, createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  try {
    return await relay(house, events, async (rows) => {
      const messages = rows.map(({ id, key, data }) => ({ key, value: JSON.stringify(data), headers: { event_id: id } }));
      await producer.send({ topic, acks: -1, compression: CompressionTypes.None, messages });
    });
  } finally {
    await producer.disconnect();
  }
};

/** Events a second whose two effects are written, a statement an effect as the handlers do it, in the transaction of the batch. */
export const bareInProcess = async (house: House, events: number): Promise<number> => {
  const client = await house.sql.connect();
  try {
    return await relay(house, events, async (rows) => {
      await client.query('BEGIN');
      for (const consumer of ['first', 'second']) {
        for (const { key, id } of rows) {
          await client.query(
            `INSERT INTO busy.effect (tenant_id, consumer, key, mark, n, process) SELECT $1, $2, $3, $4, 1, 0 FROM busy.take_time(0, 0)`,
            [house.school.tenantId, consumer, key, id],
          );
        }
      }
      await client.query('COMMIT');
    });
  } finally {
    client.release();
  }
};
