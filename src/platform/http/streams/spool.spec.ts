import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, request as httpRequest, type ClientRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { DomainError } from '../../../sdk/errors.js';
import { Spooled } from './spool.js';

const MEGABYTE = 1_048_576;

describe('a spooled body', () => {
  let server: Server;
  let folder: string;
  /** What became of the last request. */
  let outcome: PromiseWithResolvers<Buffer | Error>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lectern-spool-'));
    server = createServer((request, response) => {
      Spooled.receive(request, ['/dev/null/none', join(folder, 'made')], { maxBytes: 64 * MEGABYTE, stallMs: 200 })
        .then(async (upload) => {
          const first = await buffer(upload.stream());
          assert.equal(first.length, upload.bytes);
          assert.ok(first.equals(await buffer(upload.stream())), 'read twice');
          await upload.close();
          return first;
        })
        .catch((error: unknown) => error as Error)
        .then((result) => {
          outcome.resolve(result);
          response.statusCode = result instanceof DomainError ? result.status : 200;
          response.end();
        })
        .catch((error: unknown) => outcome.reject(error));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  const open = (headers: Record<string, string> = {}): ClientRequest => {
    outcome = Promise.withResolvers();
    const { port } = server.address() as AddressInfo;
    return httpRequest({ port, method: 'POST', headers, agent: false }).on('error', () => undefined);
  };
  const send = async (body: Buffer, headers: Record<string, string> = {}): Promise<Buffer | Error> => {
    open(headers).end(body);
    return outcome.promise;
  };
  const assertRefused = async (status: number, code: string, result: Promise<Buffer | Error> | Buffer | Error): Promise<void> => {
    const error = await result;
    assert.ok(error instanceof DomainError, String(error));
    assert.deepEqual([error.status, error.code], [status, code], error.message);
    assert.deepEqual(await readdir(join(folder, 'made')), []);
  };

  it('is what was sent, as it is or unpacked, and lies in no folder', async () => {
    const body = randomBytes(3 * MEGABYTE);
    assert.ok(body.equals((await send(body)) as Buffer));
    assert.ok(body.equals((await send(gzipSync(body), { 'content-encoding': 'gzip' })) as Buffer));
    assert.deepEqual(await send(Buffer.alloc(0)), Buffer.alloc(0));
    assert.deepEqual(await readdir(join(folder, 'made')), []);
  });

  it('is refused when it is too large, announced or not', async () => {
    await assertRefused(413, 'PAYLOAD_TOO_LARGE', send(Buffer.alloc(1), { 'content-length': String(70 * MEGABYTE) }));
    await assertRefused(413, 'PAYLOAD_TOO_LARGE', send(randomBytes(65 * MEGABYTE), { 'transfer-encoding': 'chunked' }));
  });

  it('is refused when it expands beyond measure', async () => {
    const bomb = gzipSync(Buffer.alloc(40 * MEGABYTE));
    assert.ok(bomb.length < MEGABYTE / 10);
    await assertRefused(413, 'PAYLOAD_TOO_LARGE', send(bomb, { 'content-encoding': 'gzip' }));
    const honest = Buffer.from('{"topic":"fractions"}\n'.repeat(100_000));
    assert.ok(honest.equals((await send(gzipSync(honest), { 'content-encoding': 'gzip' })) as Buffer));
  });

  it('is refused when it is not what it says, or packed otherwise', async () => {
    await assertRefused(400, 'VALIDATION_ERROR', send(Buffer.from('no gzip'), { 'content-encoding': 'gzip' }));
    await assertRefused(400, 'VALIDATION_ERROR', send(gzipSync(randomBytes(100)).subarray(0, 50), { 'content-encoding': 'gzip' }));
    await assertRefused(415, 'UNSUPPORTED_MEDIA_TYPE', send(Buffer.from('x'), { 'content-encoding': 'br' }));
  });

  for (const [how, headers] of [
    ['as it is', {} as Record<string, string>],
    ['packed', { 'content-encoding': 'gzip' }],
  ] as const) {
    it(`leaves nothing when the client goes away, ${how}`, async () => {
      const client = open(headers);
      client.write(gzipSync(randomBytes(100_000)).subarray(0, 60_000), () => setImmediate(() => client.destroy()));
      await assertRefused(400, 'BAD_REQUEST', outcome.promise);
    });

    it(`leaves nothing when the client sends nothing for too long, ${how}`, async () => {
      const client = open(headers);
      client.write(gzipSync(randomBytes(100_000)).subarray(0, 60_000));
      await assertRefused(408, 'REQUEST_TIMEOUT', outcome.promise);
      client.destroy();
    });
  }
});
