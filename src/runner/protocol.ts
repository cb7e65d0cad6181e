import { z } from 'zod';

/** How a run ended. Whether what it printed is right is nothing the runner knows. */
export const RUN_STATUSES = ['ok', 'runtime_error', 'compile_error', 'timeout', 'memory_exceeded', 'output_exceeded'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Whose turn comes first: somebody waits for it, a submission is graded, or many are graded anew. */
export const RUN_PRIORITIES = ['interactive', 'grading', 'bulk'] as const;
export type RunPriority = (typeof RUN_PRIORITIES)[number];

/** What one process tree may use up. A language has its own; a request may ask for less, or for more up to the language's `most`. */
export const limitsSchema = z.strictObject({
  /** From the start of the learner's program to its end. */
  wall_ms: z.int().min(100).max(60_000),
  /** Of all its processes together. */
  cpu_ms: z.int().min(100).max(60_000),
  memory_mb: z.int().min(16).max(1024),
  /** Of standard output and of standard error, each. */
  output_bytes: z.int().min(1).max(4_194_304),
  processes: z.int().min(1).max(256),
  /** Of everything it writes to disk together. */
  disk_mb: z.int().min(1).max(256),
});
export type Limits = z.infer<typeof limitsSchema>;

/** One process of the learner's: a program fed with standard input, one call of one function, or a file of tests. */
export const caseSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('program'), stdin: z.string().max(1_048_576).default('') }),
  z.strictObject({ kind: z.literal('call'), function: z.string().min(1).max(200), arguments: z.array(z.json()).max(100) }),
  z.strictObject({ kind: z.literal('tests'), file: z.string().min(1).max(262_144) }),
]);
export type RunCase = z.infer<typeof caseSchema>;

/** `POST /runs`. Each case runs in a sandbox of its own that is thrown away: none learns of another. */
export const runRequestSchema = z.strictObject({
  language: z.string().min(1).max(40),
  source: z.string().max(1_048_576),
  cases: z.array(caseSchema).min(1).max(200),
  limits: limitsSchema.partial().optional(),
  priority: z.enum(RUN_PRIORITIES).default('interactive'),
  /** Runs of different lanes take turns: an opaque name, one per institution. */
  lane: z.string().max(100).default(''),
});
export type RunRequest = z.input<typeof runRequestSchema>;

/** Text of a learner's process as a database can keep it: NUL and half characters are replaced (U+FFFD). */
const printed = z.string().overwrite((text) => text.replaceAll('\0', '\uFFFD').toWellFormed());

/** More than any run can take. Who reads them counts with these numbers, whoever wrote them. */
const milliseconds = z.number().min(0).max(600_000);
const int32 = z.int().min(-2_147_483_648).max(2_147_483_647);

/** What one test of a file of tests said. */
export const testReportSchema = z.strictObject({
  name: printed.max(500),
  passed: z.boolean(),
  duration_ms: milliseconds,
  message: printed.max(10_000),
});
export type TestReport = z.infer<typeof testReportSchema>;

export const caseResultSchema = z.strictObject({
  status: z.enum(RUN_STATUSES),
  /** Bytes that are no UTF-8 are replaced (U+FFFD), NUL too: a database keeps neither. */
  stdout: printed,
  stderr: printed,
  /** Null when it was ended by a signal. */
  exit_code: int32.nullable(),
  duration_ms: milliseconds,
  cpu_ms: milliseconds,
  /** The most it had at once; null when the driver cannot tell. */
  memory_kb: int32.min(0).nullable(),
  /** Whether `stdout` or `stderr` are only the beginning. */
  truncated: z.boolean(),
  /** Of a call that returned: the value as JSON text, as the learner's process wrote it. Absent when it did not return. */
  value: z.string().optional(),
  /** Of a file of tests whose report was authentic. Absent when there was none: then nothing has passed. */
  tests: z.array(testReportSchema).optional(),
});
export type CaseResult = z.infer<typeof caseResultSchema>;

/** The answer of `POST /runs`, `application/x-ndjson`: a line per case, in any order, as they end; an error ends it early. */
export const runLineSchema = z.union([
  z.strictObject({ index: z.int().min(0), result: caseResultSchema }),
  z.strictObject({ error: z.string() }),
]);

/** `GET /status`: what the runner can do, and how far it may be trusted. */
export const runnerStatusSchema = z.strictObject({
  /** Null when no driver is usable; `problem` says why. */
  driver: z.enum(['bubblewrap', 'wasm', 'process']).nullable(),
  /** Whether it is no boundary against hostile code. */
  weak: z.boolean(),
  problem: z.string().nullable(),
  /** What holds each limit: `memory: "cgroup v1"`, `processes: "rlimit"`. */
  in_force: z.record(z.string(), z.string()),
  concurrency: z.int().min(1),
  running: z.int().min(0),
  waiting: z.int().min(0),
  languages: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      version: z.string(),
      kinds: z.array(z.enum(['program', 'call', 'tests'])),
      limits: limitsSchema,
      most: limitsSchema,
    }),
  ),
});
export type RunnerStatus = z.infer<typeof runnerStatusSchema>;
