import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { eventually } from '../../src/testing/eventually.js';
import { addSchool, startProbeServer } from './support.js';

const SLEEPING = `SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND state = 'active' AND pid <> pg_backend_pid()`;

/** A connection that is kept open and says nothing more, as pools of clients hold many. */
const idleConnection = (url: string): Promise<{ closed: Promise<void> }> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const closed = new Promise<void>((end) => socket.once('close', () => end()));
    socket.once('error', reject).once('data', () => resolve({ closed }));
    socket.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
  });

describe('a server that is asked to stop', () => {
  it('finishes what runs, closes idle connections and takes nothing new', async () => {
    const server = await startProbeServer();
    const alpha = await addSchool(server, 'alpha');
    const idle = await idleConnection(server.url);
    let isRunning = true;
    const slow = alpha.student.client.post('/probe/things', { name: 'slow', seconds: 3 }).finally(() => (isRunning = false));
    await eventually(async () => (await server.sql(SLEEPING)).length > 0);
    const closed = server.app.close();
    await idle.closed;
    assert.ok(isRunning, 'idle connections wait for nobody');
    await eventually(() =>
      alpha.student.client.get('/probe/minute').then(
        () => false,
        () => true,
      ),
    );
    const answer = await slow;
    assert.deepEqual([answer.status, answer.body.name], [201, 'slow']);
    await closed;
    const kept = await server.sql(`SELECT 1 FROM core.class WHERE name = 'slow'`);
    assert.equal(kept.length, 1);
    await server.close();
  });
});
