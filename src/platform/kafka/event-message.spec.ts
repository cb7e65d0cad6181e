import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { StoredEvent } from '../events/stored-event.js';
import { type IncomingMessage, messageOf, readMessage } from './event-message.js';

const uuid = fc.uuid({ version: 7 });
const traced = fc.option(fc.constant('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'));
const event: fc.Arbitrary<StoredEvent> = fc.record({
  id: uuid,
  tenant_id: uuid,
  position: fc.bigInt(1n, 2n ** 63n - 1n).map(String),
  name: fc.constantFrom('probe.thing-done.v1', 'chat.message-added.v12'),
  topic: fc.constant('system-events'),
  key: fc.oneof(
    uuid,
    fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }).filter((key) => !key.includes('\0')),
  ),
  subject_id: fc.option(uuid),
  request_id: fc.option(fc.uuid()),
  traceparent: traced,
  data: fc
    .dictionary(fc.string({ unit: 'grapheme-ascii' }), fc.oneof(fc.integer(), fc.boolean(), fc.string({ unit: 'grapheme-ascii' })))
    .map((data) => ({ ...data })),
  occurred_at: fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
});

/** What a client on the other side gets of what was sent. */
const received = (sent: StoredEvent, change: Partial<Record<string, string | undefined>> = {}): IncomingMessage => {
  const { key, value, headers } = messageOf(sent);
  const changed = Object.entries({ ...headers, ...change }).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return {
    offset: '40',
    key: Buffer.from(String(key)),
    value: Buffer.from(String(value)),
    headers: Object.fromEntries(changed.map(([name, text]) => [name, Buffer.from(text)])),
  };
};

const example: StoredEvent = {
  id: '01920000-0000-7000-8000-000000000001',
  tenant_id: '01920000-0000-7000-8000-000000000002',
  position: '17',
  name: 'probe.thing-done.v1',
  topic: 'system-events',
  key: 'thing-1',
  subject_id: null,
  request_id: null,
  traceparent: null,
  data: { n: 1 },
  occurred_at: new Date('2026-11-20T10:00:00.000Z'),
};
const reading = (message: IncomingMessage) => readMessage('system-events', message);

describe('an event as a message', () => {
  it('is the same event on the other side', () => {
    fc.assert(
      fc.property(event, (sent) => {
        const back = reading(received(sent));
        assert.deepEqual(JSON.parse(JSON.stringify(back)), JSON.parse(JSON.stringify(sent)));
      }),
    );
  });

  it('has the key and the headers of the contract', () => {
    const { key, headers } = messageOf({ ...example, subject_id: '01920000-0000-7000-8000-000000000003', request_id: 'r-1' });
    assert.equal(key, `${example.tenant_id}:01920000-0000-7000-8000-000000000003`);
    assert.deepEqual(headers, {
      event_id: example.id,
      event_type: 'probe.thing-done.v1',
      tenant_id: example.tenant_id,
      schema_version: '1',
      occurred_at: '2026-11-20T10:00:00.000Z',
      key: 'thing-1',
      position: '17',
      subject_id: '01920000-0000-7000-8000-000000000003',
      request_id: 'r-1',
    });
    assert.equal(messageOf(example).key, `${example.tenant_id}:thing-1`);
  });

  it('of a version that is not known here keeps that version', () => {
    const back = reading(received(example, { schema_version: '99' }));
    assert.equal(typeof back === 'string' ? back : back.name, 'probe.thing-done.v99');
    for (const version of ['2.0', '01', 'next', '99999999999']) {
      const other = reading(received(example, { schema_version: version }));
      assert.equal(typeof other === 'string' ? other : other.name, `probe.thing-done.v${version}`);
      // Redriven, it travels once more.
      const name = `probe.thing-done.v${version}`;
      assert.deepEqual(reading(received({ ...example, name })), { ...example, name });
    }
  });

  it('needs no more headers than the contract has', () => {
    const bare = { key: undefined, position: undefined, subject_id: undefined };
    assert.deepEqual(reading(received(example, bare)), { ...example, position: '40' });
    const subject = '01920000-0000-7000-8000-000000000003';
    const personal = { ...example, key: 'attempt-1', subject_id: subject };
    assert.deepEqual(reading(received(personal, bare)), { ...personal, key: subject, position: '40' });
    assert.equal(reading(received(example, { ...bare, subject_id: subject })), 'key');
    assert.equal(reading({ ...received(example, bare), key: Buffer.from(`${example.tenant_id}:`) }), 'key');
    assert.equal(reading({ ...received(example, bare), key: Buffer.from(`${example.tenant_id}:${'ü'.repeat(1500)}`) }), 'headers');
  });

  it('is passed over when its headers do not say what and whose it is', () => {
    for (const name of ['event_id', 'event_type', 'tenant_id', 'schema_version', 'occurred_at']) {
      assert.equal(reading(received(example, { [name]: undefined })), 'headers', name);
    }
    for (const name of ['event_id', 'event_type', 'tenant_id', 'schema_version', 'occurred_at', 'key', 'position']) {
      assert.equal(reading(received(example, { [name]: 'no such thing\0' })), 'headers', name);
    }
    assert.equal(reading(received(example, { position: '9223372036854775808' })), 'headers');
    assert.equal(reading({ ...received(example), headers: {} }), 'headers');
    assert.equal(reading({ offset: '0', key: null, value: Buffer.from('{}') }), 'headers');
    const { headers, ...message } = received(example);
    assert.equal(
      reading({ ...message, headers: { ...headers, tenant_id: [Buffer.from(example.tenant_id), Buffer.from(example.id)] } }),
      'headers',
    );
    assert.equal(reading({ ...message, headers: { ...headers, event_id: Buffer.from([0xff, 0xfe]) } }), 'headers');
  });

  it('is passed over when its key belongs to another tenant or person', () => {
    assert.equal(reading(received(example, { tenant_id: '01920000-0000-7000-8000-00000000000f' })), 'key');
    assert.equal(reading(received(example, { subject_id: '01920000-0000-7000-8000-00000000000f' })), 'key');
    assert.equal(reading({ ...received(example), key: null }), 'key');
  });

  it('is passed over when the database could not keep it', () => {
    const withValue = (value: string | Buffer | null) =>
      reading({ ...received(example), value: typeof value === 'string' ? Buffer.from(value) : value });
    for (const value of ['', 'word', '{"a":', '{"a":"\\u0000"}', '{"\\u0000":1}', '{"a":"\\ud800"}', '['.repeat(5000) + ']'.repeat(5000)]) {
      assert.equal(withValue(value), 'json', value.slice(0, 20));
    }
    assert.equal(withValue(Buffer.from([0x22, 0xff, 0x22])), 'json');
    // in no index, and no moment of PostgreSQL's
    const key = 'ü'.repeat(1500);
    assert.equal(reading({ ...received(example, { key }), key: Buffer.from(`${example.tenant_id}:${key}`) }), 'headers');
    assert.equal(reading(received(example, { occurred_at: '0000-01-01T00:00:00.000Z' })), 'headers');
    assert.equal(withValue(null), 'size');
    assert.equal(withValue(`"${'x'.repeat(600_000)}"`), 'size');
    assert.equal(typeof withValue('{"n":1}'), 'object');
  });
});
