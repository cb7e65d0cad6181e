import { z } from 'zod';
import { RUN_STATUSES } from '../../runner/protocol.js';
import { idSchema } from '../../sdk/ids.js';
import { instant, longText, pageQuery } from '../../sdk/schemas.js';

/** Of one program: UTF-16 units. */
export const MOST_CODE = 100_000;
const MOST_STDIN = 100_000;

const languageId = z.string().min(1).max(40);

export const executeSchema = z
  .strictObject({
    code: z.string().min(1).max(MOST_CODE),
    /** An id of `GET /code/languages`. */
    language: languageId.default('python'),
    stdin: longText(MOST_STDIN).default(''),
  })
  .meta({ id: 'ExecuteCode' });
export type ExecuteInput = z.infer<typeof executeSchema>;

export const historyQuery = pageQuery({ language: languageId.optional(), status: z.enum(RUN_STATUSES).optional() });
export type HistoryQuery = z.infer<typeof historyQuery>;

export const executionSchema = z
  .object({
    id: idSchema,
    language: z.string(),
    code: z.string(),
    status: z.enum(RUN_STATUSES),
    stdout: z.string(),
    stderr: z.string(),
    /** Null when a signal ended it. */
    exit_code: z.int().nullable(),
    duration_ms: z.number(),
    /** The most it had at once; null when that cannot be told. */
    memory_kb: z.int().nullable(),
    /** Whether `stdout` or `stderr` are only the beginning. */
    truncated: z.boolean(),
    created_at: instant,
  })
  .meta({ id: 'Execution' });
/** A program that was run once. */
export type ExecutionView = z.input<typeof executionSchema>;
