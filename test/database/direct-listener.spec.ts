import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DirectListener } from '../../src/platform/database/direct-listener.js';
import { eventually } from '../../src/testing/eventually.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';

describe('notifications past any pooler', () => {
  let server: TestServer;
  const warnings: string[] = [];
  const warned = (warning: Error): void => void warnings.push(warning.message);
  before(async () => {
    process.on('warning', warned);
    server = await startTestServer();
  });
  after(async () => {
    process.off('warning', warned);
    await server.close();
  });

  test('many at once arrive in order, without a word from the driver', async () => {
    const direct = server.get(DirectListener);
    const heard: string[] = [];
    direct.on('probe_direct', (payload) => heard.push(payload));
    await eventually(() => direct.isHearing);
    await eventually(async () => {
      await direct.notify('probe_direct', 'first');
      return heard.length > 0;
    });
    heard.splice(0);
    const payloads = Array.from({ length: 1000 }, (_, n) => `${n}`.padEnd(1000, '.'));
    const sent = await Promise.all(payloads.map((payload) => direct.notify('probe_direct', payload)));
    assert.deepEqual(new Set(sent), new Set([true]));
    await eventually(() => heard.length >= payloads.length);
    assert.deepEqual(heard, payloads);
    assert.deepEqual(
      warnings.filter((text) => text.includes('client.query')),
      [],
    );
  });

  test('one that the database refuses keeps the others from nothing', async () => {
    const direct = server.get(DirectListener);
    const heard: string[] = [];
    direct.on('probe_refused', (payload) => heard.push(payload));
    await eventually(async () => {
      await direct.notify('probe_refused', 'ready');
      return heard.includes('ready');
    });
    const sent = ['x'.repeat(8000), 'after'].map((payload) => direct.notify('probe_refused', payload));
    assert.deepEqual(await Promise.all(sent), [false, true]);
    await eventually(() => heard.includes('after'));
  });
});
