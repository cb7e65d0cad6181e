import { residentMb } from './process-usage.js';
import type { ServerProcess } from './server-process.js';

const ITEMS = 10_000;
const TEXT = 'What the lesson tells, and what the learner should try afterwards. '.repeat(20);
const WATCH_MS = 50;

export interface Imported {
  readonly seconds: number;
  readonly megabytes: number;
  /** How much more memory the server held at most, in MB. */
  readonly growthMb: number;
}

const line = (n: number): string =>
  `${JSON.stringify({
    grade: 1 + (n % 12),
    subject: `Subject ${n % 20}`,
    topic: `Topic ${n}`,
    title: `Lesson ${n}`,
    content_type: 'text',
    data: { text: TEXT },
  })}\n`;

/** Brings ten thousand items in, as one stream past the usual limit of bodies. */
export const measureImport = async ({ port, pid }: ServerProcess, token: string): Promise<Imported> => {
  const encoder = new TextEncoder();
  let bytes = 0;
  let next = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (next === ITEMS) return controller.close();
      const chunk = encoder.encode(line(next));
      next += 1;
      bytes += chunk.length;
      controller.enqueue(chunk);
    },
  });
  const before = residentMb(pid);
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, residentMb(pid))), WATCH_MS);
  const startedAt = performance.now();
  try {
    const init: RequestInit = {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
      body,
      duplex: 'half',
    };
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/content-items/import`, init);
    const text = await response.text();
    if (!response.ok || (JSON.parse(text) as { imported: number }).imported !== ITEMS)
      throw new Error(`Import: ${response.status} ${text}`);
    return { seconds: (performance.now() - startedAt) / 1000, megabytes: bytes / 2 ** 20, growthMb: most - before };
  } finally {
    clearInterval(watch);
  }
};
