/** JSON as it comes over the wire (`any`): a test reads it without our types, so that the wire is what is tested. */
export type Json = ReturnType<typeof JSON.parse>;

/** An answer as a front end sees it. */
export interface Answer<B = Json> {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON; undefined when the answer has none. */
  readonly body: B;
  readonly text: string;
}

export interface ClientOptions {
  /** Sent as `X-Tenant`. */
  readonly tenant?: string;
  readonly token?: string;
  /** The address it seems to come from (`X-Forwarded-For`); one of its own unless named. */
  readonly address?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Send = (path: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
type SendBody = (path: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answer>;

/** Speaks HTTP to a server. Paths start at `/api/v1`, unless they start with `//`: `//health/live` is `/health/live`. */
export interface Client {
  readonly token: string | undefined;
  readonly get: Send;
  readonly head: Send;
  readonly delete: SendBody;
  readonly post: SendBody;
  readonly put: SendBody;
  readonly patch: SendBody;
  /** Any method and body; a string or Buffer is sent as it is. */
  request(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** The same client with other options. */
  with(options: ClientOptions): Client;
}

const parsed = (text: string, type: string | null): Json => (text !== '' && type && /\bjson\b/.test(type) ? JSON.parse(text) : undefined);

const isRaw = (body: unknown): body is string | Buffer | FormData =>
  typeof body === 'string' || Buffer.isBuffer(body) || body instanceof FormData;

const urlOf = (base: string, path: string): string => (path.startsWith('//') ? `${base}${path.slice(1)}` : `${base}/api/v1${path}`);

let clients = 0;

/** Addresses of 10.0.0.0/8, one after another. */
const nextAddress = (): string => {
  clients += 1;
  return `10.${(clients >> 16) & 255}.${(clients >> 8) & 255}.${clients & 255}`;
};

/** A client of `server` (or of any base address) as somebody, or as nobody. */
export const client = (server: { readonly url: string }, options: ClientOptions = {}): Client => {
  const base = server.url.replace(/\/$/, '');
  const address = options.address ?? nextAddress();
  const request: Client['request'] = async (method, path, body, extra = {}) => {
    const headers = new Headers({
      'x-forwarded-for': address,
      ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
      ...(options.tenant ? { 'x-tenant': options.tenant } : {}),
      ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
      ...options.headers,
      ...extra,
    });
    const sent = body === undefined ? {} : { body: isRaw(body) ? body : JSON.stringify(body) };
    const response = await fetch(urlOf(base, path), { method, headers, redirect: 'manual', ...sent });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text, response.headers.get('content-type')) };
  };
  const withBody =
    (method: string): SendBody =>
    (path, body, headers) =>
      request(method, path, body, headers);
  return {
    token: options.token,
    get: (path, headers) => request('GET', path, undefined, headers),
    head: (path, headers) => request('HEAD', path, undefined, headers),
    delete: withBody('DELETE'),
    post: withBody('POST'),
    put: withBody('PUT'),
    patch: withBody('PATCH'),
    request,
    with: (changes) => client(server, { ...options, address, ...changes }),
  };
};
