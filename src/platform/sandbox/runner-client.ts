import { Agent, type IncomingMessage, request as httpRequest } from 'node:http';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { Unavailable } from '../../sdk/errors.js';
import { type CaseResult, runLineSchema, type RunRequest, type RunnerStatus, runnerStatusSchema } from '../../runner/protocol.js';
import type { RunnerEndpoint } from './runner-connection.js';
import { SandboxLost } from './sandbox.js';

/** The runner shows every two seconds that it lives. */
const SILENCE_MS = 10_000;
const STATUS_MS = 3000;
const MAX_STATUS_BYTES = 262_144;
/** Longer lines than a runner that keeps its limits can write. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

const refusalSchema = z.object({ error: z.string() });

export class RunnerUnavailable extends Unavailable {
  constructor(
    readonly reason: string,
    retryAfterSeconds = 2,
    cause?: unknown,
  ) {
    super('sandbox', retryAfterSeconds, cause);
  }
}

interface Sent {
  readonly endpoint: RunnerEndpoint;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  readonly silenceMs: number;
}

/** Speaks the runner's protocol over connections that are kept. */
export class RunnerClient {
  private readonly agent = new Agent({ keepAlive: true, maxFreeSockets: 8, timeout: 25_000 });

  async status(endpoint: RunnerEndpoint): Promise<RunnerStatus> {
    const answer = await this.send({ endpoint, method: 'GET', path: '/status', silenceMs: STATUS_MS });
    const text = await textOf(answer, MAX_STATUS_BYTES);
    if (answer.statusCode !== 200) throw refusal(answer, text);
    const parsed = runnerStatusSchema.safeParse(jsonOf(text));
    if (!parsed.success) throw new RunnerUnavailable('the runner answers something else', 10);
    return parsed.data;
  }

  /** Calls `onResult` for each case as it ends. Rejects when not all of them have. */
  async run(
    endpoint: RunnerEndpoint,
    request: RunRequest,
    onResult: (index: number, result: CaseResult) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const body = JSON.stringify(request);
    const answer = await this.send({ endpoint, method: 'POST', path: '/runs', body, signal, silenceMs: SILENCE_MS });
    if (answer.statusCode !== 200) throw refusal(answer, await textOf(answer, MAX_STATUS_BYTES));
    try {
      await readLines(answer, eachOnce(request.cases.length, onResult));
    } catch (error) {
      answer.destroy();
      if (signal?.aborted) throw signal.reason;
      throw new SandboxLost(error instanceof RunnerUnavailable ? error.reason : 'the connection to the runner was lost', error);
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private async send(sent: Sent): Promise<IncomingMessage> {
    // a connection that was kept may have been closed at the other end just now: asked again, on a new one, before anything was run
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(sent);
      } catch (error) {
        if (sent.signal?.aborted) throw sent.signal.reason;
        if (error instanceof StaleConnection && attempt < 3) continue;
        throw new RunnerUnavailable('the runner does not answer', 2, error);
      }
    }
  }

  private attempt({ endpoint, method, path, body, signal, silenceMs }: Sent): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers: Record<string, string> = { Authorization: `Bearer ${endpoint.token}` };
      if (body !== undefined)
        Object.assign(headers, { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) });
      const request = httpRequest({ ...endpoint.target, agent: this.agent, method, path, headers, ...(signal ? { signal } : {}) });
      request.setTimeout(silenceMs, () => request.destroy(new Error('the runner is silent')));
      request.on('error', (error: NodeJS.ErrnoException) => {
        reject(request.reusedSocket && error.code === 'ECONNRESET' ? new StaleConnection() : error);
      });
      request.on('response', resolve);
      request.end(body);
    });
  }
}

class StaleConnection extends Error {}

const textOf = async (answer: IncomingMessage, most: number): Promise<string> => {
  let text = '';
  try {
    for await (const chunk of answer.setEncoding('utf8') as AsyncIterable<string>) {
      text += chunk;
      if (text.length > most) throw new Error('too long');
    }
  } catch (error) {
    throw new RunnerUnavailable('the connection to the runner was lost', 2, error);
  }
  return text;
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What it refuses because of itself is its absence to us; what it refuses because of us is a fault of ours. */
const refusal = (answer: IncomingMessage, text: string): Error => {
  const reason = refusalSchema.safeParse(jsonOf(text)).data?.error ?? `it answered ${answer.statusCode}`;
  if (answer.statusCode === 400 || answer.statusCode === 413) return new Error(`The runner refuses the request: ${reason}`);
  return new RunnerUnavailable(answer.statusCode === 401 ? 'the runner does not accept our token' : reason, retryAfterOf(answer));
};

const retryAfterOf = ({ headers }: IncomingMessage): number => {
  const seconds = Number(headers['retry-after']);
  return Number.isInteger(seconds) && seconds > 0 && seconds < 600 ? seconds : 2;
};

/** A case that was not asked for, or one told of twice, is nothing of ours. */
const eachOnce = (count: number, onResult: (index: number, result: CaseResult) => void): typeof onResult => {
  const left = new Set(Array(count).keys());
  return (index, result) => {
    if (!left.delete(index)) throw new RunnerUnavailable('the runner answers something else');
    onResult(index, result);
  };
};

const readLines = async (answer: IncomingMessage, onResult: (index: number, result: CaseResult) => void): Promise<void> => {
  let read = 0;
  answer.on('data', (chunk: Buffer) => {
    read += chunk.length;
    if (read > MAX_ANSWER_BYTES) answer.destroy(new Error('the answer has no end'));
  });
  for await (const line of createInterface({ input: answer, crlfDelay: Infinity })) {
    if (line === '') continue;
    const parsed = runLineSchema.parse(jsonOf(line));
    if ('error' in parsed) throw new RunnerUnavailable(parsed.error);
    onResult(parsed.index, parsed.result);
  }
  if (!answer.complete) throw new Error('the answer ended early');
};
