import { randomBytes } from 'node:crypto';
import { type Config, PROCESS_ROLES, type SecretKey, SIGNING_ALGORITHMS, type SigningAlgorithm } from './config.js';
import { ConfigError } from './config-error.js';
import { dataFolder } from './data-folder.js';
import { keptSecret } from './development-secrets.js';
import { EnvironmentReader } from './environment-reader.js';
import { printableConfig } from './printable-config.js';
import { readKafka } from './read-kafka.js';
import { readRunner } from './read-runner.js';
import { parseSecretKey, weaknessOf } from './secret-keys.js';
import { makeSigningKey, parseSigningKey } from './signing-key.js';
import { unprivilegedUser } from './unprivileged-user.js';
import * as schema from './variable-schemas.js';

export interface ConfigOptions {
  /** `--role` of the command line. */
  readonly role?: string | undefined;
}

const ENVIRONMENTS = ['development', 'test', 'production'] as const;
const MIN_BCRYPT_COST = { production: 12, development: 4, test: 4 } as const;
const randomSecret = (): string => randomBytes(48).toString('base64url');

/**
 * Parses the environment. Throws `ConfigError` with every problem at once. Outside production missing secrets are
 * made once and kept in the data folder; nothing is written when there is a problem.
 */
export const loadConfig = (environment: NodeJS.ProcessEnv, options: ConfigOptions = {}): Config => {
  const read = new EnvironmentReader({ ...environment, '--role': options.role });
  const mode = read.read('NODE_ENV', schema.oneOf(ENVIRONMENTS), 'development' as const);
  const production = mode === 'production' || read.hasProblem('NODE_ENV');
  const database = readDatabase(read, production);
  const secrets = readSecrets(read, production);
  const rest = {
    environment: mode,
    role: read.read('--role', schema.oneOf(PROCESS_ROLES), 'all' as const),
    port: read.read('PORT', schema.wholeNumber(0, 65_535), 3000),
    ...readRunner(read, production),
    ...readKafka(read, production),
    opsPort: read.read('OPS_PORT', schema.wholeNumber(0, 65_535), undefined),
    logLevel: read.read('LOG_LEVEL', schema.logLevel, mode === 'test' ? ('warn' as const) : ('info' as const)),
    allowedOrigins: read.read('ALLOWED_ORIGINS', schema.origins, []),
    baseDomain: read.read('LECTERN_BASE_DOMAIN', schema.hostName, undefined),
    trustProxy: read.read('TRUST_PROXY', schema.proxies, 0),
    pluginPaths: read.read('LECTERN_PLUGINS', schema.list, []),
    redisUrl: read.read('REDIS_URL', schema.redisUrl, undefined),
    replicas: read.read('LECTERN_REPLICAS', schema.wholeNumber(1, 10_000), 1),
    bcryptCost: read.read('LECTERN_BCRYPT_COST', schema.wholeNumber(MIN_BCRYPT_COST[mode], 16), 12),
    demoPassword: read.read('LECTERN_DEMO_PASSWORD', schema.password, undefined),
    variables: lecternVariables(environment),
  };
  const lifetimes = {
    accessTokenSeconds: 60 * read.read('ACCESS_TOKEN_EXPIRE_MINUTES', schema.wholeNumber(1, 1440), 30),
    refreshTokenDays: read.read('REFRESH_TOKEN_EXPIRE_DAYS', schema.wholeNumber(1, 30), 7),
  };
  if (rest.opsPort !== undefined && rest.opsPort !== 0 && rest.opsPort === rest.port) read.problem('OPS_PORT', 'must differ from PORT');
  checkUnusedVariables(read);
  const wanted = read.read('LECTERN_DATA_DIR', schema.someText, undefined);
  if (read.problems.length > 0) throw new ConfigError(read.problems);
  const dataDir = dataFolder(wanted, database.embedded ? unprivilegedUser() : undefined);
  return printableConfig({ ...rest, dataDir, ...database, ...completeSecrets(dataDir, secrets, lifetimes) });
};

const readDatabase = (read: EnvironmentReader, production: boolean): Pick<Config, 'embedded' | 'database'> => {
  const ownerUrl = read.read('DATABASE_URL', schema.postgresUrl, '');
  const appUrl = read.read('DATABASE_APP_URL', schema.postgresUrl, '');
  const directUrl = read.read('DATABASE_DIRECT_URL', schema.postgresUrl, ownerUrl);
  const wish = read.read('LECTERN_EMBEDDED', schema.flag, undefined);
  const given = read.raw('DATABASE_URL') !== undefined;
  if (given && wish) read.problem('LECTERN_EMBEDDED', 'cannot be on while DATABASE_URL names a database');
  if (given && read.raw('DATABASE_APP_URL') === undefined) {
    read.problem('DATABASE_APP_URL', 'is needed with DATABASE_URL: the role the application works as, which may not own the tables');
  }
  if (!given && read.raw('DATABASE_APP_URL') !== undefined) read.problem('DATABASE_URL', 'is needed with DATABASE_APP_URL');
  if (!given && (wish === false || (production && !wish))) {
    read.problem(
      'DATABASE_URL',
      production ? 'is required in production, unless LECTERN_EMBEDDED=1' : 'is required while LECTERN_EMBEDDED is off',
    );
  }
  const poolSize = read.read('LECTERN_DATABASE_POOL_SIZE', schema.wholeNumber(2, 500), 20);
  return { embedded: !given, database: { ownerUrl, appUrl, directUrl, poolSize } };
};

interface GivenSecrets {
  readonly algorithm: SigningAlgorithm;
  readonly signingKey: string | undefined;
  readonly current: SecretKey | undefined;
  readonly older: readonly SecretKey[];
}

const readSecrets = (read: EnvironmentReader, production: boolean): GivenSecrets => {
  const algorithm = read.read('ALGORITHM', schema.oneOf(SIGNING_ALGORITHMS), 'HS256' as const);
  const jwt = read.raw('JWT_SECRET_KEY');
  const secret = read.raw('SECRET_KEY');
  if (production) {
    if (secret === undefined) read.problem('SECRET_KEY', 'is required in production');
    if (jwt === undefined) read.problem('JWT_SECRET_KEY', 'is required in production');
    if (secret !== undefined && secret === jwt) read.problem('JWT_SECRET_KEY', 'must differ from SECRET_KEY');
    refuseWeak(read, 'SECRET_KEY', secret);
    if (algorithm === 'HS256') refuseWeak(read, 'JWT_SECRET_KEY', jwt);
  }
  const older = read.read('SECRET_KEY_OLD', schema.list, []).map(parseSecretKey);
  const current = secret === undefined ? undefined : parseSecretKey(secret);
  const keys = current ? [current, ...older] : older;
  if (keys.some((key, index) => keys.some((other, at) => at < index && other.id === key.id && !other.key.equals(key.key)))) {
    read.problem('SECRET_KEY_OLD', 'gives two different keys the same id');
  }
  const signingKey = jwt === undefined || algorithm === 'HS256' ? jwt : parseSigningKey(algorithm, jwt);
  if (jwt !== undefined && signingKey === undefined) read.problem('JWT_SECRET_KEY', `must be a PEM private key that fits ${algorithm}`);
  return { algorithm, signingKey, current, older };
};

const refuseWeak = (read: EnvironmentReader, name: string, secret: string | undefined): void => {
  const weakness = secret === undefined ? undefined : weaknessOf(secret);
  if (weakness) read.problem(name, weakness);
};

/** Accepted and checked for form, because a mistake in them should show at start; used by what comes with them. */
const checkUnusedVariables = (read: EnvironmentReader): void => {
  read.read('OPENAI_API_KEY', schema.someText, undefined);
  read.read('OPENAI_BASE_URL', schema.httpUrl, undefined);
  read.read('EMOTION_MODEL_PATH', schema.someText, undefined);
};

const lecternVariables = (environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> =>
  Object.freeze(
    Object.fromEntries(
      Object.entries(environment).filter((entry): entry is [string, string] => entry[0].startsWith('LECTERN_') && entry[1] !== undefined),
    ),
  );

const completeSecrets = (
  dataDir: string,
  given: GivenSecrets,
  lifetimes: Pick<Config['tokens'], 'accessTokenSeconds' | 'refreshTokenDays'>,
): Pick<Config, 'tokens' | 'secretKeys'> => {
  const { algorithm, older } = given;
  try {
    const signingKey =
      given.signingKey ??
      keptSecret(dataDir, `signing-key-${algorithm.toLowerCase()}`, () =>
        algorithm === 'HS256' ? randomSecret() : makeSigningKey(algorithm),
      );
    const current = given.current ?? parseSecretKey(keptSecret(dataDir, 'secret-key', randomSecret));
    return { tokens: { algorithm, signingKey, ...lifetimes }, secretKeys: { current, older } };
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new ConfigError([`LECTERN_DATA_DIR: the development secrets cannot be kept there (${reason})`]);
  }
};
