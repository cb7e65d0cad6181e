import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { findEvent, TOPICS } from '../../src/sdk/events.js';
import { client } from '../../src/testing/client.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { type School, twoTenants, type World } from '../../src/testing/world.js';
import { expectStatus, writeCourse } from '../learning/support.js';
import { echoExercise, submit } from '../submissions/support.js';
import { type KafkaCorner, sharedKafka, WITHOUT_KAFKA } from '../support/kafka.js';
import { OutsideClient, type Seen } from './outside-client.js';

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SECRET_WORDS = 'how do plants see the colour of a dog';

/** Something of every topic happens in a school. */
const liveThrough = async ({ admin, teacher, student }: School): Promise<Record<(typeof TOPICS)[number], string>> => {
  const { id: courseId, chapterIds } = await writeCourse(admin.client, { title: 'Light', chapters: 2 });
  await expectStatus(200, student.client.post(`/progress/${student.id}/courses/${courseId}/chapters/${chapterIds[0]}`));
  await expectStatus(200, student.client.post(`/progress/${student.id}/courses/${courseId}/chapters/${chapterIds[1]}`));
  const handedIn = await expectStatus(202, submit(student, await echoExercise(teacher.client), 'print(input())'));
  await expectStatus(
    200,
    teacher.client.put(`/submissions/${handedIn.body.id}/evaluate`, { score: 80, feedback: 'fine', status: 'evaluated' }),
  );
  const session = await expectStatus(201, student.client.post('/chat/sessions', { agent_type: 'tutor' }));
  await expectStatus(201, student.client.post(`/chat/sessions/${session.body.id}/messages`, { content: SECRET_WORDS }));
  await expectStatus(200, student.client.patch(`/users/${student.id}`, { bio: 'likes light' }));
  return {
    'student-events': student.id,
    'exercise-submissions': student.id,
    'progress-updates': student.id,
    'chat-messages': student.id,
    'system-events': courseId,
  };
};

describe('the topics, as a program of the institution reads them', { skip: WITHOUT_KAFKA }, () => {
  let corner: KafkaCorner;
  let server: TestServer;
  let outside: OutsideClient;
  let world: World;
  let subjects: { readonly alpha: Awaited<ReturnType<typeof liveThrough>>; readonly beta: Awaited<ReturnType<typeof liveThrough>> };
  const of = (topic: string, school: School): Seen[] =>
    outside.seen.filter((seen) => seen.topic === topic && seen.headers.tenant_id === school.id);

  before(async () => {
    corner = await sharedKafka();
    server = await startTestServer({ env: { ...corner.environment } });
    outside = await new OutsideClient(corner).open();
    world = await twoTenants(server);
    await eventually(async () => (await client(server).get('//health')).body.checks.kafka?.status === 'up');
    subjects = { alpha: await liveThrough(world.alpha), beta: await liveThrough(world.beta) };
    await outside.read(...TOPICS);
    await eventually(async () => (await server.sql('SELECT 1 FROM core.outbox')).length === 0);
  });
  after(async () => {
    await server.close();
    await outside.close();
  });

  for (const topic of TOPICS) {
    it(`${topic}: key, headers and JSON are those of the contract, in both institutions`, async () => {
      for (const [school, subject] of [
        [world.alpha, subjects.alpha[topic]],
        [world.beta, subjects.beta[topic]],
      ] as const) {
        const key = `${school.id}:${subject}`;
        const [first] = await eventually(() => {
          const found = of(topic, school).filter((seen) => seen.key === key);
          return found.length > 0 ? found : undefined;
        });
        for (const { headers, data, key: messageKey } of of(topic, school)) {
          const definition = findEvent(headers.event_type ?? '');
          assert.equal(definition?.topic, topic, headers.event_type);
          assert.deepEqual(definition.schema.parse(data), data, headers.event_type);
          assert.match(headers.event_id ?? '', UUID);
          assert.equal(headers.schema_version, headers.event_type?.split('.v').at(-1));
          assert.equal(new Date(headers.occurred_at ?? '').toISOString(), headers.occurred_at);
          assert.match(headers.position ?? '', /^\d+$/);
          assert.equal(messageKey, `${school.id}:${headers.subject_id ?? headers.key}`);
          assert.ok(headers.request_id, 'the request it came from');
          assert.match(headers.traceparent ?? '', TRACEPARENT);
        }
        assert.ok(first);
      }
    });
  }

  it('an event belongs to one institution, and tells nothing of the other', () => {
    assert.equal(new Set(outside.seen.map(({ headers }) => headers.event_id)).size, outside.seen.length);
    const ofAlpha = [world.alpha.id, world.alpha.student.id, world.alpha.admin.id, subjects.alpha['system-events']];
    for (const { headers, data, key } of outside.seen.filter((seen) => seen.headers.tenant_id === world.beta.id)) {
      const text = JSON.stringify([headers, data, key]);
      for (const id of ofAlpha) assert.ok(!text.includes(id), headers.event_type);
    }
  });

  it('events of one aggregate are in one partition, in their order, whoever they are about', () => {
    const aggregates = Map.groupBy(outside.seen, ({ topic, headers }) => [topic, headers.tenant_id, headers.key].join(' '));
    assert.ok([...aggregates.values()].some((events) => events.length > 2));
    for (const events of aggregates.values()) {
      assert.equal(new Set(events.map(({ key }) => key)).size, 1, events[0]?.headers.event_type);
      assert.equal(new Set(events.map(({ partition }) => partition)).size, 1);
      const positions = events.map(({ headers }) => BigInt(headers.position ?? 0));
      assert.ok(positions.every((position, index) => index === 0 || position > (positions[index - 1] ?? 0n)));
    }
  });

  it('what was said in a conversation stays out', () => {
    const said = of('chat-messages', world.alpha).filter(({ headers }) => headers.event_type === 'chat.message-added.v1');
    assert.ok(said.length >= 2);
    assert.equal((said[0]?.data as { length: number }).length, SECRET_WORDS.length);
    assert.ok(!JSON.stringify(outside.seen.map(({ data }) => data)).includes(SECRET_WORDS));
  });

  it('the events have their effect: what the workers do from them is there', async () => {
    for (const { student } of [world.alpha, world.beta]) {
      await eventually(async () => (await student.client.get(`/progress/${student.id}`)).body.courses[0]?.completion_percentage === 100);
    }
  });

  it('health and metrics tell how it stands', async () => {
    const report = async (): Promise<unknown> => (await client(server).get('//health')).body.checks.kafka;
    await eventually(async () => isDeepStrictEqual(await report(), { status: 'up', lag: 0 }), 15_000);
    assert.equal((await client(server).get('//health/ready')).status, 200);
    const metrics = await eventually(async () => {
      const { text } = await client(server).get('//metrics');
      return /^lectern_kafka_lag_events 0$/m.test(text) ? text : undefined;
    });
    assert.match(metrics, /^lectern_kafka_up 1$/m);
    for (const topic of TOPICS) {
      assert.match(metrics, new RegExp(`^lectern_kafka_sent_total\\{topic="${topic}"\\} [1-9]`, 'm'));
      assert.match(metrics, new RegExp(`^lectern_kafka_taken_total\\{topic="${topic}"\\} [1-9]`, 'm'));
    }
  });
});
