import type { Answer } from '../../src/testing/client.js';
import type { ApiDocument } from './api-document.js';

/** A request that was made, and which operation of the document answered it. */
export interface WatchedCall {
  /** `GET /api/v1/courses/{id}`; undefined for what the document does not describe. */
  readonly route: string | undefined;
  readonly method: string;
  readonly path: string;
  /** The institution named by `X-Tenant`. */
  readonly tenant: string | undefined;
  readonly body: unknown;
  readonly status: number;
}

/** Holds everything anybody is answered, by whichever client, against the document. */
export class AnswerWatch {
  /** What was wrong so far; take it with `splice(0)`. */
  readonly problems: string[] = [];
  private readonly calls = new Map<string, WatchedCall>();
  private readonly plainFetch = globalThis.fetch;

  constructor(private readonly document: ApiDocument) {}

  start(): void {
    globalThis.fetch = async (input, init) => {
      const response = await this.plainFetch(input, init);
      await this.look(input instanceof Request ? input.url : input.toString(), init, response.clone());
      return response;
    };
  }

  stop(): void {
    globalThis.fetch = this.plainFetch;
  }

  /** The call that was answered so. */
  callOf(answer: Answer): WatchedCall {
    const call = this.calls.get(answer.headers.get('x-request-id') ?? '');
    if (!call) throw new Error(`No call was answered so: ${answer.text}`);
    return call;
  }

  private async look(url: string, init: RequestInit = {}, response: Response): Promise<void> {
    const { status, headers } = response;
    const { pathname } = new URL(url);
    const method = init.method ?? 'GET';
    const text = await response.text();
    const isJson =
      text !== '' && headers.get('content-type')?.includes('json') === true && !headers.get('content-type')?.includes('ndjson');
    const body: unknown = isJson ? JSON.parse(text) : undefined;
    this.problems.push(...this.document.problemsOf(method, pathname, { status, headers, text, body }));
    const requestId = headers.get('x-request-id');
    if (!requestId) {
      this.problems.push(`${method} ${pathname} has no X-Request-Id`);
      return;
    }
    const tenant = new Headers(init.headers).get('x-tenant') ?? undefined;
    this.calls.set(requestId, { route: this.document.routeOf(method, pathname), method, path: pathname, tenant, body: init.body, status });
  }
}
