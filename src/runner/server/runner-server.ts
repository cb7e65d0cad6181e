import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Driver } from '../driver.js';
import { type Limits, type RunnerStatus, runRequestSchema } from '../protocol.js';
import { answerJson, LineAnswer, refuse, tokenCheck } from './answers.js';
import { log } from './log.js';
import { BodyTooLarge, readBody } from './read-body.js';
import { runCases } from './run-cases.js';
import { LaneShares } from './lane-shares.js';
import { Scheduler } from './scheduler.js';

/** What runs learners' code, or why nothing does. */
export type Engine = { readonly driver: Driver } | { readonly problem: string };

export interface RunnerServerOptions {
  readonly concurrency: number;
  readonly token: string;
  /** Runs at once, waiting ones included. */
  readonly maxRuns?: number;
}

const MAX_RUNS = 256;
/** Of the bodies of all runs together. */
const MAX_HELD_BYTES = 64 * 1024 * 1024;
const BUSY = { 'Retry-After': '2' };

class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** Speaks the runner's protocol (`../protocol.ts`). Holds what it is asked in bounds; what is more is answered 503. */
export class RunnerServer {
  readonly http: Server;
  private readonly scheduler: Scheduler;
  private readonly isAuthorized: (authorization: string | undefined) => boolean;
  private readonly runs = new Set<AbortController>();
  private readonly shares: LaneShares;
  private engine: Engine = { problem: 'the runner is starting' };
  private heldBytes = 0;
  private draining = false;
  private whenIdle: (() => void) | undefined;

  constructor(private readonly options: RunnerServerOptions) {
    this.scheduler = new Scheduler(options.concurrency);
    this.shares = new LaneShares({ runs: options.maxRuns ?? MAX_RUNS, bytes: MAX_HELD_BYTES });
    this.isAuthorized = tokenCheck(options.token);
    this.http = createServer(
      { headersTimeout: 5000, requestTimeout: 15_000, keepAliveTimeout: 30_000, maxHeaderSize: 8192 },
      (request, response) => {
        void this.answer(request, response);
      },
    );
    this.http.maxConnections = 1024;
  }

  use(engine: Engine): void {
    this.engine = engine;
  }

  status(): RunnerStatus {
    const engine: Engine = this.draining ? { problem: 'the runner is ending' } : this.engine;
    const driver = 'driver' in engine ? engine.driver : undefined;
    return {
      driver: driver?.name ?? null,
      weak: driver?.weak ?? false,
      problem: 'problem' in engine ? engine.problem : null,
      in_force: driver ? { ...driver.in_force } : {},
      concurrency: this.options.concurrency,
      running: this.scheduler.running,
      waiting: this.scheduler.waiting,
      languages: driver ? [...driver.languages] : [],
    };
  }

  /** Takes no more runs, waits until those there are have ended or `withinMs` are over, and ends the rest. */
  async drain(withinMs: number): Promise<void> {
    this.draining = true;
    if (this.runs.size > 0) {
      const idle = new Promise<void>((resolve) => (this.whenIdle = resolve));
      const late = setTimeout(() => this.abortAll(), withinMs);
      await idle;
      clearTimeout(late);
    }
  }

  close(): void {
    this.http.close();
    this.http.closeAllConnections();
  }

  abortAll(): void {
    for (const run of this.runs) run.abort(new Error('the runner is ending'));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    try {
      if (request.url === '/health/live') return answerJson(response, 200, { status: 'ok' });
      if (!this.isAuthorized(request.headers.authorization)) return refuse(response, 401, 'a token is needed');
      const route = `${request.method} ${request.url}`;
      if (route === 'GET /status') return answerJson(response, 200, this.status());
      if (route === 'POST /runs') return await this.run(request, response);
      refuse(response, 404, 'there is nothing here');
    } catch (error) {
      if (error instanceof Refused) return refuse(response, error.status, error.message, error.headers);
      if (error instanceof BodyTooLarge) return refuse(response, 413, 'the request is too large');
      if (!response.destroyed) log('error', 'a request failed', { error: (error as Error).message });
      refuse(response, 500, 'the runner failed');
    }
  }

  private async run(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.draining) throw new Refused(503, 'the runner is ending', BUSY);
    if ('problem' in this.engine) throw new Refused(503, this.engine.problem, { 'Retry-After': '10' });
    if (this.runs.size >= (this.options.maxRuns ?? MAX_RUNS) || this.heldBytes > MAX_HELD_BYTES)
      throw new Refused(503, 'the queue is full', BUSY);
    const { driver } = this.engine;
    const gone = new AbortController();
    this.runs.add(gone);
    response.on('close', () => gone.abort(new Error('the client is gone')));
    let held = 0;
    let giveBack: (() => void) | undefined;
    try {
      const text = await readBody(request, (bytes) => {
        held += bytes;
        this.heldBytes += bytes;
      });
      const asked = parseRun(text);
      giveBack = this.shares.take(asked.lane, held);
      if (!giveBack) throw new Refused(503, 'the queue is full', BUSY);
      await this.runAll(driver, asked, response, gone.signal);
    } finally {
      giveBack?.();
      this.heldBytes -= held;
      this.runs.delete(gone);
      if (this.runs.size === 0) this.whenIdle?.();
    }
  }

  private async runAll(driver: Driver, request: Request, response: ServerResponse, signal: AbortSignal): Promise<void> {
    const limits = limitsOf(driver, request);
    const answer = new LineAnswer(response);
    try {
      const onResult = (index: number, result: object) => answer.write({ index, result });
      await runCases({ driver, scheduler: this.scheduler, request, limits, signal, onResult });
    } catch (error) {
      if (!response.destroyed) {
        // what follows the colon may be what the program wrote, which is nothing for a log
        const [reason = ''] = (error as Error).message.split(':');
        log('error', 'a run failed', { language: request.language, error: reason });
        await answer.write({ error: reason });
      }
    } finally {
      await answer.end();
    }
  }
}

type Request = ReturnType<typeof parseRun>;

const parseRun = (text: string) => {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Refused(400, 'the request is no JSON');
  }
  const parsed = runRequestSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new Refused(400, parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
};

/** The language's own limits, changed by the request up to the most it allows. */
const limitsOf = (driver: Driver, request: Request): Limits => {
  const language = driver.languages.find(({ id }) => id === request.language);
  if (!language) throw new Refused(400, `language: there is no ${request.language}`);
  const unable = request.cases.find(({ kind }) => !language.kinds.includes(kind));
  if (unable) throw new Refused(400, `cases: ${request.language} has no cases of the kind ${unable.kind}`);
  const wanted = { ...language.limits, ...request.limits };
  return Object.fromEntries(
    Object.entries(wanted).map(([name, value]) => [name, Math.min(value, language.most[name as keyof Limits])]),
  ) as Limits;
};
