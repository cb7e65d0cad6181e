import { readFile } from 'node:fs/promises';

/** What came back from a fuzz run. */
export interface Tally {
  readonly answers: number;
  readonly byStatus: ReadonlyMap<number, number>;
  readonly called: ReadonlySet<string>;
  readonly succeeded: ReadonlySet<string>;
}

/** Counts the answers that the hooks noted, a line each. */
export const readTally = async (file: string): Promise<Tally> => {
  const byStatus = new Map<number, number>();
  const called = new Set<string>();
  const succeeded = new Set<string>();
  const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  for (const line of lines) {
    const { operation, meant, status } = JSON.parse(line) as { operation: string; meant: boolean; status: number };
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    called.add(operation);
    // the fuzzer sends other methods too, to see them refused
    if (meant && status >= 200 && status < 300) succeeded.add(operation);
  }
  return { answers: lines.length, byStatus, called, succeeded };
};
