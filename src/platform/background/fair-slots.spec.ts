import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FairSlots } from './fair-slots.js';

test('never more at once than there are slots, nor more of a group than its part; everything runs, each group in order', async () => {
  const task = fc.record({ group: fc.constantFrom('a', 'b', 'c'), turns: fc.nat(5), fails: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.array(task, { maxLength: 40 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 3 }),
      async (tasks, slots, most) => {
        const fair = new FairSlots(slots);
        const running: string[] = [];
        const begun: number[] = [];
        const all = tasks.map(({ group, turns, fails }, index) =>
          fair.run(group, most, async () => {
            begun.push(index);
            running.push(group);
            assert.ok(running.length <= slots && running.filter((other) => other === group).length <= most);
            for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
            running.splice(running.indexOf(group), 1);
            if (fails) throw new Error('no');
          }),
        );
        await Promise.allSettled(all);
        assert.equal(begun.length, tasks.length);
        for (const group of ['a', 'b', 'c']) {
          const own = begun.filter((index) => tasks[index]?.group === group);
          assert.deepEqual(
            own,
            own.toSorted((one, other) => one - other),
          );
        }
      },
    ),
  );
});

test('a group that is stuck leaves the other slots to the others', async () => {
  const fair = new FairSlots(2);
  const stuck = Promise.withResolvers<void>();
  const held = [fair.run('slow', 1, () => stuck.promise), fair.run('slow', 1, () => stuck.promise)];
  for (let time = 0; time < 5; time += 1) assert.equal(await fair.run('quick', 1, () => Promise.resolve(time)), time);
  stuck.resolve();
  await Promise.all(held);
});
