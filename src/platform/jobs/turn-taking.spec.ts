import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { QueueEntry } from './queue-client.js';
import { TurnTaking } from './turn-taking.js';

interface Waiting {
  readonly id: number;
  readonly tenant: string;
  readonly rank: number;
}

/** A queue in memory that answers as the one in the database does. */
const queueOf = (waiting: Waiting[]) => ({
  mostUrgent: () => Promise.resolve(waiting.length > 0 ? Math.max(...waiting.map(({ rank }) => rank)) : undefined),
  take: (_queue: string, minPriority: number, butOf: readonly string[]) => {
    const [next] = waiting
      .filter(({ rank, tenant }) => rank >= minPriority && !butOf.includes(tenant))
      .sort((a, b) => b.rank - a.rank || a.id - b.id);
    if (next) waiting.splice(waiting.indexOf(next), 1);
    const data = next && { job_id: String(next.id), tenant_id: next.tenant };
    return Promise.resolve(data && ({ data } as QueueEntry));
  },
});

const allInTurn = async (jobs: readonly Waiting[]): Promise<Waiting[]> => {
  const turns = new TurnTaking('default', queueOf([...jobs]), () => 0);
  const taken: Waiting[] = [];
  for (let entry = await turns.next(); entry; entry = await turns.next()) {
    const job = jobs.find(({ id }) => String(id) === entry?.data.job_id);
    if (job) taken.push(job);
  }
  return taken;
};

const jobs = fc
  .array(fc.record({ tenant: fc.constantFrom('a', 'b', 'c', 'd'), rank: fc.constantFrom(10, 0, -10) }), { maxLength: 40 })
  .map((list) => list.map((job, id) => ({ ...job, id })));

test('takes every job once, the most urgent first, those of one institution in order', async () => {
  await fc.assert(
    fc.asyncProperty(jobs, async (list) => {
      const taken = await allInTurn(list);
      assert.deepEqual(
        [...taken].sort((a, b) => a.id - b.id),
        list,
      );
      for (const [index, job] of taken.entries()) {
        const rest = taken.slice(index + 1);
        assert.ok(rest.every(({ rank }) => rank <= job.rank));
        assert.ok(rest.every(({ rank, tenant, id }) => rank < job.rank || tenant !== job.tenant || id > job.id));
      }
    }),
  );
});

test('no institution has a third turn while another of the same urgency waits for its first', async () => {
  await fc.assert(
    fc.asyncProperty(jobs, async (list) => {
      const taken = await allInTurn(list);
      for (const [index, job] of taken.entries()) {
        const sameRank = taken.slice(0, index).filter(({ rank }) => rank === job.rank);
        const since = sameRank.slice(sameRank.findLastIndex(({ tenant }) => tenant === job.tenant) + 1);
        for (const other of new Set(since.map(({ tenant }) => tenant))) {
          assert.ok(since.filter(({ tenant }) => tenant === other).length <= 2);
        }
      }
    }),
  );
});

test('looks again when another process was quicker', async () => {
  const queue = queueOf([
    { id: 1, tenant: 'a', rank: 10 },
    { id: 2, tenant: 'a', rank: 0 },
  ]);
  let snatched = false;
  const turns = new TurnTaking('default', {
    mostUrgent: queue.mostUrgent,
    take: async (name, minPriority, butOf) => {
      if (!snatched) {
        snatched = true;
        await queue.take(name, minPriority, butOf);
        return undefined;
      }
      return queue.take(name, minPriority, butOf);
    },
  });
  assert.equal((await turns.next())?.data.job_id, '2');
});

test('does not look for others with every job where it takes long to see that there are none', async () => {
  const waiting = Array.from({ length: 30 }, (_, id) => ({ id, tenant: 'a', rank: 0 }));
  const queue = queueOf(waiting);
  let now = 0;
  let looks = 0;
  const take: typeof queue.take = (name, rank, butOf) => {
    now += butOf.length > 0 ? 30 : 1;
    looks += butOf.length;
    return queue.take(name, rank, butOf);
  };
  const turns = new TurnTaking('default', { mostUrgent: queue.mostUrgent, take }, () => now);
  for (let job = 0; job < 20; job += 1) assert.ok(await turns.next());
  assert.equal(looks, 1);
  waiting.unshift({ id: 99, tenant: 'b', rank: 0 });
  now += 600;
  assert.equal((await turns.next())?.data.job_id, '99');
});

test('looks for others with every job where everything takes long', async () => {
  const waiting = Array.from({ length: 10 }, (_, id) => ({ id, tenant: 'a', rank: 0 }));
  const queue = queueOf(waiting);
  let now = 0;
  const slowly = <T>(answer: T): T => {
    now += 30;
    return answer;
  };
  const turns = new TurnTaking(
    'default',
    { mostUrgent: () => slowly(queue.mostUrgent()), take: (...given) => slowly(queue.take(...given)) },
    () => now,
  );
  for (let job = 0; job < 3; job += 1) assert.ok(await turns.next());
  waiting.push({ id: 99, tenant: 'b', rank: 0 });
  assert.equal((await turns.next())?.data.job_id, '99');
});
