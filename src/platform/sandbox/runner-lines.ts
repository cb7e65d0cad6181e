import { z } from 'zod';

const lineSchema = z.object({
  level: z.enum(['debug', 'info', 'warn', 'error']),
  msg: z.string(),
  error: z.string().optional(),
  /** Of the line that says that it listens. */
  address: z.string().optional(),
  /** Of the user that it became. */
  user: z.int().optional(),
  driver: z.string().nullish(),
  weak: z.boolean().optional(),
  problem: z.string().nullish(),
  in_force: z.record(z.string(), z.string()).optional(),
  languages: z.array(z.string()).optional(),
  language: z.string().optional(),
});
export type RunnerLine = z.infer<typeof lineSchema>;

/** A line of the runner's log. What is none of its lines is taken as a message. */
export const parseRunnerLine = (text: string): RunnerLine => {
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch {
    return { level: 'warn', msg: text.slice(0, 1000) };
  }
};
