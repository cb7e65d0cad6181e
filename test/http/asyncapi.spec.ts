import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Ajv } from 'ajv';
import { coreEvents } from '../../src/core-events.js';
import { TOPICS } from '../../src/sdk/events.js';
import { client, type Json } from '../../src/testing/client.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';

const CONTRACTS = join(import.meta.dirname, '../../src/sdk/contracts');
const specification = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0-without-$id.json') as object;

const isEvent = (value: unknown): value is { readonly name: string; readonly topic: string } =>
  typeof value === 'object' && value !== null && 'topic' in value && 'schema' in value;

describe('the AsyncAPI document', () => {
  let server: TestServer;
  let document: Json;
  before(async () => {
    server = await startTestServer();
    ({ body: document } = await client(server).get('//asyncapi.json'));
  });
  after(() => server.close());

  test('is one', () => {
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(specification);
    assert.ok(validate(document), JSON.stringify(validate.errors?.slice(0, 5), null, 2));
  });

  test('refers to nothing that it does not hold, and each payload stands by itself', () => {
    const held = (reference: string): unknown =>
      reference
        .slice(2)
        .split('/')
        .reduce<Json>((part, name) => part?.[name], document);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = '']) => reference);
    assert.ok(references.length > 50);
    for (const reference of references) assert.ok(reference.startsWith('#/') && held(reference), `${reference} does not exist`);
    const messages = Object.values<Json>(document.channels).flatMap((channel) => Object.values<Json>(channel.messages));
    for (const message of messages) {
      const { name, payload } = message.$ref ? (held(message.$ref) as Json) : message;
      assert.doesNotThrow(() => new Ajv({ strict: false, validateFormats: false }).compile(payload), name);
    }
  });

  test('says how clients show who they are, how they are answered, and by which other path they come', () => {
    const { channels, components, operations, servers } = document;
    assert.deepEqual(servers.sockets.security, [{ $ref: '#/components/securitySchemes/bearer' }]);
    assert.equal(components.securitySchemes.bearer.scheme, 'bearer');
    const validate = new Ajv({ strict: false }).compile(channels.live.messages.acknowledgement.payload);
    assert.deepEqual(operations['live-receive'].reply.messages, [{ $ref: '#/channels/live/messages/acknowledgement' }]);
    assert.ok(validate({ ok: true, room: {} }) && validate({ ok: false, error_code: 'ROOM_FULL', detail: 'The room is full' }));
    assert.equal(validate({ ok: false }), false);
    assert.match(channels['chat-ws'].description, /`\/api\/chat\/ws\/\{session_id\}`.*`route-aliases`/s);
  });

  test('names each topic with every event that is published there', async () => {
    assert.deepEqual(
      Object.entries<Json>(document.channels)
        .filter(([, { servers }]) => servers[0].$ref === '#/servers/kafka')
        .map(([name]) => name),
      [...TOPICS],
    );
    const files = readdirSync(CONTRACTS).filter((file) => file.endsWith('.js'));
    const modules = await Promise.all(files.map((file) => import(join(CONTRACTS, file)) as Promise<object>));
    const events = modules.flatMap((module) => Object.values(module).filter(isEvent));
    assert.ok(events.length >= 20);
    assert.deepEqual(events.map(({ name }) => name).sort(), coreEvents.map(({ name }) => name).sort());
    for (const { name, topic } of events) assert.ok(document.channels[topic].messages[name], `${name} is not in ${topic}`);
    assert.ok(document.channels['student-events'].messages['gamification.badge-awarded.v1'], 'events of plugins, too');
  });

  test('says what a message of a topic is', () => {
    const { payload, headers } = document.components.messages['progress.chapter-completed.v1'];
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(payload as object);
    const data = {
      user_id: '01a1fd6d-0dd9-748d-b5b0-14f8c35cd30c',
      course_id: '01a1fd6d-0dd9-748d-b5b0-14f8c35cd30c',
      chapter_id: '01a1fd6d-0dd9-748d-b5b0-14f8c35cd30c',
      completed_at: '2026-11-20T10:00:00.000Z',
      completed_count: 1,
      chapter_count: 4,
      streak_days: 0,
    };
    assert.ok(validate(data), JSON.stringify(validate.errors));
    assert.equal(validate({ ...data, completed_count: 'one' }), false);
    assert.deepEqual(headers.allOf[1].properties.schema_version, { const: '1' });
  });
});
