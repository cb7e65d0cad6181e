import assert from 'node:assert/strict';
import { newId } from '../../sdk/ids.js';
import { eventually } from '../eventually.js';
import { LiveConnectionClient } from '../live-client.js';
import { sampleOf } from './sample.js';
import type { ConformanceOptions, ConformanceSubject } from './subject.js';

interface Answer {
  readonly ok: boolean;
  readonly error_code?: string;
}

/** Every event of its channels, with whatever data its schema accepts, into rooms that are not there. */
const answers = async (subject: ConformanceSubject, live: LiveConnectionClient): Promise<ReadonlyMap<string, Answer>> => {
  const given = new Map<string, Answer>();
  for (const { channel } of subject.manifest.channels) {
    for (const event of [channel.join, channel.leave]) given.set(event, (await live.ask(event, { session_id: newId() })) as Answer);
    for (const { event, data } of channel.messages)
      given.set(event, (await live.ask(event, { ...(sampleOf(data) as object), session_id: newId() })) as Answer);
  }
  return given;
};

/** Off for one school: nothing can be sent into its rooms, and nobody stays in one; open in the other. A room is only its own school's. */
export const channelsAreGated = async (subject: ConformanceSubject, { rooms = {} }: ConformanceOptions): Promise<void> => {
  const { server, world, manifest } = subject;
  const { alpha, beta } = world;
  await subject.switch(alpha, true);
  await subject.switch(beta, true);
  const [here, elsewhere] = [
    await LiveConnectionClient.connect(server, alpha.admin.client.token),
    await LiveConnectionClient.connect(server, beta.admin.client.token),
  ];
  let inside = 0;
  for (const { channel } of manifest.channels) {
    const roomId = await rooms[channel.room]?.({
      server,
      school: alpha,
      person: alpha.admin,
      inTenant: (work) => subject.inTenant(alpha, work),
    });
    if (roomId === undefined) continue;
    const entered = (await here.ask(channel.join, { session_id: roomId })) as Answer;
    assert.equal(entered.ok, true, `${channel.join}: ${JSON.stringify(entered)}`);
    const foreign = (await elsewhere.ask(channel.join, { session_id: roomId })) as Answer;
    assert.equal(foreign.ok, false, `${channel.join} let somebody of another institution in`);
    inside += 1;
  }
  await subject.switch(alpha, false);
  await eventually(() => here.of('error').length === inside);
  for (const [event, { ok, error_code: code }] of await answers(subject, here))
    assert.deepEqual([ok, code], [false, 'PLUGIN_DISABLED'], event);
  for (const [event, { error_code: code = 'none' }] of await answers(subject, elsewhere))
    assert.ok(!['PLUGIN_DISABLED', 'INTERNAL_ERROR', 'TIMEOUT', 'UNKNOWN_EVENT'].includes(code), `elsewhere: ${event} answered ${code}`);
  here.close();
  elsewhere.close();
  await subject.switch(alpha, true);
};
