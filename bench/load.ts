import { connect, type Socket } from 'node:net';

export interface LoadRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  readonly durationMs: number;
  readonly next: () => LoadRequest;
}

export interface LoadResult {
  /** Of every good answer, in ms. */
  readonly latencies: readonly number[];
  readonly errors: number;
  readonly seconds: number;
  /** Of the last answer's body. */
  readonly bytes: number;
}

const HEAD_END = '\r\n\r\n';

const encode = ({ method, path, token, body, headers = {} }: LoadRequest): string => {
  const json = body === undefined ? '' : JSON.stringify(body);
  return (
    `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n` +
    Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('') +
    (token === undefined ? '' : `Authorization: Bearer ${token}\r\n`) +
    (method === 'POST' ? `Content-Length: ${Buffer.byteLength(json)}\r\n` : '') +
    `${json === '' ? '' : 'Content-Type: application/json\r\n'}\r\n${json}`
  );
};

interface Answer {
  readonly status: number;
  readonly bytes: number;
}

/** One keep-alive connection that reads just enough of an answer to find its end: the client shares the cores with the servers. */
class Line {
  private head = '';
  private status = 0;
  private length = 0;
  private missing = -1;
  private settle: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.read(chunk));
    socket.on('error', (error) => this.settle?.reject(error));
    socket.on('close', () => this.settle?.reject(new Error('The server closed the connection')));
  }

  static open(port: number): Promise<Line> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new Line(socket)));
      socket.once('error', reject);
    });
  }

  send(request: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.settle = undefined;
    this.socket.destroy();
  }

  private read(chunk: Buffer): void {
    if (this.missing >= 0) return this.take(chunk.length);
    this.head += chunk.toString('latin1');
    const end = this.head.indexOf(HEAD_END);
    if (end < 0) return;
    const head = this.head.slice(0, end);
    const rest = this.head.length - end - HEAD_END.length;
    this.head = '';
    const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? [];
    if (length === undefined) return this.settle?.reject(new Error('An answer without Content-Length'));
    this.status = Number(head.slice(9, 12));
    this.length = this.missing = Number(length);
    this.take(rest);
  }

  private take(bytes: number): void {
    this.missing -= bytes;
    if (this.missing > 0) return;
    this.missing = -1;
    this.settle?.resolve({ status: this.status, bytes: this.length });
  }
}

/** Keeps `connections` busy, each with one request after another. Anything but a 2xx is an error. */
export const applyLoad = async ({ port, connections, durationMs, next }: LoadOptions): Promise<LoadResult> => {
  const latencies: number[] = [];
  let errors = 0;
  let bytes = 0;
  const startedAt = performance.now();
  const deadline = startedAt + durationMs;
  const work = async (): Promise<void> => {
    let line = await Line.open(port);
    while (performance.now() < deadline) {
      const request = encode(next());
      const sentAt = performance.now();
      try {
        const answer = await line.send(request);
        if (answer.status < 200 || answer.status > 299) errors += 1;
        else latencies.push(performance.now() - sentAt);
        bytes = answer.bytes;
      } catch {
        errors += 1;
        line.close();
        line = await Line.open(port);
      }
    }
    line.close();
  };
  await Promise.all(Array.from({ length: connections }, work));
  return { latencies, errors, seconds: (performance.now() - startedAt) / 1000, bytes };
};
