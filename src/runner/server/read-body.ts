import type { IncomingMessage } from 'node:http';

/** A learner's file, and the input of all cases of an exercise, however much of it JSON has to escape. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

export class BodyTooLarge extends Error {}

/** The body as text. Rejects with `BodyTooLarge` as soon as it is, told in advance or not. */
export const readBody = async (request: IncomingMessage, held: (bytes: number) => void): Promise<string> => {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw new BodyTooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new BodyTooLarge();
    held(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString();
};
