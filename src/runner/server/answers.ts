import { createHash, timingSafeEqual } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { once } from 'node:events';

export const answerJson = (response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void => {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
};

/** The connection is not used again: part of what the client sent may still be on its way. */
export const refuse = (response: ServerResponse, status: number, error: string, headers: Record<string, string> = {}): void =>
  answerJson(response, status, { error }, { Connection: 'close', ...headers });

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether this is `Bearer <token>`; how long the answer takes says nothing of the token. */
export const tokenCheck = (token: string): ((authorization: string | undefined) => boolean) => {
  const expected = digest(`Bearer ${token}`);
  return (authorization = '') => timingSafeEqual(expected, digest(authorization));
};

/** How often a runner with nothing to tell shows that it lives. */
const SIGN_OF_LIFE_MS = 2000;
/** How long a client may leave what it was sent unread. */
const UNREAD_MS = 30_000;

/** An answer of lines, sent as they come. An empty line now and then says that the runner still lives. */
export class LineAnswer {
  private readonly life: NodeJS.Timeout;

  constructor(private readonly response: ServerResponse) {
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson' }).flushHeaders();
    this.life = setInterval(() => response.write('\n'), SIGN_OF_LIFE_MS);
  }

  /** Settles when the client has room for more; one that reads nothing for long loses its connection. */
  async write(line: object): Promise<void> {
    const { response } = this;
    if (response.destroyed || response.write(`${JSON.stringify(line)}\n`)) return;
    const late = setTimeout(() => response.destroy(), UNREAD_MS);
    await Promise.race([once(response, 'drain'), once(response, 'close')]).catch(() => undefined);
    clearTimeout(late);
  }

  /** Settles when all of it is on its way. */
  end(): Promise<void> {
    clearInterval(this.life);
    return new Promise((resolve) => {
      if (this.response.destroyed) return resolve();
      this.response.once('close', resolve).end(resolve);
    });
  }
}
