import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TutorReply } from '../tutor.js';
import { hearTutor } from './hear-tutor.js';
import { beginningOf, MOST_REPLY } from './reply-length.js';

const whole: TutorReply = { content: 'all of it', metadata: { engine: 'test', citations: [], kind: 'answer' } };

async function* speaking(words: readonly string[]): AsyncGenerator<string, TutorReply, void> {
  for (const word of words) yield word;
  return whole;
}

test('passes on all that is said, in order, in few pieces', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string()), async (words) => {
      const heard: string[] = [];
      assert.equal(await hearTutor(speaking(words), new AbortController().signal, (piece) => heard.push(piece)), whole);
      const text = words.join('');
      assert.equal(heard.join(''), text);
      assert.ok(heard.every((piece) => piece !== ''));
    }),
  );
  const heard: string[] = [];
  await hearTutor(speaking(Array.from({ length: 1000 }, () => 'four')), new AbortController().signal, (piece) => heard.push(piece));
  assert.ok(heard.length <= 1000 / 12 + 20, `${heard.length} pieces`);
});

test('passes on no more than is kept of a reply, and hears the tutor to the end', async () => {
  async function* rambling(): AsyncGenerator<string, TutorReply, void> {
    for (let n = 0; n < 300; n += 1) yield n % 2 === 0 ? 'eleven long '.repeat(15) : 'a smile 😀'.repeat(7);
    return whole;
  }
  let said = '';
  for await (const piece of rambling()) said += piece;
  const heard: string[] = [];
  assert.equal(await hearTutor(rambling(), new AbortController().signal, (piece) => heard.push(piece)), whole);
  assert.equal(heard.join(''), beginningOf(said, MOST_REPLY));
  assert.ok(said.length > MOST_REPLY && heard.join('').length > MOST_REPLY - 2);
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '😀', '中') }), fc.nat(20), (text, most) => {
      const beginning = beginningOf(text, most);
      assert.ok(
        text.startsWith(beginning) &&
          beginning.length <= most &&
          beginning.length >= Math.min(text.length, most - 1) &&
          beginning.isWellFormed(),
      );
    }),
  );
});

test('is not kept by a tutor who never ends, nor by one who breaks', async () => {
  async function* deaf(): AsyncGenerator<string, TutorReply, void> {
    yield 'Well, ';
    await new Promise(() => undefined);
    return whole;
  }
  const stop = new AbortController();
  const reason = new Error('enough');
  const heard = hearTutor(deaf(), stop.signal, () => stop.abort(reason));
  setImmediate(() => stop.abort(reason));
  await assert.rejects(heard, reason);
  await assert.rejects(hearTutor(deaf(), AbortSignal.abort(reason), assert.fail), reason);
  async function* broken(): AsyncGenerator<string, TutorReply, void> {
    yield 'Well, ';
    throw reason;
  }
  await assert.rejects(
    hearTutor(broken(), new AbortController().signal, () => undefined),
    reason,
  );
});
