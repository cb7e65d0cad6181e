import type { z } from 'zod';

/** Reads variables one by one and collects every problem. Empty means not set, as in compose files. */
export class EnvironmentReader {
  readonly problems: string[] = [];
  private readonly unusable = new Set<string>();

  constructor(private readonly environment: NodeJS.ProcessEnv) {}

  raw(name: string): string | undefined {
    const value = this.environment[name]?.trim();
    return value === '' ? undefined : value;
  }

  /** The parsed value; `fallback` when it is not set, and in place of a value that has a problem. */
  read<T, F>(name: string, schema: z.ZodType<T, string>, fallback: F): T | F {
    const value = this.raw(name);
    if (value === undefined) return fallback;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) this.problem(name, issue.message);
    return fallback;
  }

  problem(name: string, reason: string): void {
    this.unusable.add(name);
    this.problems.push(`${name}: ${reason}`);
  }

  hasProblem(name: string): boolean {
    return this.unusable.has(name);
  }
}
