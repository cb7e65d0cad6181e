import { z } from 'zod';

export const DRIVER_WISHES = ['auto', 'bubblewrap', 'wasm', 'process', 'off'] as const;

/** How a runner is to work. One that a server starts reads it from standard input; one of its own from its environment. */
export const settingsSchema = z
  .strictObject({
    driver: z.enum(DRIVER_WISHES),
    /** Whether a driver that is no boundary may be used: never in production, nor where others than this machine can ask. */
    weak_allowed: z.boolean(),
    production: z.boolean(),
    concurrency: z.int().min(1).max(256),
    /** `unix:/path`, `host:port`, or `private`: a socket in a folder of its own that the runner makes. */
    listen: z.string().min(1),
    token: z.string().min(16),
    /** Account or number of the user it becomes when it is started as root. */
    user: z.string().optional(),
  })
  .refine(({ driver, production }) => !production || (driver !== 'wasm' && driver !== 'process'), {
    path: ['driver'],
    message: 'is no boundary against hostile code and is refused in production',
  });
export type RunnerSettings = z.infer<typeof settingsSchema>;

/** What whoever started the runner has to change. */
export class SettingsError extends Error {}

/** Variables of the server that a process which runs code of strangers must not have. */
const FORBIDDEN = /^(?:DATABASE_|SECRET_KEY|JWT_SECRET_KEY|REDIS_URL$|KAFKA_|OPENAI_|PG[A-Z]+$|AWS_|LECTERN_DEMO_PASSWORD$)/;

const VARIABLES = {
  driver: 'LECTERN_RUNNER',
  listen: 'LECTERN_RUNNER_LISTEN',
  token: 'LECTERN_RUNNER_TOKEN',
  concurrency: 'LECTERN_RUNNER_CONCURRENCY',
  user: 'LECTERN_RUNNER_USER',
} as const;

/** Reads the settings of a runner that runs by itself. Throws `SettingsError` with every problem, and never a value. */
export const settingsFromEnvironment = (environment: NodeJS.ProcessEnv, cores: number): RunnerSettings => {
  const problems = Object.keys(environment)
    .filter((name) => FORBIDDEN.test(name))
    .map((name) => `${name}: must not be in the runner's environment`);
  const given = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const production = given('NODE_ENV') === 'production';
  const parsed = settingsSchema.safeParse({
    driver: given(VARIABLES.driver) ?? 'auto',
    weak_allowed: false,
    production,
    concurrency: Number(given(VARIABLES.concurrency) ?? Math.max(1, cores - 1)),
    listen: given(VARIABLES.listen) ?? '127.0.0.1:3010',
    token: given(VARIABLES.token) ?? '',
    user: given(VARIABLES.user),
  });
  if (!parsed.success)
    problems.push(...parsed.error.issues.map(({ path, message }) => `${VARIABLES[path[0] as keyof typeof VARIABLES]}: ${message}`));
  if (problems.length > 0 || !parsed.data)
    throw new SettingsError(`The runner cannot start:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
  const { driver } = parsed.data;
  return { ...parsed.data, weak_allowed: !production && (driver === 'wasm' || driver === 'process') };
};

/** Reads the settings that the starting server writes as one line. */
export const settingsFromLine = (line: string): RunnerSettings => {
  const parsed = settingsSchema.safeParse(JSON.parse(line));
  if (!parsed.success) throw new SettingsError(`The runner cannot read its settings: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
};
