import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import type { WebSocket } from 'ws';
import { BEAT_MS, keepBeating } from './keep-beating.js';

class Peer extends EventEmitter {
  asked = 0;
  isCut = false;

  constructor(private readonly answer: 'pong' | 'message' | undefined) {
    super();
  }

  ping(): void {
    this.asked += 1;
    if (this.answer) this.emit(this.answer);
  }

  terminate(): void {
    this.isCut = true;
    this.emit('close');
  }
}

test('who says anything stays, who is silent is cut off, and nobody is asked after the end', ({ mock }) => {
  mock.timers.enable({ apis: ['setInterval'] });
  const [answering, talking, silent] = [new Peer('pong'), new Peer('message'), new Peer(undefined)];
  for (const peer of [answering, talking, silent]) keepBeating(peer as unknown as WebSocket);
  mock.timers.tick(BEAT_MS);
  assert.deepEqual(
    [answering, talking, silent].map(({ asked, isCut }) => [asked, isCut]),
    [
      [1, false],
      [1, false],
      [1, false],
    ],
  );
  mock.timers.tick(3 * BEAT_MS);
  assert.deepEqual(
    [answering, talking, silent].map(({ asked, isCut }) => [asked, isCut]),
    [
      [4, false],
      [4, false],
      [1, true],
    ],
  );
  answering.emit('close');
  mock.timers.tick(BEAT_MS);
  assert.equal(answering.asked, 4);
});
