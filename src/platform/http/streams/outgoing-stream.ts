import type { Response } from 'express';
import type { RouteAnswer } from '../../../sdk/http.js';
import type { Streamed } from '../../../sdk/streams.js';
import { loggableError } from '../../telemetry/loggable-error.js';
import { logger } from '../../telemetry/logger.js';
import { serializeAnswer } from '../serialize-answer.js';

type Chunk = string | Uint8Array;

/** Lines go out together once they are worth a write. */
const WRITE_CHARACTERS = 16_384;
/** A client that reads nothing for so long is given up. */
const STALL_MS = 60_000;

const streamed = new WeakSet<Response>();

/** Streams go out as they are: the compressing middleware keeps every listener that waits for a slow client. */
export const isStreamed = (response: Response): boolean => streamed.has(response);

/** An answer whose first part is there, ready to be sent. */
export class OutgoingStream {
  private constructor(
    private readonly mediaType: string,
    private readonly fileName: string | undefined,
    private readonly first: IteratorResult<Chunk, void>,
    private readonly rest: AsyncGenerator<Chunk, void>,
  ) {}

  /** Makes the first part: what is refused or fails there is answered like everything else. */
  static async open(declared: RouteAnswer & { readonly stream: string }, { items, fileName }: Streamed): Promise<OutgoingStream> {
    const chunks = declared.schema ? linesOf(declared, items) : bytesOf(items);
    return new OutgoingStream(declared.stream, fileName, await chunks.next(), chunks);
  }

  /** Sends it, no faster than the client reads. Never rejects: what fails from here on cuts the connection. */
  async sendTo(response: Response): Promise<void> {
    streamed.add(response);
    response.setHeader('Content-Type', this.mediaType);
    if (this.fileName !== undefined) response.attachment(this.fileName).setHeader('Content-Type', this.mediaType);
    try {
      if (response.req.method !== 'HEAD') await this.write(response);
      response.end();
    } catch (error) {
      if (!response.destroyed) logger.error({ failure: loggableError(error) }, 'an answer broke off');
      response.destroy();
    } finally {
      await this.rest.return();
    }
  }

  private async write(response: Response): Promise<void> {
    for (let step = this.first; !step.done; step = await this.rest.next()) {
      if (response.destroyed) throw new Error('The client is gone');
      if (!response.write(step.value)) await drained(response);
    }
  }
}

async function* linesOf(declared: RouteAnswer, items: AsyncIterable<unknown>): AsyncGenerator<string, void> {
  let text = '';
  for await (const item of items) {
    text += `${JSON.stringify(serializeAnswer(declared, item))}\n`;
    if (text.length < WRITE_CHARACTERS) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

async function* bytesOf(items: AsyncIterable<unknown>): AsyncGenerator<Uint8Array, void> {
  for await (const item of items) {
    if (!(item instanceof Uint8Array)) throw new Error('A streamed answer without a schema gives bytes');
    yield item;
  }
}

const drained = (response: Response): Promise<void> =>
  new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      clearTimeout(timer);
      response.off('drain', flows).off('close', gone);
      if (error) reject(error);
      else resolve();
    };
    const flows = (): void => settle();
    const gone = (): void => settle(new Error('The client is gone'));
    const timer = setTimeout(() => settle(new Error('The client reads nothing')), STALL_MS);
    response.once('drain', flows).once('close', gone);
    if (response.destroyed) gone();
  });
